using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>The row of a message, by which lists and what has it judged again select.</summary>
/// <param name="PlannedAt">Lists show the newest first.</param>
/// <param name="Open">False when nothing can happen any more but a late receipt.</param>
/// <param name="Referral">Id of its referral; null for none.</param>
/// <param name="Address">Key of its address stream, a keyed hash; null while it has no address.</param>
/// <param name="Status">Kebab-case status.</param>
/// <param name="Occasion">Kebab-case occasion.</param>
/// <param name="Channel">Kebab-case channel; null while it has none.</param>
/// <param name="Reason">Why it waits or ended: a code; null for none.</param>
public sealed record MessageListRow(Instant PlannedAt, bool Open, string? Referral, string? Address, string Status,
    string Occasion, string? Channel, string? Reason)
{
    /// <summary>The table.</summary>
    public static InlineTable Table { get; } = new("message_list", "message",
    [
        new("planned_at", InlineColumnKind.Number, IsIndexed: true),
        new("open", InlineColumnKind.Flag, IsIndexed: true),
        new("referral", InlineColumnKind.Text, IsIndexed: true),
        new("address", InlineColumnKind.Text, IsIndexed: true),
        new("status", InlineColumnKind.Text),
        new("occasion", InlineColumnKind.Text),
        new("channel", InlineColumnKind.Text),
        new("reason", InlineColumnKind.Text, IsIndexed: true),
    ], HasTokens: false);

    /// <summary>The row to write with a commit; null when it stays as it is.</summary>
    /// <param name="before">The row of the version before; null for a new message.</param>
    public InlineRow? Change(MessageListRow? before) => Table.Change(before?.Values(), Values(), null);

    private object?[] Values() =>
        [PlannedAt.ToUnixTimeTicks(), Open ? 1L : 0L, Referral, Address, Status, Occasion, Channel, Reason];
}

/// <summary>A page of messages, newest first; null means any.</summary>
/// <param name="Limit">Most rows.</param>
/// <param name="Cursor">From the previous page.</param>
/// <param name="Referral">Id of the referral.</param>
/// <param name="Address">Key of the address stream.</param>
/// <param name="Open">False for those that are over.</param>
/// <param name="Reason">Why it waits or ended.</param>
/// <param name="Status">The status.</param>
public sealed record MessageListQuery(int Limit, string? Cursor = null, string? Referral = null,
    string? Address = null, bool? Open = null, string? Reason = null, string? Status = null)
    : InlineQuery(MessageListRow.Table, Limit, Cursor)
{
    /// <summary>True for those with any reason.</summary>
    public bool HasReason { get; init; }

    /// <summary>Planned then or later.</summary>
    public Instant? PlannedSince { get; init; }

    /// <summary>One of these statuses.</summary>
    public IReadOnlyList<string>? Statuses { get; init; }

    /// <inheritdoc/>
    protected internal override string? Present => HasReason ? "reason" : null;

    /// <inheritdoc/>
    protected internal override long? Since => PlannedSince?.ToUnixTimeTicks();

    /// <inheritdoc/>
    protected internal override (string Column, IReadOnlyList<string> Values)? AnyOf =>
        Statuses is null ? null : ("status", Statuses);

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Column, object Value)> Where
    {
        get
        {
            if (Open is { } open) yield return ("open", open ? 1L : 0L);
            if (Referral is not null) yield return ("referral", Referral);
            if (Address is not null) yield return ("address", Address);
            if (Reason is not null) yield return ("reason", Reason);
            if (Status is not null) yield return ("status", Status);
        }
    }
}
