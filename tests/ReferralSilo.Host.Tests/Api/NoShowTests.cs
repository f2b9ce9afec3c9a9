using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Host.Tests.Timekeeping;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>A missed visit belongs to its clinician until another one is booked. It was booked two days ago for
/// yesterday, with the program of two days ago.</summary>
public sealed class NoShowTests : IDisposable
{
    private const string Password = "a-password-of-the-test";

    private static readonly TimeSpan Ago = TimeSpan.FromDays(-2);

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_clinician_records_a_no_show_reads_its_patient_and_takes_it_back()
    {
        string id, line;
        await using (var before = new HostOf(_folder.Path, Ago))
        {
            await before.InitializeAsync();
            line = New("line");
            (await before.Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "UTC" })).Is(200);
            await Clinician(before.Api, "dr-own", line);
            await Clinician(before.Api, "dr-other", line);
            Assert.Empty(await before.Services.GetRequiredService<StaffAccounts>().Create(new StaffUser
            {
                UserName = "doctor", DisplayName = "Doctor", Roles = Roles.Clinician, ServiceLines = line,
                Clinician = "dr-own",
            }, Password));
            id = await before.Api.Waiting(Referral(line));
            (await before.Api.Do(id, "book", new { slot = await Slot(before, "dr-own", Ago) })).Is(200);
        }

        await using var host = new HostOf(_folder.Path, TimeSpan.Zero);
        await host.InitializeAsync();
        var doctor = await host.As("doctor", Password);

        var missed = (await doctor.Do(id, "no-show", new { note = "did not answer" })).Is(200);
        Assert.Equal("Okafor", (string?)missed.Json["patient"]?["familyName"]);
        Assert.Equal("dr-own", (string?)missed.Json["noShowClinician"]);
        var back = (await doctor.Do(id, "undo", new { version = (long)missed.Json["version"]! })).Is(200);
        Assert.Equal(("booked", "Okafor"), (back.Stage, (string?)back.Json["patient"]?["familyName"]));

        (await doctor.Do(id, "no-show")).Is(200);
        (await doctor.Get($"/api/referrals/{id}")).Is(200);
        Assert.Equal(id, (string?)Assert.Single((await doctor.Get("/api/referrals")).Is(200).Json["items"]!
            .AsArray())!["id"]);
        (await host.Api.Do(id, "contact-attempts", new { channel = "call", outcome = "reached" })).Is(200);
        (await doctor.Get($"/api/referrals/{id}")).Is(200);
        var other = await Slot(host, "dr-other", TimeSpan.Zero);
        Assert.Null((await host.Api.Do(id, "book", new { slot = other })).Is(200).Json["noShowClinician"]);
        (await doctor.Get($"/api/referrals/{id}")).Is(404);

        Assert.Null((await host.Api.Do(id, "cancel-appointment", new { reason = "the patient asked" })).Is(200)
            .Json["noShowClinician"]);
        (await doctor.Get($"/api/referrals/{id}")).Is(404);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The first free slot of the day after the present of the host.</summary>
    private static async Task<string> Slot(HostOf host, string clinician, TimeSpan ahead)
    {
        var from = DateTimeOffset.UtcNow + ahead + TimeSpan.FromHours(20);
        var answer = (await host.Api.Get(
            $"/api/clinicians/{clinician}/schedule?from={Text(from)}&to={Text(from.AddHours(20))}")).Is(200);
        return (string)answer.Json["entries"]!.AsArray().First(e => (string)e!["status"]! == "free")!["slot"]!;
    }

    private sealed class HostOf(string folder, TimeSpan ahead) : RunningHost
    {
        protected override StorageOptions Storage => new() { DataDirectory = folder };

        protected override TimeProvider Machine { get; } = new SkewedMachine(ahead);

        protected override Task Define() => Task.CompletedTask;

        protected override void Clean() => Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
