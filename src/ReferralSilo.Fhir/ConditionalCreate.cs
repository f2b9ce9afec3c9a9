using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>If-None-Exist. Submissions with the same identifier always become one referral, so
/// <c>identifier=system|value</c> only adds that identifier. Any other query is refused rather than ignored.</summary>
internal static class ConditionalCreate
{
    public static (SubmitReferral? Input, FhirRefusal? Refusal) Apply(SubmitReferral input, string? query,
        string? expression)
    {
        if (string.IsNullOrWhiteSpace(query)) return (input, null);
        if (Identifier(query) is not { } identifier)
            return (null,
                FhirRefusal.Of(400, "not-supported", "Only identifier=system|value is accepted as a condition.",
                expression));
        var others = (input.Identifiers ?? [])
            .Where(other => other.System != identifier.System || other.Value != identifier.Value)
            .Take(IntakeLimits.Identifiers - 1);
        var own = (input.Identifiers ?? [])
            .FirstOrDefault(i => i.System == identifier.System && i.Value == identifier.Value);
        return (input with { Identifiers = [own ?? identifier, .. others] }, null);
    }

    private static IdentifierInput? Identifier(string query)
    {
        var text = query[(query.IndexOf('?', StringComparison.Ordinal) + 1)..];
        if (text.Contains('&', StringComparison.Ordinal) || !text.StartsWith("identifier=", StringComparison.Ordinal))
            return null;
        var token = Uri.UnescapeDataString(text["identifier=".Length..].Replace('+', ' ')).Split('|');
        return token is [{ Length: > 0 } system, { Length: > 0 } value]
            && !value.Contains(',', StringComparison.Ordinal)
            ? new(system, value) : null;
    }
}
