using System.Security.Cryptography;
using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Host.Api;
using ReferralSilo.Host.Api.Referrals;
using ReferralSilo.Host.Intake;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Fhir;

/// <summary>FHIR goes through the same services as the JSON API.</summary>
public sealed class FhirIntake(ReferralIntake intake, ReferralDesk desk, ServiceLineCatalog lines) : IReferralIntake, IReferralReader
{
    public async Task<IntakeAnswer> Submit(
        SubmitReferral input, IReadOnlyList<IntakeWarning> warnings, IntakeChannel channel, string? idempotencyKey, HttpContext http,
        CancellationToken ct)
    {
        // The mapped request, not the bytes: the same order written with other white space is the same order.
        var hash = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input, ContractsJson.Options)));
        var (request, problem) = ApiRequest.Read(http, Caller.Of(http.User), hash);
        if (problem is not null) return new IntakeAnswer(null, false, problem);
        var answer = await intake.Submit(input, channel, request!, warnings);
        return new IntakeAnswer(answer.View, answer.View is not null && !answer.Created, answer.Problem);
    }

    public async ValueTask<string?> ZoneOf(string serviceLine) =>
        (await lines.All()).GetValueOrDefault(new ServiceLineId(serviceLine))?.Zone.Id;

    public Task<Answer<ReferralView>> Read(string id, HttpContext http, CancellationToken ct) => desk.Read(id, Caller.Of(http.User));
}
