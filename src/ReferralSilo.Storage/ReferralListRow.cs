using NodaTime;

namespace ReferralSilo.Storage;

/// <summary>The row of a referral, by which lists, queues and searches select.</summary>
/// <param name="ReceivedAt">Lists show the newest first.</param>
/// <param name="Open">False when no more work is needed; open and closed rows have an index each.</param>
/// <param name="Stage">Kebab-case stage.</param>
/// <param name="ServiceLine">Service line of the queue.</param>
/// <param name="Priority">0 routine … 3 stat.</param>
/// <param name="Source">Source id.</param>
/// <param name="Campaign">Tracking code.</param>
/// <param name="AssignedTo">Staff id.</param>
public sealed record ReferralListRow(
    Instant ReceivedAt, bool Open, string Stage, string? ServiceLine, int Priority, string? Source, string? Campaign,
    string? AssignedTo)
{
    /// <summary>The table; its tokens are keyed hashes of searchable values (names, birth date, phones, number, order
    /// identifiers).</summary>
    public static InlineTable Table { get; } = new("referral_list", "referral",
    [
        new("received_at", InlineColumnKind.Number, IsIndexed: true),
        new("open", InlineColumnKind.Flag, IsIndexed: true),
        new("stage", InlineColumnKind.Text),
        new("service_line", InlineColumnKind.Text, IsIndexed: true),
        new("priority", InlineColumnKind.Number),
        new("source", InlineColumnKind.Text),
        new("campaign", InlineColumnKind.Text),
        new("assigned_to", InlineColumnKind.Text),
    ], HasTokens: true);

    /// <summary>The row to write with a commit; null when it stays as it is.</summary>
    /// <param name="before">The row of the version before; null for a new referral.</param>
    /// <param name="tokens">Null when they stay as they are.</param>
    public InlineRow? Change(ReferralListRow? before, IReadOnlyList<long>? tokens) =>
        Table.Change(before?.Values(), Values(), tokens);

    private object?[] Values() =>
        [ReceivedAt.ToUnixTimeTicks(), Open ? 1L : 0L, Stage, ServiceLine, (long)Priority, Source, Campaign,
            AssignedTo];
}

/// <summary>A page of referrals, newest first; null means any.</summary>
/// <param name="Limit">Most rows.</param>
/// <param name="Cursor">From the previous page.</param>
/// <param name="Stage">Kebab-case stage.</param>
/// <param name="ServiceLine">Service line of the queue.</param>
/// <param name="Priority">0 routine … 3 stat.</param>
/// <param name="Source">Source id.</param>
/// <param name="Campaign">Tracking code.</param>
/// <param name="AssignedTo">Staff id.</param>
/// <param name="Open">False for those that need no more work.</param>
/// <param name="ReceivedSince">Received at this instant or later.</param>
public sealed record ReferralListQuery(
    int Limit, string? Cursor = null, string? Stage = null, string? ServiceLine = null, int? Priority = null,
    string? Source = null, string? Campaign = null, string? AssignedTo = null, bool? Open = null,
    Instant? ReceivedSince = null)
    : InlineQuery(ReferralListRow.Table, Limit, Cursor)
{
    /// <summary>Service lines of which a referral must be in one; null for no such filter.</summary>
    public IReadOnlyList<string>? ServiceLines { get; init; }

    /// <inheritdoc/>
    protected internal override long? Since => ReceivedSince?.ToUnixTimeTicks();

    /// <inheritdoc/>
    protected internal override (string Column, IReadOnlyList<string> Values)? AnyOf =>
        ServiceLines is { } lines ? ("service_line", lines) : null;

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Column, object Value)> Where
    {
        get
        {
            if (Open is { } open) yield return ("open", open ? 1L : 0L);
            if (ServiceLine is not null) yield return ("service_line", ServiceLine);
            if (Stage is not null) yield return ("stage", Stage);
            if (Priority is { } priority) yield return ("priority", (long)priority);
            if (Source is not null) yield return ("source", Source);
            if (Campaign is not null) yield return ("campaign", Campaign);
            if (AssignedTo is not null) yield return ("assigned_to", AssignedTo);
        }
    }
}
