using System.Collections.Frozen;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>History events as sentences, for example "Sue Supervisor accepted it".</summary>
public static class HistoryWords
{
    private static readonly FrozenDictionary<string, string> ByEvent = CommandTable.All
        .Where(row => row.Event is not null).ToFrozenDictionary(row => row.Event!, row => row.Did!);

    /// <summary>Verb and object without the subject. An unknown kind of event is shown by its wire name.</summary>
    public static string Describe(HistoryEntry entry) => entry.What switch
    {
        "received" => "sent it",
        "claimed" when Fact(entry, "takenOverFrom") is not null => "took it over",
        "claim-ended" => entry.Why switch
        {
            "expired" => "no longer had time for it",
            "order-changed" => "changed the order, so it is no longer taken",
            _ => "gave it back",
        },
        "changed-by-sender" => "changed the order",
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
        "on-call-due" => Fact(entry, "alertAt") is null ? "found no one left on call"
            : "planned the next alert to someone on call",
        "on-call-alerted" => "alerted someone on call",
        "on-call-failed" => "could not deliver an alert to someone on call",
        "on-call-reported" => Fact(entry, "waits") is null ? "sent an alert to someone on call"
            : "could not send an alert to someone on call yet",
        "reopened" => entry.Why switch
        {
            "call" => "opened it again: the patient was reached",
            "reply" => "opened it again: the patient wrote",
            "link" => "opened it again: the patient used the link",
            _ => "opened it again",
        },
        _ => ByEvent.GetValueOrDefault(entry.What) ?? "changed it: " + entry.What.Replace('-', ' '),
    };

    /// <summary>The event as a heading of the history: "Accepted it", "Took it".</summary>
    public static string Heading(HistoryEntry entry) => entry.What switch
    {
        "received" => "Received",
        "claimed" when Fact(entry, "takenOverFrom") is not null => "Taken over",
        "claim-ended" => entry.Why switch
        {
            "expired" => "Taking ran out",
            "order-changed" => "No longer taken: the order changed",
            _ => "Gave it back",
        },
        "offer-ended" => entry.Why == "expired" ? "Held time ran out" : "Held time let go",
        "target-breached" => "Late",
        "on-call-due" => Fact(entry, "alertAt") is null ? "No one left on call" : "Alert to someone on call planned",
        "on-call-alerted" => Fact(entry, "supervisor") is null ? "Person on call alerted" : "Supervisor alerted",
        "on-call-failed" => "Alert not delivered",
        "on-call-reported" => Fact(entry, "waits") is null ? "Alert sent" : "Alert not sent yet",
        "contact-due" => "Next contact planned",
        "source-heard" => "Source informed",
        "reopened" => "Opened again",
        "ended" => Fact(entry, "as") is { } how ? PlainWords.Sentence(how) : "Ended",
        _ => PlainWords.Sentence(entry.What),
    };

    /// <summary>
    /// The reason that a person wrote; null when the reason is a wire code that the heading already expresses.
    /// </summary>
    public static string? Reason(HistoryEntry entry) =>
        entry is { What: "claim-ended" or "offer-ended" or "hold-lost",
            Why: "expired" or "released" or "declined" or "lost" or "order-changed" }
            or { What: "reopened", Why: "call" or "reply" or "link" } ? null : entry.Why;

    private static string? Fact(HistoryEntry entry, string name) => entry.Facts.GetValueOrDefault(name);

    /// <summary>True for ids that mean nothing to a person.</summary>
    public static bool IsForMachines(string fact) => fact is "slot" or "slots" or "patient";

    /// <summary>The name of a fact: <c>Consent to</c>.</summary>
    public static string Label(string fact) => fact switch
    {
        "kind" => "Consent to",
        "purpose" => "For",
        "how" => "Said",
        "riskTold" => "Told the risk",
        "fields" => "What changed",
        "notTaken" => "Not taken over",
        _ => PlainWords.Field(fact),
    };

    /// <summary>The wire value of a fact as readable text.</summary>
    public static string Value(string name, string value, Names names) => name switch
    {
        "by" or "takenOverFrom" => names.Staff(value),
        "to" or "from" when ContractsJson.TryParseWireName<Priority>(value, out var priority) => priority.ToString(),
        "clinician" => names.Clinician(value),
        "person" => names.OnCall(value),
        "kind" when ContractsJson.TryParseWireName<ConsentKind>(value, out var kind) => ConsentWords.Lower(kind),
        "how" => ConsentWords.Recorded(value) ?? value,
        "fields" => string.Join(", ", value.Split(", ").Select(FieldOf).Distinct()),
        "given" or "riskTold" => value == "true" ? "yes" : "no",
        _ when value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || c == '-') => value.Replace('-', ' '),
        _ => value,
    };

    /// <summary>The last part of a JSON pointer in words: <c>/patient/birthDate</c> is the birth date.</summary>
    private static string FieldOf(string pointer) =>
        PlainWords.Field(pointer[(pointer.LastIndexOf('/') + 1)..]).ToLowerInvariant();
}
