using System.Collections.Frozen;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>What happened to a referral, as one says it: "Sue Supervisor accepted it".</summary>
public static class HappenedWords
{
    private static readonly FrozenDictionary<string, string> ByEvent = CommandTable.All
        .Where(row => row.Event is not null).ToFrozenDictionary(row => row.Event!, row => row.Did!);

    /// <summary>Verb and object for a subject, without the subject; the event's own wire words when it is a new
    /// kind.</summary>
    public static string Did(HistoryEntry entry) => entry.What switch
    {
        "received" => "sent it",
        "claim-ended" => entry.Why == "expired" ? "no longer had time for it" : "gave it back",
        "prioritized" => Fact(entry, "to") is { } to ? $"changed its priority to {to}" : "changed its priority",
        "ended" => Fact(entry, "as") switch
        {
            "declined" => "declined it",
            "redirected" => "sent the patient elsewhere",
            "withdrawn" => "withdrew it",
            _ => "ended it: the patient could not be reached",
        },
        "contact-due" => "planned the next contact",
        "patient-reached" => "reached the patient",
        "hold-lost" => "gave up a held time",
        "offer-ended" => entry.Why == "expired" ? "let the held time go: it had run out" : "let the held time go",
        "target-breached" => "noted that it is late",
        _ => ByEvent.GetValueOrDefault(entry.What) ?? "changed it: " + entry.What.Replace('-', ' '),
    };

    /// <summary>The event as a heading of the history: "Accepted it", "Took it".</summary>
    public static string Heading(HistoryEntry entry) => entry.What switch
    {
        "received" => "Received",
        "claim-ended" => entry.Why == "expired" ? "Taking ran out" : "Gave it back",
        "offer-ended" => entry.Why == "expired" ? "Held time ran out" : "Held time let go",
        "target-breached" => "Late",
        "contact-due" => "Next contact planned",
        "ended" => Fact(entry, "as") is { } how ? PlainWords.Sentence(how) : "Ended",
        _ => PlainWords.Sentence(entry.What),
    };

    /// <summary>What somebody wrote; null where the wire word is in the heading already.</summary>
    public static string? Reason(HistoryEntry entry) =>
        entry is { What: "claim-ended" or "offer-ended" or "hold-lost",
            Why: "expired" or "released" or "declined" or "lost" } ? null : entry.Why;

    private static string? Fact(HistoryEntry entry, string name) => entry.Facts.GetValueOrDefault(name);

    /// <summary>Ids that lead a program to something; beside the day and the clinician they say nothing to a
    /// person.</summary>
    public static bool IsForMachines(string fact) => fact is "slot" or "slots";

    /// <summary>A fact's wire value as words.</summary>
    public static string Value(string name, string value, Names names) => name switch
    {
        "by" => names.Staff(value),
        "to" or "from" when ContractsJson.TryParseWireName<Priority>(value, out var priority) => priority.ToString(),
        "clinician" => names.Clinician(value),
        "given" => value == "true" ? "yes" : "no",
        _ when value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || c == '-') => value.Replace('-', ' '),
        _ => value,
    };
}
