using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Patients;

/// <summary>Registers patients, their merges and their list.</summary>
public static class PatientFeature
{
    public static IServiceCollection AddPatients(this IServiceCollection services) => services
        .AddAggregate<PatientRecord, PatientCommand, PatientEvent, PatientMapper, PatientRules>(Routes.Patient)
        .AddAggregate<PatientMerges, PatientMergesCommand, PatientMergesEvent, PatientMergesMapper,
            PatientMergesRules>(Routes.PatientMerges)
        .AddSingleton<IOutboxRebuilder, PatientOutbox>().AddSingleton<IOutboxRebuilder, PatientMergesOutbox>()
        .AddSingleton<PersonSearch>().AddSingleton<PatientFinder>().AddSingleton<PatientReferrals>()
        .AddSingleton<PresentPatient>();
}
