using System.Text.Json;
using NodaTime.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Patients;

/// <summary>Creates the messages of a patient's record: to its referrals, to a record that took it over, to those that
/// it took over, and to the mailboxes whose stop a new consent ends. The bodies hold no patient data: the payload is
/// rebuilt from the state, or is a moment and an id.</summary>
public sealed class PatientOutbox(ILedger ledger, PatientMapper mapper) : IOutboxRebuilder
{
    private const string Copy = "patient-copy";
    private const string Absorb = "patient-absorb";
    private const string Release = "patient-release";
    private const string Taker = "patient-taker";
    private const string MergeDone = "patient-merge-done";
    private const string Lift = "address-lift";

    public string SenderKind => PatientMapper.StreamKind;

    public static IReadOnlyList<Outgoing> For(PatientRecord? before, IReadOnlyList<PatientEvent> events,
        PatientRecord after, long version, AddressKeys keys) =>
    [
        .. ToInform(before, after).Where(r => HasOlderCopy(before, events, r.Id)
                || !PatientJson.AreSame(CopyBefore(before, after, r.Id), after.CopyFor(r.Id, 0)))
            .Select(r => To(Routes.Referral.Destination(r.Id.Value), Copy, new ChangePatient(
                after.CopyFor(r.Id, version)))),
        .. ToTaker(before, after, version),
        .. events.OfType<PatientEvent.ConsentRecorded>().SelectMany(e => ToMailboxes(after, e.Consent, version, keys)),
        .. (after.Absorbed ?? []).Where(a => IsNews(before, events, after, a))
            .Select(a => To(Routes.Patient.Destination(a.From.Value), Taker,
                new PatientCommand.LearnTaker(after.Id, after.ForAbsorbed(version)))),
        .. events.Select(e => Followed(after.Id, e)).OfType<PendingMerge>().Select(m => new Outgoing(
            new OutboxMessage(Routes.PatientMerges.Destination(PatientMerges.Id), MergeDone,
                JsonSerializer.SerializeToUtf8Bytes(m, PatientJson.Options)), new PatientMergesCommand.Done(m))),
    ];

    public async Task<object?> Rebuild(OutboxRow row, CancellationToken ct)
    {
        if (row.Message.Kind == MergeDone)
            return new PatientMergesCommand.Done(
                JsonSerializer.Deserialize<PendingMerge>(row.Message.Body.Span, PatientJson.Options)!);
        if (row.Message.Kind == Lift)
            return JsonSerializer.Deserialize<string[]>(row.Message.Body.Span) is [var evidence, var since]
                ? new AddressCommand.Lift(evidence, InstantPattern.ExtendedIso.Parse(since).Value, [])
                : throw new InvalidOperationException("A lift names its evidence and its moment.");
        if (await ledger.Read(row.Id.Sender, ct) is not { } stored) return null;
        var (state, version) = (mapper.Read(stored.State.Span), stored.Version);
        var to = row.Message.Destination[(row.Message.Destination.IndexOf('/') + 1)..];
        return row.Message.Kind switch
        {
            Copy => new ChangePatient(state.CopyFor(new ReferralId(to), version)),
            Absorb => state.Merged?.Into.Value == to ? AbsorbBy(state, version) : null,
            Release => state.Merged?.Into.Value == to ? null : ReleaseBy(state, new PatientId(to), version),
            Taker => state.Absorbed?.Any(a => a.From.Value == to) == true
                ? new PatientCommand.LearnTaker(state.Id, state.ForAbsorbed(version)) : null,
            _ => throw new InvalidOperationException($"No message {row.Message.Kind}."),
        };
    }

    /// <summary>What another record keeps of this one.</summary>
    public static PatientCommand.Absorb AbsorbBy(PatientRecord state, long version) =>
        new(new AbsorbedRecord(state.Id, version, state.Parts));

    /// <summary>Ends what another record keeps of this one.</summary>
    public static PatientCommand.Release ReleaseBy(PatientRecord state, PatientId taker, long version) =>
        new(new SeparatedRecord(state.Id, version)
        {
            Withdrawn = state.Ended is { } merge && merge.Into == taker
                ? [.. state.Parts.SelectMany(p => p.Consents)
                    .Where(c => !c.Given && c.RecordedAt is { } at && at >= merge.At)] : null,
        });

    private static IEnumerable<Outgoing> ToMailboxes(PatientRecord after, Consent consent, long version,
        AddressKeys keys)
    {
        if (consent.At is not { } since) yield break;
        var evidence = $"patient/{after.Id.Value}/{version}";
        var body = JsonSerializer.SerializeToUtf8Bytes(new[] { evidence, InstantPattern.ExtendedIso.Format(since) });
        foreach (var mailbox in ConsentedMailboxes.Of(after, consent)
            .Select(m => keys.Of(MessageChannel.Email, m.Value)).Distinct())
            yield return new Outgoing(new OutboxMessage(Routes.Address.Destination(mailbox), Lift, body),
                new AddressCommand.Lift(evidence, since, []));
    }

    private static IEnumerable<Outgoing> ToTaker(PatientRecord? before, PatientRecord after, long version)
    {
        if (before?.Merged is { Into: var was } && after.Merged?.Into != was)
            yield return To(Routes.Patient.Destination(was.Value), Release, ReleaseBy(after, was, version));
        if (after.Merged is { Into: var into }
            && (before?.Merged?.Into != into || !PatientJson.AreSame(before.Parts, after.Parts)))
            yield return To(Routes.Patient.Destination(into.Value), Absorb, AbsorbBy(after, version));
    }

    /// <summary>The referrals whose copy may have changed: only new ones when all else is as before.</summary>
    private static IEnumerable<KnownReferral> ToInform(PatientRecord? before, PatientRecord after) =>
        before is not null && PatientJson.AreSame(before.CopyFor(default, 0), after.CopyFor(default, 0))
            && before.CountedTopics.SequenceEqual(after.CountedTopics)
            ? after.Referrals.Where(r => before.Referrals.All(known => known.Id != r.Id)) : after.Referrals;

    /// <summary>True when a new referral came with a copy of a stored record, which may have changed since.</summary>
    private static bool HasOlderCopy(PatientRecord? before, IReadOnlyList<PatientEvent> events, ReferralId referral) =>
        before?.Referrals.Any(r => r.Id == referral) != true
        && events.OfType<PatientEvent.Learned>().Any(e => e.Facts.Referral == referral
            && e.Facts.CopyVersion > 0);

    /// <summary>A referral without a copy begins with an empty one.</summary>
    private static PatientCopy CopyBefore(PatientRecord? before, PatientRecord after, ReferralId referral) =>
        before?.Referrals.Any(r => r.Id == referral) == true ? before.CopyFor(referral, 0)
            : new PatientCopy(after.Id, 0);

    /// <summary>A record that was merged again may have lost what it knew of this one, so each of its messages is
    /// answered.</summary>
    private static bool IsNews(PatientRecord? before, IReadOnlyList<PatientEvent> events, PatientRecord after,
        AbsorbedRecord absorbed) =>
        events.OfType<PatientEvent.Absorbed>().Any(e => e.Record.From == absorbed.From)
        || before?.Absorbed?.Any(a => a.From == absorbed.From) != true
        || !PatientJson.AreSame(before.ForAbsorbed(0), after.ForAbsorbed(0));

    private static PendingMerge? Followed(PatientId id, PatientEvent happened) => happened switch
    {
        PatientEvent.MergedInto e => new PendingMerge(id, e.Into, e.Number),
        PatientEvent.Separated e => new PendingMerge(id, null, e.Number),
        _ => null,
    };

    private static Outgoing To(string destination, string kind, object payload) =>
        new(new OutboxMessage(destination, kind, default), payload);
}

/// <summary>Creates the messages about decided merges.</summary>
public sealed class PatientMergesOutbox(PatientMergesMapper mapper) : IOutboxRebuilder
{
    private const string Decided = "patient-merge-decided";

    public string SenderKind => mapper.Kind;

    public static IReadOnlyList<Outgoing> For(IReadOnlyList<PatientMergesEvent> events, PatientMerges after) =>
    [
        .. events.Select(e => e switch
        {
            PatientMergesEvent.MergeDecided m => Pending(after, m.From),
            PatientMergesEvent.UnmergeDecided m => Pending(after, m.From),
            _ => null,
        }).OfType<PendingMerge>().Select(m => new Outgoing(new OutboxMessage(
            Routes.Patient.Destination(m.From.Value), Decided,
            JsonSerializer.SerializeToUtf8Bytes(m, PatientJson.Options)), new PatientCommand.FollowMerge(m))),
    ];

    public Task<object?> Rebuild(OutboxRow row, CancellationToken ct) => Task.FromResult<object?>(
        new PatientCommand.FollowMerge(
            JsonSerializer.Deserialize<PendingMerge>(row.Message.Body.Span, PatientJson.Options)!));

    private static PendingMerge Pending(PatientMerges after, PatientId from) =>
        after.Pending.Last(p => p.From == from);
}
