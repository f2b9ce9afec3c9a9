using System.Text.Json;

namespace ReferralSilo.Fhir;

/// <summary>One issue of an OperationOutcome.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>information</c>.</param>
/// <param name="Code">Code of the FHIR value set issue-type.</param>
/// <param name="Text">One plain sentence.</param>
/// <param name="Expression">FHIRPath of the element.</param>
/// <param name="DetailCode">Our own code, for <c>details.coding</c>.</param>
/// <param name="Value">The value as received, for staff; never in a response.</param>
public sealed record FhirIssue(string Severity, string Code, string Text, string? Expression = null,
    string? DetailCode = null, string? Value = null)
{
    /// <summary>A warning that is stored with the referral: a value that was not kept or read, or that staff must
    /// see.</summary>
    public static FhirIssue Warning(string code, string text, string expression, string? value = null) =>
        new("warning", "incomplete", text, expression, code, value);

    public static FhirIssue Error(string code, string text, string? expression = null) =>
        new("error", code, text, expression);

    /// <summary>A warning that is only in the response.</summary>
    public static FhirIssue ResponseWarning(string code, string text, string? expression = null) =>
        new("warning", code, text, expression);

    /// <summary>Without the value, which may be patient data (PR-4).</summary>
    public override string ToString() => $"{Severity} {DetailCode ?? Code} {Expression}";

    public static FhirIssue Information(string text) => new("information", "informational", text);

    public bool IsError => Severity == "error";
}

/// <summary>A refused request: HTTP status and issues.</summary>
public sealed record FhirRefusal(int Status, IReadOnlyList<FhirIssue> Issues)
{
    public static FhirRefusal Of(int status, string code, string text, string? expression = null) =>
        new(status, [FhirIssue.Error(code, text, expression)]);
}

/// <summary>Writes an OperationOutcome without the FHIR library, so that the error path does not depend on
/// it.</summary>
public static class OutcomeWriter
{
    public static byte[] Write(IReadOnlyList<FhirIssue> issues)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "OperationOutcome");
            json.WriteStartArray("issue");
            foreach (var issue in issues.Take(FhirNames.MaxIssues)) Write(json, issue);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, FhirIssue issue)
    {
        json.WriteStartObject();
        json.WriteString("severity", issue.Severity);
        json.WriteString("code", issue.Code);
        json.WriteStartObject("details");
        if (issue.DetailCode is { } code)
        {
            json.WriteStartArray("coding");
            json.WriteStartObject();
            json.WriteString("system", FhirNames.CodeSystem);
            json.WriteString("code", code);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteString("text", issue.Text);
        json.WriteEndObject();
        json.WriteString("diagnostics", issue.Text);
        if (issue.Expression is { } expression)
        {
            json.WriteStartArray("expression");
            json.WriteStringValue(expression);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
