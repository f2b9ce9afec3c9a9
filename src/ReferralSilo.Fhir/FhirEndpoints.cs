using Hl7.Fhir.Model;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Fhir;

/// <summary>The FHIR R4 routes (IN-3). Metadata needs no sign-in.</summary>
public static class FhirEndpoints
{
    private const string Replayed = "Idempotent-Replayed";

    public static void MapFhir(this IEndpointRouteBuilder routes)
    {
        var fhir = routes.MapGroup(FhirNames.Base).WithTags("FHIR R4");
        fhir.MapGet("/metadata", (Delegate)Metadata).AllowAnonymous();
        fhir.MapPost("/ServiceRequest", Create).RequirePermission(Permission.WriteFhir, Permission.SubmitReferral);
        fhir.MapGet("/ServiceRequest/{id}", Read).RequirePermission(Permission.ReadFhir);
        fhir.MapPost("/", Transact).RequirePermission(Permission.WriteFhir, Permission.SubmitReferral);
    }

    private static IResult Metadata(HttpContext http) =>
        FhirRequest.Refusal(http, hasBody: false) is { } refusal ? FhirResult.Of(refusal) : FhirCapability.Answer(http);

    private static async Task<IResult> Read(string id, HttpContext http, IReferralReader reader, CancellationToken ct)
    {
        if (FhirRequest.Refusal(http, hasBody: false) is { } refusal) return FhirResult.Of(refusal);
        var answer = await reader.Read(id, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.From(problem));
        http.Response.Headers.ETag = ReferralResource.ETag(answer.Value!);
        return FhirResult.Of(200, ReferralResource.From(answer.Value!));
    }

    private static async Task<IResult> Create(HttpContext http, IReferralIntake intake, CancellationToken ct)
    {
        var read = await ReadBody(http, "ServiceRequest", ct);
        if (read.Refusal is { } unreadable) return FhirResult.Of(unreadable);
        var request = (ServiceRequest)read.Resource!;
        var scope = new FhirScope();
        if (await Revocation.Apply(request, scope, "ServiceRequest", Now(http), intake, http, ct) is { } revoked)
            return revoked.Problem is { } notRevoked ? FhirResult.Of(ProblemOutcome.From(notRevoked))
                : FhirResult.Of(200, ReferralResource.From(revoked.Referral!));
        var zone = await ServiceLineZone(intake, request, scope, new(request, "ServiceRequest"));
        var mapped = ServiceRequestMapping.Map(request, scope, Now(http), lineZone: zone, readerIssues: read.Warnings);
        if (mapped.Refusal is { } refusal) return FhirResult.Of(refusal);
        var condition = http.Request.Headers["If-None-Exist"].ToString();
        var (input, conditionRefusal) = ConditionalCreate.Apply(mapped.Input!, condition, null);
        if (conditionRefusal is not null) return FhirResult.Of(conditionRefusal);

        var answer = await Submit(intake, input!, mapped.Warnings, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.From(problem));
        var referral = answer.Referral!;
        SetHeaders(http, answer);
        // An existing referral answers 200, with or without a condition; the replay of a creation repeats the first
        // status.
        var status = answer.Existed ? 200 : 201;
        return FhirRequest.Prefer(http) switch
        {
            "minimal" when referral.Emergency is null => FhirResult.Empty(status),
            // In an emergency the response always says what to do, whatever the client prefers.
            "OperationOutcome" or "minimal" => FhirResult.Outcome(status, IssuesOf(mapped, referral)),
            _ => FhirResult.Of(status, ReferralResource.From(referral)),
        };
    }

    private static async Task<IResult> Transact(HttpContext http, IReferralIntake intake, CancellationToken ct)
    {
        var read = await ReadBody(http, "Bundle", ct);
        if (read.Refusal is { } unreadable) return FhirResult.Of(unreadable);
        var bundle = (Bundle)read.Resource!;
        var (transaction, bundleRefusal) = TransactionReader.Read(bundle);
        if (bundleRefusal is not null) return FhirResult.Of(bundleRefusal);
        if (await Revocation.Apply(transaction!.Request, transaction.Scope, transaction.Path, Now(http), intake, http,
            ct) is { } revoked)
            return revoked.Problem is { } notRevoked ? FhirResult.Of(ProblemOutcome.From(notRevoked))
                : FhirResult.Of(200, TransactionResponse.Create(bundle, transaction, revoked with { Existed = true },
                    [], FhirRequest.Prefer(http)));
        var zone = await ServiceLineZone(intake, transaction.Request, transaction.Scope,
            transaction.Scope.At(transaction.Request)!);
        var mapped = ServiceRequestMapping.Map(transaction.Request, transaction.Scope, Now(http), transaction.Path,
            zone, [.. read.Warnings, .. transaction.Issues]);
        if (mapped.Refusal is { } refusal) return FhirResult.Of(refusal);
        var at = $"Bundle.entry[{transaction.Index}].request.ifNoneExist";
        var (input, conditionRefusal) = ConditionalCreate.Apply(mapped.Input!, transaction.IfNoneExist, at);
        if (conditionRefusal is not null) return FhirResult.Of(conditionRefusal);

        var answer = await Submit(intake, input!, mapped.Warnings, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.From(problem));
        if (answer.Replayed) http.Response.Headers[Replayed] = "true";
        return FhirResult.Of(200,
            TransactionResponse.Create(bundle, transaction, answer, IssuesOf(mapped, answer.Referral!),
            FhirRequest.Prefer(http)));
    }

    private static Task<IntakeAnswer> Submit(
        IReferralIntake intake, SubmitReferral input, IReadOnlyList<IntakeWarning> warnings, HttpContext http,
            CancellationToken ct)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        return intake.Submit(input, warnings, IntakeChannel.Fhir, key.Length == 0 ? null : key, http, ct);
    }

    // The mapping refuses two different service lines, so either one is good enough here.
    private static async ValueTask<string?> ServiceLineZone(IReferralIntake intake, ServiceRequest request,
        FhirScope scope, Located at) =>
        ServiceLineMapping.Map(request, scope, at, []) is { } line ? await intake.ZoneOf(line) : null;

    private static async Task<FhirRead> ReadBody(HttpContext http, string expected, CancellationToken ct)
    {
        if (FhirRequest.Refusal(http, hasBody: true) is { } refusal) return new(null, refusal);
        return await FhirRequest.Body(http, ct) is { } body
            ? FhirReader.Read(body, expected)
            : new(null, FhirRefusal.Of(413, "too-long", $"At most {FhirNames.MaxBodyBytes} bytes are accepted."));
    }

    private static DateTimeOffset Now(HttpContext http) =>
        http.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().ToDateTimeOffset();

    private static void SetHeaders(HttpContext http, IntakeAnswer answer)
    {
        http.Response.Headers.Location = ReferralResource.Location(answer.Referral!);
        http.Response.Headers.ETag = ReferralResource.ETag(answer.Referral!);
        if (answer.Replayed) http.Response.Headers[Replayed] = "true";
    }

    // The intake names fields by JSON pointer, the FHIR mapping by FHIRPath.
    private static string Element(string field) =>
        field.StartsWith('/') ? ProblemOutcome.Expression(field) ?? "ServiceRequest" : field;

    private static List<FhirIssue> IssuesOf(MappingResult mapped, ReferralView referral) =>
        [
            .. referral.Emergency is { } emergency
                ? [FhirIssue.ResponseWarning("business-rule", $"{emergency.Text} ({emergency.Phone})")]
                : Array.Empty<FhirIssue>(),
            FhirIssue.Information($"Kept as {referral.Number}."),
            // Missing items come before elements that are not kept, because the number of issues is limited.
            .. referral.Missing.Select(item =>
                FhirIssue.ResponseWarning("incomplete", $"Missing: {item.What}, asked of the {item.From}.")),
            .. mapped.Issues.Select(issue => issue with { Value = null }),
            // Warnings of the intake itself; those of the mapping are in the list already.
            .. referral.Warnings.Where(warning =>
                mapped.Warnings.All(own => own.Field != warning.Field || own.Code != warning.Code))
                .Select(warning =>
                    FhirIssue.Warning(warning.Code,
                        IntakeWarningCodes.All.GetValueOrDefault(warning.Code, "This value is kept for staff only."),
                        Element(warning.Field))),
        ];
}
