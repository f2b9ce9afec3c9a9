using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Sources;

/// <summary><c>source/{id}</c>: the newest referrals of one source, without anything that a source may not
/// see.</summary>
internal sealed class SourceBoard(string source, ILedger ledger, ReferralMapper referrals) : IFollowedBoard
{
    /// <summary>Number of referrals on the board.</summary>
    private const int MaxRows = 300;

    private Dictionary<string, SourceRow> _rows = [];

    public IReadOnlyCollection<BoardRow> Rows => _rows.Values;

    public async Task<bool> Load(Instant now)
    {
        var page = await ledger.Search(new ReferralListQuery(MaxRows, Source: source));
        _rows = page.Items.ToDictionary(r => r.Stream.Id,
            r => SourceBoards.Row(referrals.Read(r.State.Span), r.Version));
        // Referrals may name a source that is not set up.
        return _rows.Count > 0 || await ledger.ReadVersion(new StreamId(SourceMapper.StreamKind, source)) > 0;
    }

    public bool Concerns(PositionedEvent happened) => happened.Stream.Kind == ReferralMapper.StreamKind
        && (_rows.ContainsKey(happened.Stream.Id) || Names(happened)?.Value == source);

    public async Task Read(StreamId stream)
    {
        if (await ledger.Read(stream) is not { } stored) return;
        var state = referrals.Read(stored.State.Span);
        if (state.Case.Submission.Source?.Value != source) _rows.Remove(stream.Id);
        else _rows[stream.Id] = SourceBoards.Row(state, stored.Version);
        if (_rows.Count > MaxRows) _rows.Remove(_rows.Values.MinBy(r => r.ReceivedAt)!.Key);
    }

    /// <summary>The source that an event names; null for an event that names none.</summary>
    private static SourceId? Names(PositionedEvent happened) =>
        !happened.IsReadable || happened.Event.Type is not ("received" or "changed-by-sender") ? null
        : ReferralMapper.EventOf(happened) switch
        {
            ReferralEvent.Received e => e.Submission.Source,
            ReferralEvent.ChangedBySender e => e.Submission.Source,
            _ => null,
        };
}
