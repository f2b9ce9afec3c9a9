using System.Text.RegularExpressions;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Words;

/// <summary>Display names for the ids of people and sources. An id without a name gets a generic description.</summary>
/// <param name="people">All known names.</param>
/// <param name="me">Staff id of the reader.</param>
public sealed partial class Names(People people, string me)
{
    /// <summary>Used until names are loaded.</summary>
    public static Names None { get; } = new(People.None, "");

    /// <summary>True when the staff id is the reader's own.</summary>
    public bool IsMe(string? staff) => staff is not null && staff == me;

    /// <summary>The name of a colleague, a connected system, or the product itself.</summary>
    public string Staff(string by) => by switch
    {
        "system" => "ReferralSilo",
        _ when people.Staff.TryGetValue(by, out var name) => name,
        _ when by.StartsWith("client:", StringComparison.Ordinal) => "a connected system",
        _ => "a former colleague",
    };

    /// <summary>A person on call: a colleague, or the name on the list, which its id is made from.</summary>
    public string OnCall(string person) => people.Staff.TryGetValue(person, out var name) ? name
        : string.Join(' ', person.Split('-', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The name at the start of a sentence; "You" for the reader.</summary>
    public string Subject(string by) => IsMe(by) ? "You" : Capital(Staff(by));

    /// <summary>The clinician's name, or a generic description when it is unknown.</summary>
    public string Clinician(string id) =>
        people.Clinicians.TryGetValue(id, out var name) ? name : "a clinician who is no longer listed";

    public string Source(string id) => people.Sources.TryGetValue(id, out var name) ? name : PlainWords.Sentence(id);

    /// <summary>
    /// Replaces the account at the start of a sentence by its name:
    /// <c>client:demo-client is working on this referral.</c>
    /// </summary>
    public string InSentence(string text) =>
        Actor().Match(text) is { Success: true } found && IsKnown(found.Groups[1].Value)
        ? Subject(found.Groups[1].Value) + (IsMe(found.Groups[1].Value) ? " are" : " is") + text[found.Length..]
        : text;

    private bool IsKnown(string by) =>
        IsMe(by) || by.StartsWith("client:", StringComparison.Ordinal) || people.Staff.ContainsKey(by);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex("^((?:client:)?[A-Za-z0-9._@-]+) is\\b")]
    private static partial Regex Actor();
}
