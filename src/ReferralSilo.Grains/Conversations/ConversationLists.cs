using Microsoft.Extensions.Logging;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Conversations;

/// <summary>A page of conversations.</summary>
public sealed record ConversationRows(IReadOnlyList<(string Id, Snapshot<Conversation> Row)> Items, string? Next);

/// <summary>Reads conversations by service line and by patient.</summary>
public sealed partial class ConversationLists(ILedger ledger, ConversationMapper mapper, KeyedHash hash,
    IGrainFactory grains, ILogger<ConversationLists> logger)
    : IUndecidedEmergencies, IOpenConversations
{
    /// <summary>Most conversations of one patient that are read, rows.</summary>
    public const int OfOnePatient = 50;

    /// <summary>Most undecided emergencies of unknown senders that are read, rows.</summary>
    private const int MostUnknown = 2_000;

    /// <summary>Rows of one page when all are read, rows.</summary>
    private const int MostRows = 200;

    /// <summary>The open conversations by due time.</summary>
    /// <param name="lines">Service lines that see them; null for all.</param>
    /// <exception cref="ArgumentException">The cursor is not one of this list.</exception>
    public Task<ConversationRows> Open(IReadOnlyList<ServiceLineId>? lines, int limit, string? cursor,
        CancellationToken ct = default) =>
        Read(new ConversationListQuery(limit, cursor, Open: true)
        {
            AnyToken = lines is null ? null : [.. lines.Select(line => ConversationMapper.LineToken(hash, line))],
        }, ct);

    /// <summary>All conversations of a service line with words of an emergency that are not decided, however many
    /// others are due before them.</summary>
    public async Task<IReadOnlyList<(string Id, Snapshot<Conversation> Row)>> Emergencies(ServiceLineId line)
    {
        var found = new List<(string, Snapshot<Conversation>)>();
        string? cursor = null;
        do
        {
            var page = await Read(new ConversationListQuery(OfOnePatient, cursor, Emergency: true)
            {
                AnyToken = [ConversationMapper.LineToken(hash, line)],
            }, default);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>The conversations of a patient: the open ones by due time, then the newest.</summary>
    /// <param name="patients">The records of the patient.</param>
    /// <param name="referrals">The referrals of the patient.</param>
    public async Task<IReadOnlyList<(string Id, Snapshot<Conversation> Row)>> OfPatient(
        IReadOnlyList<PatientId> patients, IReadOnlyList<ReferralId> referrals, CancellationToken ct = default)
    {
        var tokens = Tokens(patients, referrals);
        var open = await Read(new ConversationListQuery(OfOnePatient, null, Open: true) { AnyToken = tokens }, ct);
        var closed = await Read(new ConversationListQuery(OfOnePatient, null, Open: false) { AnyToken = tokens }, ct);
        return [.. open.Items, .. closed.Items];
    }

    /// <summary>The alarms of other unknown senders: of those with an undecided emergency that are due first, at most
    /// <see cref="MostUnknown"/>. One that cannot be read is left out, and without the search there are none: an alarm
    /// calls people by itself rather than not at all.</summary>
    /// <param name="key">The conversation whose alarm it is not.</param>
    public async Task<UnknownAlarms> UnknownAlarms(string key)
    {
        var others = new List<(string, Conversation)>();
        string? cursor = null;
        try
        {
            do
            {
                var page = await ledger.Search(new ConversationListQuery(MostRows, cursor, Emergency: true)
                {
                    AnyToken = [ConversationMapper.LineToken(hash, ServiceLineId.Unassigned)],
                });
                foreach (var row in page.Items.Where(row => row.Stream.Id != key))
                    if (TryRead(row.Stream.Id, row.State) is { } state) others.Add((row.Stream.Id, state));
                cursor = page.Next;
            }
            while (cursor is not null && others.Count < MostUnknown);
        }
        catch (Exception e)
        {
            LogNoOthers(e.GetType().Name);
        }

        return Domain.Conversations.UnknownAlarms.Of(others);
    }

    private Conversation? TryRead(string id, ReadOnlyMemory<byte> state)
    {
        try
        {
            return mapper.Read(state.Span);
        }
        catch (Exception e)
        {
            LogUnread(id, e.GetType().Name);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> IsEmergencyUndecided(ReferralCase referral) =>
        (await ledger.Search(new ConversationListQuery(1, null, Emergency: true)
        {
            AnyToken = Tokens([.. new[] { referral.PatientId, referral.ShownPatient }.OfType<PatientId>().Distinct()],
                [referral.Id]),
        })).Items.Count > 0;

    /// <inheritdoc/>
    public async Task FollowLines(ReferralCase referral)
    {
        var patients = new[] { referral.PatientId, referral.ShownPatient }.OfType<PatientId>().Distinct().ToList();
        foreach (var (id, _) in await OfPatient(patients, [referral.Id]))
            if ((await grains.GetGrain<IConversationGrain>(id).Handle(
                CommandEnvelopes.BySystem<ConversationCommand>(new ConversationCommand.FollowLines()))).Unknown)
                throw new OutcomeUnknownException();
    }

    /// <inheritdoc/>
    public async Task<Conversation?> Conversation(string id) =>
        await ledger.Read(new StreamId(ConversationMapper.StreamKind, id)) is { } stored
            ? mapper.Read(stored.State.Span) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OpenConversation>> OfLine(ServiceLineId line)
    {
        var found = new List<OpenConversation>();
        string? cursor = null;
        do
        {
            var page = await Open([line], MostRows, cursor);
            found.AddRange(page.Items.Select(c => Listed(c.Id, c.Row.State, line)).OfType<OpenConversation>());
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }

    /// <inheritdoc/>
    public async Task<OpenConversation?> OfLine(ServiceLineId line, string id) =>
        await Conversation(id) is { } state ? Listed(id, state, line) : null;

    private static OpenConversation? Listed(string id, Conversation state, ServiceLineId line) =>
        state.Turn is { } turn && state.Lines.Contains(line)
            ? new OpenConversation(id, turn.DueAt, state.Emergency is not null, state.Alarms,
                state is { Alarms: true, OnCall: { IsEmpty: false } run } ? OnCallViews.Counts(run) : null)
            : null;

    private long[] Tokens(IReadOnlyList<PatientId> patients, IReadOnlyList<ReferralId> referrals) =>
    [
        .. patients.Select(p => ConversationMapper.PatientToken(hash, p)),
        .. referrals.Select(r => ConversationMapper.ReferralToken(hash, r)),
    ];

    private async Task<ConversationRows> Read(ConversationListQuery query, CancellationToken ct)
    {
        var page = await ledger.Search(query, ct);
        return new ConversationRows([.. page.Items.Select(row => (row.Stream.Id,
            new Snapshot<Conversation>(mapper.Read(row.State.Span), row.Version)))], page.Next);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The other alarms of unknown senders were not found: {Error}")]
    private partial void LogNoOthers(string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The conversation {Id} cannot be read: {Error}")]
    private partial void LogUnread(string id, string error);
}
