using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Maps referrals to ledger rows. Names, birth dates and phones are searched by keyed hash only.</summary>
public sealed class ReferralMapper(KeyedHash hash) : IAggregateMapper<Referral, ReferralEvent>
{
    public const string StreamKind = "referral";

    public string Kind => StreamKind;

    public StoredForm<Referral, ReferralEvent> Form => ReferralJson.Form;

    public string NameOf(ReferralEvent happened) => ReferralJson.WireName(happened);

    public Referral Evolve(Referral? state, ReferralEvent happened) => ReferralEvolver.Evolve(state, happened);

    /// <summary>Reads an event of a referral, once for all readers of this process.</summary>
    public static ReferralEvent EventOf(PositionedEvent happened) => happened.Read(ReferralJson.Form.ReadEvent);

    /// <summary>The service line to which an event brings a referral; null for an event that does not.</summary>
    public static ServiceLineId? LineAfter(PositionedEvent happened) =>
        !happened.IsReadable || happened.Event.Type is not ("received" or "changed-by-sender" or "routed" or "undone")
            ? null
        : EventOf(happened) switch
        {
            ReferralEvent.Received e => e.ServiceLine,
            ReferralEvent.ChangedBySender e => e.ServiceLine,
            ReferralEvent.Routed e => e.To,
            ReferralEvent.Undone e => e.Before.Case.ServiceLine,
            _ => null,
        };

    public Instant? DueAt(Referral state) => state.DueAt;

    public InlineRow? Row(Referral? before, Referral state) => Listed(state).Change(
        before is null ? null : Listed(before),
        SearchTokens.AreSame(before?.Case, state.Case) ? null : SearchTokens.Of(hash, state.Case));

    private static ReferralListRow Listed(Referral state) => new(
        state.Case.ReceivedAt, state.IsOpen, state.Stage.WireName(), state.Case.ServiceLine.Value,
        (int)state.Case.Priority, state.Case.Submission.Source?.Value, state.Case.Submission.Tracking?.Code,
        state.Case.AssignedTo);
}
