using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>
/// Gives a patient to each referral that a program without patients took in: before an upgrade, or on a silo that is
/// not upgraded yet. The list of patients knows them. Every silo does it; repeating it changes nothing.
/// </summary>
public sealed partial class PatientAdoption(ListReader lists, PatientFinder finder, ILedger ledger,
    ReferralMapper mapper, KeyedHash hash, IGrainFactory grains, ILogger<PatientAdoption> logger) : BackgroundService
{
    /// <summary>How often it looks; after referrals were found it looks again at once.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private const int Batch = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        do
        {
            try
            {
                while (await AdoptSome(stoppingToken) > 0)
                {
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look tries again.
                LogFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Gives some referrals a patient; returns how many, 0 when none is left or the list does not show the
    /// last ones yet.</summary>
    private async Task<int> AdoptSome(CancellationToken ct)
    {
        var page = await lists.Query(PatientsProjection.Definition,
            new ListQuery(Batch) { AllTokens = [PatientsProjection.UnassignedToken(hash)] }, ct);
        var adopted = 0;
        // The oldest first, so that the record begins with the referral that began it.
        foreach (var referral in page.Rows.SelectMany(row => PatientsProjection.Read(row).Referrals)
            .OrderBy(r => r.ReceivedAt))
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                if (await Adopt(referral.Id)) adopted++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The others are not delayed; the next look tries this one again.
                LogFailed(e);
            }
        }

        return adopted;
    }

    private async Task<bool> Adopt(string id)
    {
        if (await ledger.Read(new StreamId(ReferralMapper.StreamKind, id)) is not { } stored
            || mapper.Read(stored.State.Span).Case is not { PatientId: null } referral) return false;
        var submission = referral.Submission;
        var found = await finder.Find(submission.Source, submission.Patient, new ReferralId(id));
        var outcome = await grains.GetGrain<IReferralGrain>(id).Handle(
            CommandEnvelopes.BySystem<Contracts.Referrals.ReferralCommand>(new AssignPatient(found.Patient)));
        return outcome is { Unknown: false, Refusal: null };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Referrals without a patient could not be given one")]
    private partial void LogFailed(Exception error);
}
