using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Conversations;

/// <summary><c>conversations/{serviceLine}</c>: the conversations of a queue in which staff must act.</summary>
internal sealed class ConversationBoard(string line, ILedger ledger, ConversationMapper mapper,
    ConversationLists lists, ServiceLineCatalog queues) : IFollowedBoard
{
    /// <summary>Conversations on the board at its start, those that are due first and all with an emergency. The list
    /// in the API has them all.</summary>
    private const int MaxRows = 200;

    private readonly ServiceLineId _line = new(line);
    private Dictionary<string, ConversationRow> _rows = [];

    public IReadOnlyCollection<BoardRow> Rows => _rows.Values;

    public async Task<bool> Load(Instant now)
    {
        var open = await lists.Open([_line], MaxRows, null);
        // An emergency is due after all that is overdue, and must alarm in any case.
        var emergencies = await lists.Emergencies(_line);
        _rows = open.Items.Concat(emergencies).DistinctBy(c => c.Id)
            .Select(c => Row(c.Id, c.Row.State, c.Row.Version)).OfType<ConversationRow>().ToDictionary(row => row.Key);
        return await queues.Exists(_line);
    }

    public bool Concerns(PositionedEvent happened) => happened.Stream.Kind == ConversationMapper.StreamKind;

    public async Task Read(StreamId stream)
    {
        if (await ledger.Read(stream) is not { } stored) return;
        if (Row(stream.Id, mapper.Read(stored.State.Span), stored.Version) is { } row) _rows[stream.Id] = row;
        else _rows.Remove(stream.Id);
    }

    /// <summary>The row; null for one in which nobody must act, and for one of another line.</summary>
    private ConversationRow? Row(string id, Conversation state, long version) =>
        state.Turn is { } turn && state.Lines.Contains(_line)
            ? new ConversationRow(id, version, state.Channel, turn.Since.ToDateTimeOffset(),
                turn.DueAt.ToDateTimeOffset(), state.Owner, state.Emergency is not null, state.Alarms)
            {
                Overdue = turn.Rings > 0,
                OnCall = state is { Alarms: true, OnCall: { IsEmpty: false } run } ? OnCallViews.Counts(run) : null,
            }
            : null;
}
