using System.Diagnostics;
using System.Text.Json.Serialization;
using C = ReferralSilo.Domain.Patients.PatientMergesCommand;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Patients.PatientMergesEvent>;
using E = ReferralSilo.Domain.Patients.PatientMergesEvent;

namespace ReferralSilo.Domain.Patients;

/// <summary>The merges that are decided and that their records do not show yet. All merges are decided here, one after
/// the other, so that two at the same time never make a circle.</summary>
/// <param name="Pending">Oldest first.</param>
/// <param name="Last">Number of the last decision.</param>
public sealed record PatientMerges(IReadOnlyList<PendingMerge> Pending, long Last)
{
    /// <summary>Id of the only stream.</summary>
    public const string Id = "all";
}

/// <summary>A merge or a separation on its way to its record.</summary>
/// <param name="From">The record that is merged or separated.</param>
/// <param name="Into">The record that takes over; null when <paramref name="From"/> is separated.</param>
/// <param name="Number">Number of the decision; a record ignores an older one than it shows.</param>
public sealed record PendingMerge(PatientId From, PatientId? Into, long Number);

/// <summary>A command about merges.</summary>
public abstract record PatientMergesCommand
{
    private PatientMergesCommand() { }

    /// <summary>True when a record is not in the version that the person has read. Decided here, so that a retry gets
    /// the answer of its first try.</summary>
    public bool IsStale { get; init; }

    /// <summary>Merges a record into another one.</summary>
    /// <param name="From">The record that is merged.</param>
    /// <param name="Into">The record that takes over.</param>
    /// <param name="Reason">Why; null when not said.</param>
    /// <param name="Overrule">Reason to merge although visits overlap or one patient has died; null for none.</param>
    public sealed record Merge(PatientId From, PatientId Into, string? Reason, string? Overrule)
        : PatientMergesCommand;

    /// <summary>Separates a record again.</summary>
    public sealed record Unmerge(PatientId From, string Reason) : PatientMergesCommand;

    /// <summary>The record shows the merge or the separation.</summary>
    public sealed record Done(PendingMerge Decided) : PatientMergesCommand;

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>An event about merges. The discriminators are stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(MergeDecided), "merge-decided")]
[JsonDerivedType(typeof(UnmergeDecided), "unmerge-decided")]
[JsonDerivedType(typeof(MergeDone), "merge-done")]
public abstract record PatientMergesEvent
{
    private PatientMergesEvent() { }

    /// <summary>A merge was decided.</summary>
    public sealed record MergeDecided(PatientId From, PatientId Into, string? Reason, string? Overrule)
        : PatientMergesEvent;

    /// <summary>A separation was decided.</summary>
    public sealed record UnmergeDecided(PatientId From, PatientId Was, string Reason) : PatientMergesEvent;

    /// <summary>The record shows it.</summary>
    public sealed record MergeDone(PendingMerge Decided) : PatientMergesEvent;
}

/// <summary>The rules for merges.</summary>
public static class PatientMergesDecider
{
    /// <summary>Decides one command.</summary>
    /// <param name="state">The merges on their way; null for none.</param>
    /// <param name="command">The command.</param>
    /// <param name="from">The committed record that is merged or separated; null when there is none.</param>
    /// <param name="into">The committed record that takes over; null when there is none.</param>
    public static D Decide(PatientMerges? state, C command, PatientRecord? from, PatientRecord? into) => command switch
    {
        C.Merge c => Merge(state, c, from, into),
        C.Unmerge c => TakenOverBy(state, from) is { } was && from is not null
            ? new E.UnmergeDecided(c.From, was, c.Reason)
            : from is null ? PatientRefusals.Unknown : PatientRefusals.NotMerged,
        C.Done c => state?.Pending.Contains(c.Decided) == true ? new E.MergeDone(c.Decided) : D.NoChange,
        _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>The state after the event.</summary>
    public static PatientMerges Evolve(PatientMerges? state, PatientMergesEvent happened)
    {
        var (pending, number) = (state?.Pending ?? [], (state?.Last ?? 0) + 1);
        return happened switch
        {
            E.MergeDecided e => Decided(new PendingMerge(e.From, e.Into, number)),
            E.UnmergeDecided e => Decided(new PendingMerge(e.From, null, number)),
            E.MergeDone e => state! with { Pending = [.. pending.Where(p => p != e.Decided)] },
            _ => throw new UnreachableException($"No rule for {happened.GetType().Name}."),
        };

        PatientMerges Decided(PendingMerge merge) =>
            new([.. pending.Where(p => p.From != merge.From), merge], number);
    }

    private static D Merge(PatientMerges? state, C.Merge command, PatientRecord? from, PatientRecord? into)
    {
        if (from is null) return PatientRefusals.Unknown;
        if (command.From == command.Into) return PatientRefusals.SamePatient;
        if (into is null) return PatientRefusals.Unknown with { Field = "/into" };
        if (TakenOverBy(state, from) is { } taker)
            return taker == command.Into ? D.NoChange : PatientRefusals.Merged(taker);
        if (TakenOverBy(state, into) is { } other) return PatientRefusals.Merged(other);
        var coming = state?.Pending.Count(p => p.Into == command.Into && p.From != command.From) ?? 0;
        if (into.Parts.Count - 1 + from.Parts.Count + coming > PatientRecord.MostAbsorbed)
            return PatientRefusals.TooManyMerged;
        // Asked first: the visits of someone who died end with the merge.
        if (string.IsNullOrWhiteSpace(command.Overrule) && HasDied(from) != HasDied(into))
            return PatientRefusals.OneHasDied;
        if (string.IsNullOrWhiteSpace(command.Overrule)
            && from.Visits.Any(v => into.Visits.Any(v.Overlaps))) return PatientRefusals.VisitsOverlap;
        return new E.MergeDecided(command.From, command.Into, command.Reason, command.Overrule);
    }

    private static bool HasDied(PatientRecord record) => record.CountedDeath is { Suspected: null };

    /// <summary>What was decided last counts, whether or not the record shows it.</summary>
    private static PatientId? TakenOverBy(PatientMerges? state, PatientRecord? record) =>
        record is null ? null
        : state?.Pending.FirstOrDefault(p => p.From == record.Id) is { } pending ? pending.Into
        : record.Merged?.Into;
}
