using NodaTime;
using NodaTime.Text;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Domain.Sources;

namespace ReferralSilo.Api.Settings;

/// <summary>Parses the campaign of a request.</summary>
public static class CampaignParser
{
    public static (Campaign? Value, IReadOnlyDictionary<string, string[]> Errors) Parse(CampaignInput input)
    {
        var errors = new Dictionary<string, string[]>();
        var code = input.Code.ToUpperInvariant();
        if (code.Length is < 2 or > 40 || !code.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'))
            errors["/code"] = ["2 to 40 of A-Z, 0-9 and -."];
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 200)
            errors["/name"] = ["1 to 200 characters."];
        if (input.PromiseDays is < 1 or > 365) errors["/promiseDays"] = ["1 to 365 days."];
        var (from, to) = (Date("/from", input.From, errors), Date("/to", input.To, errors));
        if (from > to) errors["/to"] = ["Not before from."];
        return errors.Count > 0 ? (null, errors)
            : (new Campaign(code, input.Name.Trim(), from, to, input.PromiseDays), errors);
    }

    private static LocalDate? Date(string pointer, string? text, Dictionary<string, string[]> errors)
    {
        if (text is null) return null;
        var parsed = LocalDatePattern.Iso.Parse(text);
        if (parsed.Success) return parsed.Value;
        errors[pointer] = ["A date such as 2031-03-03."];
        return null;
    }
}
