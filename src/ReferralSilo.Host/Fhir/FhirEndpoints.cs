using Hl7.Fhir.Model;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Host.Intake;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Fhir;

/// <summary>FHIR R4 intake (IN-3). Metadata needs no sign-in.</summary>
public static class FhirEndpoints
{
    private const string Replayed = "Idempotent-Replayed";

    public static void MapFhir(this IEndpointRouteBuilder routes)
    {
        var fhir = routes.MapGroup(FhirNames.Base).WithTags("FHIR R4");
        fhir.MapGet("/metadata", (Delegate)Metadata).AllowAnonymous();
        fhir.MapPost("/ServiceRequest", Create).RequirePermission(Permission.WriteFhir, Permission.SubmitReferral);
        fhir.MapGet("/ServiceRequest/{id}", Read).RequirePermission(Permission.ReadFhir, Permission.ReadReferrals);
        fhir.MapPost("/", Transact).RequirePermission(Permission.WriteFhir, Permission.SubmitReferral);
    }

    private static IResult Metadata(HttpContext http) =>
        FhirRequest.Refusal(http, hasBody: false) is { } refusal ? FhirResult.Of(refusal) : FhirCapability.Answer(http);

    private static async Task<IResult> Read(string id, HttpContext http, IReferralReader reader, CancellationToken ct)
    {
        if (FhirRequest.Refusal(http, hasBody: false) is { } refusal) return FhirResult.Of(refusal);
        var answer = await reader.Read(id, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.Of(problem));
        http.Response.Headers.ETag = ReferralResource.ETag(answer.Value!);
        return FhirResult.Of(200, ReferralResource.Of(answer.Value!));
    }

    private static async Task<IResult> Create(HttpContext http, IReferralIntake intake, CancellationToken ct)
    {
        var read = await ReadBody(http, "ServiceRequest", ct);
        if (read.Refusal is { } unreadable) return FhirResult.Of(unreadable);
        var request = (ServiceRequest)read.Resource!;
        var scope = new FhirScope();
        if (await Revocation.Take(request, scope, "ServiceRequest", Now(http), intake, http, ct) is { } revoked)
            return revoked.Problem is { } kept ? FhirResult.Of(ProblemOutcome.Of(kept))
                : FhirResult.Of(200, ReferralResource.Of(revoked.Referral!));
        var zone = await LineZone(intake, request, scope, new(request, "ServiceRequest"));
        var mapped = ServiceRequestMapping.Map(request, scope, Now(http), lineZone: zone, told: read.Warnings);
        if (mapped.Refusal is { } refusal) return FhirResult.Of(refusal);
        var condition = http.Request.Headers["If-None-Exist"].ToString();
        var (input, unmet) = ConditionalCreate.Apply(mapped.Input!, condition, null);
        if (unmet is not null) return FhirResult.Of(unmet);

        var answer = await Submit(intake, input!, mapped.Warnings, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.Of(problem));
        var referral = answer.Referral!;
        Describe(http, answer);
        // A known order answers 200, with or without a condition; the replay of a create gets the answer of the first.
        var status = answer.Known ? 200 : 201;
        return FhirRequest.Prefer(http) switch
        {
            "minimal" when referral.Emergency is null => FhirResult.Empty(status),
            // What to do at once is told, whatever was asked for.
            "OperationOutcome" or "minimal" => FhirResult.Outcome(status, Told(mapped, referral)),
            _ => FhirResult.Of(status, ReferralResource.Of(referral)),
        };
    }

    private static async Task<IResult> Transact(HttpContext http, IReferralIntake intake, CancellationToken ct)
    {
        var read = await ReadBody(http, "Bundle", ct);
        if (read.Refusal is { } unreadable) return FhirResult.Of(unreadable);
        var bundle = (Bundle)read.Resource!;
        var (transaction, unfit) = TransactionReader.Read(bundle);
        if (unfit is not null) return FhirResult.Of(unfit);
        if (await Revocation.Take(transaction!.Request, transaction.Scope, transaction.Path, Now(http), intake, http,
            ct) is { } revoked)
            return revoked.Problem is { } kept
                ? FhirResult.Of(ProblemOutcome.Of(kept))
                : FhirResult.Of(200,
                    TransactionResponse.Of(bundle, transaction, revoked with { Known = true }, [],
                    FhirRequest.Prefer(http)));
        var zone = await LineZone(intake, transaction.Request, transaction.Scope,
            transaction.Scope.At(transaction.Request)!);
        var mapped = ServiceRequestMapping.Map(
            transaction.Request, transaction.Scope, Now(http), transaction.Path, zone,
                [.. read.Warnings, .. transaction.Issues]);
        if (mapped.Refusal is { } refusal) return FhirResult.Of(refusal);
        var at = $"Bundle.entry[{transaction.Index}].request.ifNoneExist";
        var (input, unmet) = ConditionalCreate.Apply(mapped.Input!, transaction.IfNoneExist, at);
        if (unmet is not null) return FhirResult.Of(unmet);

        var answer = await Submit(intake, input!, mapped.Warnings, http, ct);
        if (answer.Problem is { } problem) return FhirResult.Of(ProblemOutcome.Of(problem));
        if (answer.Replayed) http.Response.Headers[Replayed] = "true";
        return FhirResult.Of(200,
            TransactionResponse.Of(bundle, transaction, answer, Told(mapped, answer.Referral!),
            FhirRequest.Prefer(http)));
    }

    private static Task<IntakeAnswer> Submit(
        IReferralIntake intake, SubmitReferral input, IReadOnlyList<IntakeWarning> warnings, HttpContext http,
            CancellationToken ct)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        return intake.Submit(input, warnings, IntakeChannel.Fhir, key.Length == 0 ? null : key, http, ct);
    }

    // Two different lines are refused by the mapping, so either is as good here.
    private static async ValueTask<string?> LineZone(IReferralIntake intake, ServiceRequest request, FhirScope scope,
        Located at) =>
        ServiceLineMapping.Of(request, scope, at, []) is { } line ? await intake.ZoneOf(line) : null;

    private static async Task<FhirRead> ReadBody(HttpContext http, string expected, CancellationToken ct)
    {
        if (FhirRequest.Refusal(http, hasBody: true) is { } refusal) return new(null, refusal);
        return await FhirRequest.Body(http, ct) is { } body
            ? FhirReader.Read(body, expected)
            : new(null, FhirRefusal.Of(413, "too-long", $"At most {FhirNames.MaxBodyBytes} bytes are accepted."));
    }

    private static DateTimeOffset Now(HttpContext http) =>
        (http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();

    private static void Describe(HttpContext http, IntakeAnswer answer)
    {
        http.Response.Headers.Location = ReferralResource.Location(answer.Referral!);
        http.Response.Headers.ETag = ReferralResource.ETag(answer.Referral!);
        if (answer.Replayed) http.Response.Headers[Replayed] = "true";
    }

    // Of the intake a JSON pointer, of FHIR the path itself.
    private static string Element(string field) =>
        field.StartsWith('/') ? ProblemOutcome.Expression(field) ?? "ServiceRequest" : field;

    private static List<FhirIssue> Told(Mapped mapped, ReferralView referral) =>
        [
            .. referral.Emergency is { } emergency
                ? [FhirIssue.Warning("business-rule", $"{emergency.Text} ({emergency.Phone})")]
                : Array.Empty<FhirIssue>(),
            FhirIssue.Information($"Kept as {referral.Number}."),
            // Before what is not kept: of many issues only the first are told.
            .. referral.Missing.Select(item =>
                FhirIssue.Warning("incomplete", $"Missing: {item.What}, asked of the {item.From}.")),
            .. mapped.Issues.Select(issue => issue with { Value = null }),
            // What the intake itself could not read; the mapping's are told already.
            .. referral.Warnings.Where(warning =>
                mapped.Warnings.All(own => own.Field != warning.Field || own.Code != warning.Code))
                .Select(warning =>
                    FhirIssue.Warn(warning.Code, "This value is kept for staff only.", Element(warning.Field))),
        ];
}
