using ReferralSilo.Api.Intake;

namespace ReferralSilo.Fhir;

/// <summary>Registers the services of the FHIR API.</summary>
public static class FhirRegistration
{
    public static void AddFhir(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<FhirIntake>()
            .AddSingleton<IReferralIntake>(s => s.GetRequiredService<FhirIntake>())
            .AddSingleton<IReferralReader>(s => s.GetRequiredService<FhirIntake>());
}
