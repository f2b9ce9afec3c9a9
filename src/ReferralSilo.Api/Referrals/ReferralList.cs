using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Text;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Api.Referrals;

/// <summary>Query parameters of <c>GET /api/referrals</c>; null means any. <c>Q</c> is always refused: addresses are
/// kept by proxies and browsers.</summary>
public sealed record ReferralFilter(string? Stage = null, string? ServiceLine = null, string? Priority = null,
    string? Source = null, string? Campaign = null, string? AssignedTo = null, string? Q = null, int? Limit = null,
    string? Cursor = null);

/// <summary>Lists and searches referrals that the caller may read. The scope of the caller is part of the query, so a
/// page has its full size.</summary>
public sealed class ReferralList(ILedger ledger, ReferralMapper mapper, KeyedHash hash, OwnVisitList ownVisits,
    IClock clock)
{
    /// <summary>Limit of referrals on a page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    private const string NotSeen = "Your role does not see this field.";

    /// <summary>A page of referrals, newest first.</summary>
    public async Task<Answer<Page<ReferralView>>> Read(ReferralFilter filter, Caller caller, CancellationToken ct) =>
        filter.Q is not null
            ? new Answer<Page<ReferralView>>(null, ProblemFor.Code(ProblemCodes.UseSearch))
            : await Read(filter, null, caller, ct);

    /// <summary>A page of the referrals that a search text finds, newest first.</summary>
    public async Task<Answer<Page<ReferralView>>> Search(ReferralSearch search, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search.Q))
            return new Answer<Page<ReferralView>>(null, ProblemFor.Input("/q", "Say what to search for."));
        // A match would tell what the view leaves out. The number of a referral is in every view.
        if (LeastLevel(caller) == ViewLevel.Record && !ReferralNumber.TryParse(search.Q, out _))
            return new Answer<Page<ReferralView>>(null,
                ProblemFor.Input("/q", "Your role finds referrals by their number only."));
        var filter = new ReferralFilter(search.Stage, search.ServiceLine, search.Priority, search.Source,
            search.Campaign, search.AssignedTo, null, search.Limit, search.Cursor);
        return await Read(filter, SearchTokens.ForSearchText(hash, Nfc.Normalize(search.Q)), caller, ct);
    }

    private async Task<Answer<Page<ReferralView>>> Read(ReferralFilter filter, IReadOnlyList<long>? tokens,
        Caller caller, CancellationToken ct)
    {
        if (Check(filter, caller) is { Count: > 0 } errors)
            return new Answer<Page<ReferralView>>(null, ProblemFor.Input(errors));
        if (tokens is { Count: 0 }) return Empty;

        var lines = AccessPolicy.LinesOf(caller, Permission.ReadReferrals);
        if (lines is null) return await Search(filter, tokens, null, [], caller, ct);
        if (lines.Count == 0 && caller.Source is not null)
            return filter.Source is { } source && source != caller.Source ? Empty
                : await Search(filter with { Source = caller.Source }, tokens, null, [], caller, ct);
        if (await OwnVisits(filter, tokens, lines, caller, ct) is not { } visits) return BadCursor;
        return lines.Count == 0 || filter.ServiceLine is { } line && !lines.Contains(line)
            ? Page(filter, visits, null, caller)
            : await Search(filter, tokens, filter.ServiceLine is null ? lines : null, visits, caller, ct);
    }

    /// <param name="filter">Filters of the request.</param>
    /// <param name="tokens">What the search text is made of; null for none.</param>
    /// <param name="lines">Service lines of the query; null for those of the filter, or all.</param>
    /// <param name="visits">What the caller sees besides, newest first.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="ct">Cancels the query.</param>
    private async Task<Answer<Page<ReferralView>>> Search(ReferralFilter filter, IReadOnlyList<long>? tokens,
        IReadOnlyList<string>? lines, IReadOnlyList<Snapshot<Referral>> visits, Caller caller, CancellationToken ct)
    {
        var query = new ReferralListQuery(filter.Limit ?? DefaultLimit, filter.Cursor, filter.Stage, filter.ServiceLine,
            PriorityOf(filter) is { } priority ? (int)priority : null, filter.Source, filter.Campaign,
            filter.AssignedTo)
        {
            Tokens = tokens, ServiceLines = lines,
        };
        try
        {
            var page = await ledger.Search(query, ct);
            var found = page.Items.Select(s => new Snapshot<Referral>(mapper.Read(s.State.Span), s.Version));
            return Page(filter, visits.Count == 0 ? [.. found] : [.. found.Concat(visits)
                .DistinctBy(s => s.State.Case.Id).OrderByDescending(s => s.State.Case.ReceivedAt)
                .ThenByDescending(s => s.State.Case.Id.Value, StringComparer.Ordinal)], page.Next, caller);
        }
        catch (ArgumentException)
        {
            // The cursor is opaque to clients: an unknown cursor is bad input.
            return BadCursor;
        }
    }

    /// <summary>For a clinician: the patients of the own visits, without those of the named lines. Null when the
    /// cursor is not valid.</summary>
    private async Task<IReadOnlyList<Snapshot<Referral>>?> OwnVisits(ReferralFilter filter,
        IReadOnlyList<long>? tokens, IReadOnlyList<string> except, Caller caller, CancellationToken ct)
    {
        var after = filter.Cursor is { } cursor ? ListPosition.Parse(ReferralListRow.Table.Name, cursor) : null;
        if (filter.Cursor is not null && after is null) return null;
        return [.. (await ownVisits.Read(caller, ct))
            .Where(s => !except.Contains(s.State.Case.ServiceLine.Value) && Matches(s.State, filter, tokens))
            .Where(s => after is null || Position(s.State) is var at && (at.Sort < after.Sort
                || at.Sort == after.Sort && string.CompareOrdinal(at.Id, after.Id) < 0))];
    }

    private bool Matches(Referral state, ReferralFilter filter, IReadOnlyList<long>? tokens)
    {
        var (referral, sent) = (state.Case, state.Case.Submission);
        return (filter.Stage is null || filter.Stage == state.Stage.WireName())
            && (filter.ServiceLine is null || filter.ServiceLine == referral.ServiceLine.Value)
            && (PriorityOf(filter) is not { } priority || priority == referral.Priority)
            && (filter.Source is null || filter.Source == sent.Source?.Value)
            && (filter.Campaign is null || filter.Campaign == sent.Tracking?.Code)
            && (filter.AssignedTo is null || filter.AssignedTo == referral.AssignedTo)
            && (tokens is null || SearchTokens.Of(hash, referral).ToHashSet() is var own && tokens.All(own.Contains));
    }

    /// <param name="filter">Filters of the request.</param>
    /// <param name="rows">All from the cursor on, or as many as a page has at least.</param>
    /// <param name="next">The cursor after the rows; null when they are all.</param>
    /// <param name="caller">The caller.</param>
    private Answer<Page<ReferralView>> Page(ReferralFilter filter, IReadOnlyList<Snapshot<Referral>> rows,
        string? next, Caller caller)
    {
        var (now, limit) = (clock.GetCurrentInstant(), filter.Limit ?? DefaultLimit);
        if (rows.Count > limit) next = Position(rows[limit - 1].State).Format(ReferralListRow.Table.Name);
        // The query selects by the caller's scope; the decision says how much of each referral is shown.
        var views = rows.Take(limit).Select(r => (Row: r,
                Right: AccessPolicy.Decide(caller, Permission.ReadReferrals, AccessObject.Of(r.State, now))))
            .Where(r => r.Right.Allowed)
            .Select(r => ReferralService.Limit(ReferralViews.View(r.Row.State, r.Row.Version, now), r.Right, caller));
        return new(new Page<ReferralView>([.. views], next), null);
    }

    private static ListPosition Position(Referral state) =>
        new(state.Case.ReceivedAt.ToUnixTimeTicks(), state.Case.Id.Value);

    private static Priority? PriorityOf(ReferralFilter filter) =>
        filter.Priority is { } p && ContractsJson.TryParseWireName<Priority>(p, out var priority) ? priority : null;

    private static Answer<Page<ReferralView>> BadCursor =>
        new(null, ProblemFor.Input("/cursor", "This is not a valid cursor."));

    private static Answer<Page<ReferralView>> Empty => new(new Page<ReferralView>([], null), null);

    private static ViewLevel LeastLevel(Caller caller) =>
        AccessPolicy.LeastLevel(caller, Permission.ReadReferrals);

    private static Dictionary<string, string[]> Check(ReferralFilter filter, Caller caller)
    {
        var errors = new Dictionary<string, string[]>();
        if (filter.Stage is { } stage && !ContractsJson.TryParseWireName<Stage>(stage, out _))
            errors["/stage"] = ["There is no such stage."];
        if (filter.Priority is { } priority && !ContractsJson.TryParseWireName<Priority>(priority, out _))
            errors["/priority"] = ["routine, urgent, asap or stat."];
        // A filter by a field that the caller does not see would tell its values.
        if (filter.Campaign is not null && !ReferralFields.Has(LeastLevel(caller), "tracking"))
            errors["/campaign"] = [NotSeen];
        if (filter.AssignedTo is not null && !ReferralFields.Has(LeastLevel(caller), "assignedTo"))
            errors["/assignedTo"] = [NotSeen];
        if (filter.Limit is < 1 or > MaxLimit) errors["/limit"] = [$"1 to {MaxLimit}."];
        return errors;
    }
}
