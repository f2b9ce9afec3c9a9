using NodaTime.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain.Text;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Api.Patients;

/// <summary>Finds the patients that the caller may see: those with a referral in one of the caller's service
/// lines.</summary>
public sealed class PatientList(ListReader lists, KeyedHash hash)
{
    private const int MaxLimit = 200, DefaultLimit = 50;

    /// <summary>Reads of the list for one page; after that a page may be short.</summary>
    private const int MostReads = 20;

    public async Task<Answer<PatientPage>> Search(PatientSearch search, Caller caller, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        if (search.Limit is < 1 or > MaxLimit) errors["/limit"] = [$"1 to {MaxLimit}."];
        var after = search.Cursor is null ? null
            : ListPosition.Parse(PatientsProjection.Definition.Name, search.Cursor);
        if (search.Cursor is not null && after is null) errors["/cursor"] = ["This is not a valid cursor."];
        if (search.Q is not null && string.IsNullOrWhiteSpace(search.Q)) errors["/q"] = ["Say what to search for."];
        if (errors.Count > 0) return new Answer<PatientPage>(null, ProblemFor.Input(errors));
        var lines = AccessPolicy.LinesOf(caller, Permission.ReadPatients);
        if (lines is { Count: 0 })
            return new Answer<PatientPage>(new PatientPage([], null, DateTimeOffset.UnixEpoch, true), null);

        IReadOnlyList<long> words = [];
        if (!string.IsNullOrWhiteSpace(search.Q))
        {
            words = SearchTokens.ForSearchText(hash, Nfc.Normalize(search.Q));
            // A text without a letter or digit, or the number of no referral: it finds nothing, not everything.
            if (words.Count == 0) words = [hash.Of("nothing", "")];
        }

        var query = new ListQuery(search.Limit ?? DefaultLimit, after)
        {
            AllTokens = words,
            AnyToken = lines is null ? null : [.. lines.Select(line => PatientsProjection.LineToken(hash, line))],
        };
        return new Answer<PatientPage>(await Fill(query, words, caller, ct), null);
    }

    /// <summary>A page with its full size: a row that the caller may not see is replaced by the next one. A short page
    /// would tell that there is such a row.</summary>
    private async Task<PatientPage> Fill(ListQuery query, IReadOnlyList<long> words, Caller caller,
        CancellationToken ct)
    {
        var (items, after) = (new List<PatientItem>(), query.After);
        for (var reads = 1; ; reads++)
        {
            var page = await lists.Query(PatientsProjection.Definition,
                query with { Limit = query.Limit - items.Count, After = after }, ct);
            items.AddRange(page.Rows.Select(r => Item(PatientsProjection.Read(r), words, caller))
                .OfType<PatientItem>());
            if (page.Next is null || items.Count == query.Limit || reads == MostReads)
                return new PatientPage(items, page.Next, page.AsOf.ToDateTimeOffset(), page.IsComplete);
            after = ListPosition.Parse(PatientsProjection.Definition.Name, page.Next);
        }
    }

    /// <summary>The patient as the newest referral that the caller may see says. Null when the search text is found
    /// only in referrals of other service lines.</summary>
    private PatientItem? Item(PatientRow row, IReadOnlyList<long> words, Caller caller)
    {
        var visible = row.Referrals.Where(r => 
            caller.May(Permission.ReadPatients, AccessObject.ServiceLine(r.ServiceLine))).ToList();
        if (visible.Count == 0) return null;
        var known = visible.SelectMany(r => PatientsProjection.Words(hash, r)).ToHashSet();
        if (!words.All(known.Contains)) return null;
        var patient = visible[0].Patient;
        return new PatientItem(
            patient.DisplayName,
            patient.BirthDate is { } born ? LocalDatePattern.Iso.Format(born) : null,
            [.. patient.Phones.Select(p => p.E164)],
            patient.Email?.Value,
            [.. visible.Select(r => new PatientReferralItem(r.Id, r.ServiceLine, r.ReceivedAt.ToDateTimeOffset()))])
        {
            Id = row.Id?.Value,
        };
    }
}
