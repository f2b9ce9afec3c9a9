using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Host.Tests.Maintenance;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>The present program opens a database of every release, on each engine.</summary>
public sealed class KeptDatabaseTests
{
    private const long MostBytes = 400 * 1024;

    public static TheoryData<StorageEngine, string> Databases =>
        [.. KeptHost.Releases().SelectMany(_ => Enum.GetValues<StorageEngine>(),
            (release, engine) => (engine, release))];

    public static TheoryData<string> Releases => [.. KeptHost.Releases()];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_stream_is_read_by_its_state_and_by_its_events(StorageEngine engine, string release)
    {
        await using var host = await KeptHost.Of(engine, release);
        var ledger = host.Services.GetRequiredService<ILedger>();
        await KeptAnswers.Patients(host.Api);

        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(KeptHost.Folder(release), "events.txt")),
            (await KeptStreams.EventNames(ledger)).Except(["patient learned", "referral patient-assigned"]));
        Assert.Equal(KeptReferrals.All.Count, await KeptStreams.Check<Referral, ReferralEvent>(host.Services));
        Assert.Equal(1, await KeptStreams.Check<Schedule, ScheduleEvent>(host.Services));
        Assert.Equal(1, await KeptStreams.Check<Source, SourceEvent>(host.Services));
        Assert.Equal(1, await KeptStreams.Check<NumberBlocks, NumbersTaken>(host.Services));
        var refused = (await ledger.FindOperation(KeptContent.RefusedOperation))!;
        Assert.Equal("loop-open", IdempotencyStore.ReadRefusal(refused.Refusal!.Value)!.Code);
        var replayed = await host.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Resolve(KeptContent.SettingsOperation);
        Assert.Equal((true, 2), (replayed.Replayed, replayed.Version));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_program_answers_as_approved_and_goes_on(StorageEngine engine, string release)
    {
        await using var host = await KeptHost.Of(engine, release);
        var file = Path.Combine(KeptHost.Folder(release), "answers.approved.txt");

        var answers = await KeptAnswers.Of(host.Api);

        if (answers != await File.ReadAllTextAsync(file))
            await File.WriteAllTextAsync(file.Replace("approved", "received", StringComparison.Ordinal), answers);
        Assert.Equal(await File.ReadAllTextAsync(file), answers);
        Assert.Equal("waiting", (await host.Api.Do("kept-contacting", "contact-attempts",
            new { channel = "call", outcome = "reached" })).Is(200).Stage);
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IProjectionGrain>("patients").Rebuild();
        await Eventually.Is("the list is built again", async () =>
            (await host.Services.GetRequiredService<IProjectionStore>().Builds("patients")).Single(b => b.InUse)
                .Number > 1);
        Assert.Equal(Patients(answers), Patients(await KeptAnswers.Of(host.Api)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_patient_is_found_by_the_mailbox_and_the_rows_verify(StorageEngine engine, string release)
    {
        await using var host = await KeptHost.Of(engine, release);
        await KeptAnswers.Patients(host.Api);

        var found = await host.Services.GetRequiredService<AddressUses>()
            .Patients(MessageChannel.Email, "Ana@Example.org", null);
        Assert.Equal("kept-closed", Assert.Single(found).Case.Id.Value);
        if (engine != StorageEngine.Sqlite) return;
        await host.End();
        (await ACommand.Run("verify", "--data", host.DataFolder)).Is(0);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Verification_finds_nothing(string release)
    {
        using var folder = new TempFolder();
        KeptDump.LoadSqlite(Path.Combine(KeptHost.Folder(release), "sqlite"), folder.Path);

        (await ACommand.Run("verify", "--data", folder.Path)).Is(0);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void A_kept_database_is_small(string release) =>
        Assert.InRange(Directory.EnumerateFiles(KeptHost.Folder(release), "*", SearchOption.AllDirectories)
            .Sum(f => new FileInfo(f).Length), 1, MostBytes);

    [Fact]
    public void The_first_release_is_kept() => Assert.Contains("v0.1.0", KeptHost.Releases());

    private static string Patients(string answers) => answers.Split("POST /api/patients/search")[1];
}
