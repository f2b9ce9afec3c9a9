using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// If-None-Exist. Every referral is already kept once per identifier, so <c>identifier=system|value</c> is honoured by
/// carrying that identifier first; any other query cannot be answered and is refused rather than ignored.
/// </summary>
internal static class ConditionalCreate
{
    public static (SubmitReferral? Input, FhirRefusal? Refusal) Apply(SubmitReferral input, string? query, string? expression)
    {
        if (string.IsNullOrWhiteSpace(query)) return (input, null);
        if (Identifier(query) is not { } identifier)
            return (null, FhirRefusal.Of(400, "not-supported", "Only identifier=system|value is accepted as a condition.", expression));
        var others = (input.Identifiers ?? []).Where(own => own != identifier).Take(Intake.IntakeLimits.Identifiers - 1);
        return (input with { Identifiers = [identifier, .. others] }, null);
    }

    private static IdentifierInput? Identifier(string query)
    {
        var text = query[(query.IndexOf('?', StringComparison.Ordinal) + 1)..];
        if (text.Contains('&', StringComparison.Ordinal) || !text.StartsWith("identifier=", StringComparison.Ordinal)) return null;
        var token = Uri.UnescapeDataString(text["identifier=".Length..].Replace('+', ' ')).Split('|');
        return token is [{ Length: > 0 } system, { Length: > 0 } value] && !value.Contains(',', StringComparison.Ordinal)
            ? new(system, value) : null;
    }
}
