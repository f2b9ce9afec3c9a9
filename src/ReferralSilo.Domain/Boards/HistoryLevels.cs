using System.Collections.Frozen;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Boards;

/// <summary>Removes from history entries what a level does not see.</summary>
public static class HistoryLevels
{
    /// <summary>Who acted, for a source: its own side.</summary>
    private const string TheSource = "source";

    /// <summary>Who acted, for a source: the staff or the program, without names.</summary>
    private const string TheTeam = "team";

    // Codes, ids, instants; no text that a person wrote.
    private static readonly FrozenSet<string> RecordFacts = new[]
    {
        "serviceLine", "priority", "channel", "eligibility", "dueAt", "from", "to", "needBy", "by", "expiresAt", "as",
        "outcome", "kind", "given", "slot", "slots", "clinician", "start", "visitType", "clock", "rings", "fields",
        "notTaken", "visitRule", "purpose", "person", "supervisor", "alertAt", "nextAt", "code",
    }.ToFrozenSet();

    // The milestones of CL-1, each with the facts that the source gets.
    private static readonly FrozenDictionary<string, string[]> Milestones = new Dictionary<string, string[]>
    {
        ["received"] = ["serviceLine", "priority", "channel"],
        ["changed-by-sender"] = ["fields", "from", "to", "needBy", "notTaken"],
        ["accepted"] = [],
        ["routed"] = ["from", "to"],
        ["information-requested"] = ["items"],
        ["information-supplied"] = ["items"],
        ["appointment-booked"] = ["start", "visitType"],
        ["appointment-moved"] = ["start", "visitType"],
        ["appointment-cancelled"] = [],
        ["patient-arrived"] = [],
        ["patient-did-not-come"] = [],
        ["visit-completed"] = ["documents"],
        ["ended"] = ["as", "to"],
        ["source-heard"] = [],
        ["closed"] = [],
        ["reopened"] = [],
    }.ToFrozenDictionary();

    /// <summary>The entry of a level; null when the level does not have it.</summary>
    /// <param name="entry">The whole entry.</param>
    /// <param name="level">The level.</param>
    /// <param name="reader">The reader as an actor of events.</param>
    public static HistoryEntry? Limit(HistoryEntry entry, ViewLevel level, string reader) => level switch
    {
        ViewLevel.Full => entry,
        ViewLevel.Source => ForSource(entry, reader),
        ViewLevel.Record => ForRecord(entry),
        _ => null,
    };

    private static HistoryEntry? ForSource(HistoryEntry entry, string reader)
    {
        if (!Milestones.TryGetValue(entry.What, out var facts)) return null;
        var isUnreachable = entry.Facts.GetValueOrDefault("as") == Stage.Unreachable.WireName();
        return entry with
        {
            By = entry.By == reader ? reader : entry.What is "received" or "changed-by-sender" ? TheSource : TheTeam,
            // What a person wrote to the source, or the source itself; other reasons are notes of staff.
            Why = entry.What is "received" or "information-requested" or "visit-completed" || entry.By == reader
                || entry.What == "ended" && !isUnreachable ? entry.Why : null,
            Facts = Only(entry.Facts, facts),
        };
    }

    private static HistoryEntry ForRecord(HistoryEntry entry) => entry with
    {
        Why = null,
        // The place to which a patient was sent is text.
        Facts = Only(entry.Facts, entry.What == "ended" ? ["as"] : RecordFacts),
    };

    private static Dictionary<string, string> Only(IReadOnlyDictionary<string, string> facts,
        IReadOnlyCollection<string> names) =>
        facts.Where(f => names.Contains(f.Key)).ToDictionary(f => f.Key, f => f.Value);
}
