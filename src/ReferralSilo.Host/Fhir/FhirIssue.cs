using System.Text.Json;

namespace ReferralSilo.Host.Fhir;

/// <summary>One issue of an OperationOutcome.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>information</c>.</param>
/// <param name="Code">FHIR issue-type.</param>
/// <param name="Text">One plain sentence.</param>
/// <param name="Expression">FHIRPath of the element.</param>
/// <param name="OurCode">Our problem code.</param>
/// <param name="Value">As it was sent, for staff; never answered.</param>
public sealed record FhirIssue(
    string Severity, string Code, string Text, string? Expression = null, string? OurCode = null, string? Value = null)
{
    /// <summary>Something that stays with the referral: not kept, not read, or to be looked at by staff.</summary>
    public static FhirIssue Warn(string code, string text, string expression, string? value = null) =>
        new("warning", "incomplete", text, expression, code, value);

    public static FhirIssue Error(string code, string text, string? expression = null) =>
        new("error", code, text, expression);

    public static FhirIssue Warning(string code, string text, string? expression = null) =>
        new("warning", code, text, expression);

    /// <summary>No value (PR-4).</summary>
    public override string ToString() => $"{Severity} {OurCode ?? Code} {Expression}";

    public static FhirIssue Information(string text) => new("information", "informational", text);

    public bool IsError => Severity == "error";
}

/// <summary>A request that is not taken in: HTTP status and why.</summary>
public sealed record FhirRefusal(int Status, IReadOnlyList<FhirIssue> Issues)
{
    public static FhirRefusal Of(int status, string code, string text, string? expression = null) =>
        new(status, [FhirIssue.Error(code, text, expression)]);
}

/// <summary>OperationOutcome written by hand: the error path neither loads nor trusts the FHIR library.</summary>
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
        if (issue.OurCode is { } code)
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
