using System.Text.RegularExpressions;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Words;

/// <summary>People and places by their names, never by their accounts. What has no name any more is said as
/// such.</summary>
/// <param name="people">As the host knows them.</param>
/// <param name="me">Staff id of the reader.</param>
public sealed partial class Names(People people, string me)
{
    /// <summary>Before anything was asked.</summary>
    public static Names None { get; } = new(People.None, "");

    /// <summary>True when it is the reader.</summary>
    public bool IsMe(string? staff) => staff is not null && staff == me;

    /// <summary>Who did it: a colleague, a program, or the product itself.</summary>
    public string Staff(string by) => by switch
    {
        "system" => "ReferralSilo",
        _ when people.Staff.TryGetValue(by, out var name) => name,
        _ when by.StartsWith("client:", StringComparison.Ordinal) => "a connected system",
        _ => "a former colleague",
    };

    /// <summary>At the head of a sentence; the reader is "You".</summary>
    public string Subject(string by) => IsMe(by) ? "You" : Capital(Staff(by));

    /// <summary>A clinician; their name where it is known.</summary>
    public string Clinician(string id) =>
        people.Clinicians.TryGetValue(id, out var name) ? name : "a clinician who is no longer listed";

    /// <summary>A referral source.</summary>
    public string Source(string id) => people.Sources.TryGetValue(id, out var name) ? name : PlainWords.Sentence(id);

    /// <summary>Replaces the account with which a sentence of the rules begins: <c>client:demo-client is working on
    /// this referral.</c></summary>
    public string InSentence(string text) =>
        Actor().Match(text) is { Success: true } found && Knows(found.Groups[1].Value)
        ? Subject(found.Groups[1].Value) + (IsMe(found.Groups[1].Value) ? " are" : " is") + text[found.Length..]
        : text;

    private bool Knows(string by) =>
        IsMe(by) || by.StartsWith("client:", StringComparison.Ordinal) || people.Staff.ContainsKey(by);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex("^((?:client:)?[A-Za-z0-9._@-]+) is\\b")]
    private static partial Regex Actor();
}
