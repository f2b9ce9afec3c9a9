using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>The row of a conversation, by which queues, patients and messages find it. Its tokens are its service lines
/// and its patients.</summary>
/// <param name="DueAt">By when someone must have acted; null when nobody must.</param>
/// <param name="LastAt">When the last entry was made.</param>
/// <param name="Emergency">True while words of an emergency are undecided.</param>
/// <param name="Channel">Kebab-case channel.</param>
public sealed record ConversationListRow(Instant? DueAt, Instant LastAt, bool Emergency, string Channel)
{
    /// <summary>The table. <c>place</c> orders open conversations by their due time, the earliest first, and closed
    /// ones by their last entry, the newest first: lists show the largest value first, so a due time is
    /// negative.</summary>
    public static InlineTable Table { get; } = new("conversation_list", "conversation",
    [
        new("place", InlineColumnKind.Number, IsIndexed: true),
        new("open", InlineColumnKind.Flag, IsIndexed: true),
        new("emergency", InlineColumnKind.Flag, IsIndexed: true),
        new("channel", InlineColumnKind.Text),
    ], HasTokens: true);

    /// <summary>The row to write with a commit; null when it stays as it is.</summary>
    /// <param name="before">The row of the version before; null for a new conversation.</param>
    /// <param name="tokens">Keyed hashes; null when they stay as they are.</param>
    public InlineRow? Change(ConversationListRow? before, IReadOnlyList<long>? tokens) =>
        Table.Change(before?.Values(), Values(), tokens);

    private object?[] Values() =>
    [
        DueAt is { } due ? -due.ToUnixTimeTicks() : LastAt.ToUnixTimeTicks(), DueAt is null ? 0L : 1L,
        Emergency ? 1L : 0L, Channel,
    ];
}

/// <summary>A page of conversations: open ones by due time, closed ones newest first; null means any.</summary>
/// <param name="Limit">Most rows.</param>
/// <param name="Cursor">From the previous page.</param>
/// <param name="Open">False for those in which nobody must act.</param>
/// <param name="Emergency">True for those with an undecided emergency.</param>
public sealed record ConversationListQuery(int Limit, string? Cursor = null, bool? Open = null, bool? Emergency = null)
    : InlineQuery(ConversationListRow.Table, Limit, Cursor)
{
    /// <inheritdoc/>
    protected internal override IEnumerable<(string Column, object Value)> Where
    {
        get
        {
            if (Open is { } open) yield return ("open", open ? 1L : 0L);
            if (Emergency is { } emergency) yield return ("emergency", emergency ? 1L : 0L);
        }
    }
}
