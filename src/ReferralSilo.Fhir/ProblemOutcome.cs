using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Fhir;

/// <summary>Converts problems to OperationOutcome issues: the code becomes a coding, JSON pointers become
/// FHIRPath.</summary>
public static class ProblemOutcome
{
    private static readonly Dictionary<string, string> Elements = new(StringComparer.Ordinal)
    {
        ["/patient"] = "ServiceRequest.subject",
        ["/patient/givenName"] = "Patient.name.given",
        ["/patient/familyName"] = "Patient.name.family",
        ["/patient/birthDate"] = "Patient.birthDate",
        ["/patient/location"] = "Patient.address",
        ["/patient/timeZone"] = "Patient.extension",
        ["/patient/language"] = "Patient.communication.language",
        ["/patient/phones"] = "Patient.telecom",
        ["/patient/email"] = "Patient.telecom",
        ["/referrer"] = "ServiceRequest.requester",
        ["/referrer/npi"] = "Practitioner.identifier",
        ["/reason"] = "ServiceRequest.reasonCode",
        ["/visitGoal"] = "ServiceRequest.code",
        ["/needBy"] = "ServiceRequest.occurrence",
        ["/identifiers"] = "ServiceRequest.identifier",
        ["/serviceLine"] = "ServiceRequest.performer",
        ["/source"] = "ServiceRequest.requester",
        ["/payer"] = "ServiceRequest.insurance",
    };

    public static FhirRefusal From(Problem problem)
    {
        var code = IssueCode(problem.Status);
        var issues = (problem.Errors ?? new Dictionary<string, string[]>())
            .SelectMany(error => error.Value.Select(text => new FhirIssue("error",
                problem.Status == 400 ? "value" : code, text, Expression(error.Key), problem.Code)))
            .ToArray();
        return new(problem.Status, issues.Length > 0 ? issues
            : [new("error", code, problem.Detail, null, problem.Code)]);
    }

    /// <summary>The refusal for a status without a body.</summary>
    public static FhirRefusal From(int status) => new(status, [FhirIssue.Error(IssueCode(status), status switch
    {
        400 => "The request cannot be read.",
        401 => "Sign in first.",
        403 => "You may not do this.",
        404 => "It does not exist, or you may not see it.",
        405 => "This interaction is not supported here.",
        406 => "Only FHIR R4 JSON can be returned.",
        408 => "The request took too long to arrive.",
        413 => "The request is too large.",
        415 => "Only FHIR R4 JSON is accepted.",
        429 => "Too many requests; try again later.",
        503 => "Not available now; try again later.",
        _ => status >= 500 ? "The server failed." : "The request is refused.",
    })]);

    public static string IssueCode(int status) => status switch
    {
        400 => "invalid",
        401 => "login",
        403 => "forbidden",
        404 or 410 => "not-found",
        405 or 406 or 415 => "not-supported",
        408 => "timeout",
        409 or 412 => "conflict",
        413 => "too-long",
        422 => "business-rule",
        429 => "throttled",
        503 => "transient",
        >= 500 => "exception",
        _ => "processing",
    };

    /// <summary>The element of the longest known prefix of the pointer. List indexes differ in FHIR and are
    /// dropped.</summary>
    public static string? Expression(string pointer)
    {
        for (var at = pointer; at.Length > 0; at = at[..at.LastIndexOf('/')])
            if (Elements.TryGetValue(at, out var element)) return element;
        return null;
    }
}
