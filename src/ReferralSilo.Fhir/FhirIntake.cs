using System.Security.Cryptography;
using System.Text.Json;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Intake;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Fhir;

/// <summary>Connects the FHIR endpoints to the services of the JSON API.</summary>
public sealed class FhirIntake(ReferralIntake intake, ReferralService referrals, ServiceLineCatalog lines)
    : IReferralIntake, IReferralReader
{
    public async Task<IntakeAnswer> Submit(SubmitReferral input, IReadOnlyList<IntakeWarning> warnings,
        IntakeChannel channel, string? idempotencyKey, HttpContext http, CancellationToken ct)
    {
        var (request, problem) = Request(input, http);
        return problem is not null ? new IntakeAnswer(null, false, problem)
            : Answer(await intake.Submit(input, channel, request!, warnings));
    }

    public async Task<IntakeAnswer?> Withdraw(SubmitReferral input, string reason, HttpContext http,
        CancellationToken ct)
    {
        var (request, problem) = Request(input, http);
        if (problem is not null) return new IntakeAnswer(null, false, problem);
        return await intake.Withdraw(input, reason, request!) is { } answer ? Answer(answer) : null;
    }

    // Hashes the mapped request instead of the bytes: the same request with other white space has the same hash.
    private static (ApiRequest? Request, Problem? Problem) Request(SubmitReferral input, HttpContext http) =>
        ApiRequest.Read(http, Caller.Of(http.User),
            Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input, ContractsJson.Options))));

    private static IntakeAnswer Answer(ReferralAnswer answer) =>
        new(answer.View, answer.View is not null && (answer.Replayed || !answer.Created && !answer.Changed),
            answer.Problem, answer.View is not null && !answer.Created);

    public async ValueTask<string?> ZoneOf(string serviceLine) =>
        (await lines.All()).GetValueOrDefault(new ServiceLineId(serviceLine))?.Zone.Id;

    public Task<Answer<ReferralView>> Read(string id, HttpContext http, CancellationToken ct) =>
        referrals.Read(id, Caller.Of(http.User));
}
