using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Text;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Api.Referrals;

/// <summary>Query parameters of <c>GET /api/referrals</c>; null means any.</summary>
public sealed record ReferralFilter(string? Stage = null, string? ServiceLine = null, string? Priority = null,
    string? Source = null, string? Campaign = null, string? AssignedTo = null, string? Q = null, int? Limit = null,
    string? Cursor = null);

/// <summary>Lists and searches referrals that the caller may see.</summary>
public sealed class ReferralList(ILedger ledger, ReferralMapper mapper, KeyedHash hash, IClock clock)
{
    /// <summary>Limit of referrals on a page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>Longest search text, characters.</summary>
    private const int MaxSearch = 200;

    public async Task<Answer<Page<ReferralView>>> Read(ReferralFilter filter, Caller caller, CancellationToken ct)
    {
        if (Check(filter) is { Count: > 0 } errors)
            return new Answer<Page<ReferralView>>(null, ProblemFor.Input(errors));
        if (caller.BoundToSource && filter.Source is { } source && source != caller.Source) return Empty;
        if (filter.ServiceLine is { } line && !caller.MaySeeServiceLine(line)) return Empty;
        var tokens = string.IsNullOrWhiteSpace(filter.Q) ? null
            : SearchTokens.ForSearchText(hash, Nfc.Normalize(filter.Q));
        if (tokens is { Count: 0 }) return Empty;

        var query = new ReferralListQuery(
            filter.Limit ?? DefaultLimit, filter.Cursor, filter.Stage, filter.ServiceLine,
            filter.Priority is { } p && ContractsJson.TryParseWireName<Priority>(p, out var priority)
                ? (int)priority
                : null,
            caller.BoundToSource ? caller.Source : filter.Source, filter.Campaign, filter.AssignedTo)
        {
            Tokens = tokens,
        };
        StatePage page;
        try
        {
            page = await ledger.Search(query, ct);
        }
        catch (ArgumentException)
        {
            // The cursor is opaque to clients: an unknown cursor is bad input.
            return new Answer<Page<ReferralView>>(null, ProblemFor.Input("/cursor", "This is not a valid cursor."));
        }

        var now = clock.GetCurrentInstant();
        var views = page.Items.Select(s => (Row: s, State: mapper.Read(s.State.Span)))
            .Where(r => caller.MaySeeServiceLine(r.State.Case.ServiceLine.Value))
            .Select(r => ReferralViews.View(r.State, r.Row.Version, now));
        return new Answer<Page<ReferralView>>(new Page<ReferralView>([.. views], page.Next), null);
    }

    private static Answer<Page<ReferralView>> Empty => new(new Page<ReferralView>([], null), null);

    private static Dictionary<string, string[]> Check(ReferralFilter filter)
    {
        var errors = new Dictionary<string, string[]>();
        if (filter.Stage is { } stage && !ContractsJson.TryParseWireName<Stage>(stage, out _))
            errors["/stage"] = ["There is no such stage."];
        if (filter.Priority is { } priority && !ContractsJson.TryParseWireName<Priority>(priority, out _))
            errors["/priority"] = ["routine, urgent, asap or stat."];
        if (filter.Limit is < 1 or > MaxLimit) errors["/limit"] = [$"1 to {MaxLimit}."];
        if (filter.Q?.Length > MaxSearch) errors["/q"] = [$"At most {MaxSearch} characters."];
        return errors;
    }
}
