using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// The accounts of demo mode. Their passwords are printed at start and in the README, so nothing here is secret.
/// </summary>
public sealed class DemoAccounts(IDbContextFactory<AccountsDb> factory, AccountsDatabase database,
    StaffAccounts accounts, ILookupNormalizer names)
{
    /// <summary>Password of every demo account.</summary>
    public const string Password = "demo";

    /// <summary>Id of the service client.</summary>
    public const string Client = "demo-client";

    /// <summary>Secret of the service client.</summary>
    public const string ClientSecret = "demo-secret";

    // A slow hash protects secrets. These passwords are public, and a load test signs in once per connection.
    private const int Rounds = 1_000;

    /// <summary>
    /// Creates the accounts once. The client is written last, so a later start needs one query to see that all exist.
    /// </summary>
    /// <param name="source">The demo source that account <c>source</c> belongs to.</param>
    /// <param name="clinician">The demo clinician that account <c>clinician</c> is.</param>
    /// <param name="ct">Cancels the work.</param>
    public async Task Seed(string source, string clinician, CancellationToken ct = default)
    {
        if (!await database.HasClient(Client, ct))
            await database.Alone(_ => Fill(source, clinician, ct), ct);
    }

    private async Task Fill(string source, string clinician, CancellationToken ct)
    {
        // Another process may have created the accounts while this one waited.
        if (await database.HasClient(Client, ct))
            return;

        await using var db = await factory.CreateDbContextAsync(ct);
        var there = await db.Users.Select(u => u.UserName).ToListAsync(ct);
        var hash = new PasswordHasher<StaffUser>(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }))
            .HashPassword(new StaffUser(), Password);
        foreach (var user in Staff(source, clinician).Where(u => !there.Contains(u.UserName)))
        {
            user.NormalizedUserName = names.NormalizeName(user.UserName);
            user.PasswordHash = hash;
            user.LockoutEnabled = true;
            user.ServiceLines = Caller.AllLines;
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            db.Users.Add(user);
        }

        await db.SaveChangesAsync(ct);
        await accounts.CreateClient(Client, ClientSecret, "Demo client", [Roles.Service],
            serviceLines: [Caller.AllLines], ct: ct);
    }

    private static StaffUser[] Staff(string source, string clinician) =>
    [
        new() { UserName = "scheduler", DisplayName = "Sam Scheduler", Roles = Roles.Scheduler },
        new() { UserName = "nurse", DisplayName = "Nora Nurse", Roles = Roles.TriageNurse },
        new() { UserName = "supervisor", DisplayName = "Sue Supervisor", Roles = Roles.Supervisor },
        new() { UserName = "clinician", DisplayName = "Cleo Clinician", Roles = Roles.Clinician,
        Clinician = clinician },
        new() { UserName = "source", DisplayName = "Referring practice", Roles = Roles.Source, Source = source },
        new() { UserName = "marketing", DisplayName = "Mara Marketing", Roles = Roles.Marketing },
        new() { UserName = "admin", DisplayName = "Ada Administrator", Roles = Roles.Administrator },
        new() { UserName = "auditor", DisplayName = "Alex Auditor", Roles = Roles.Auditor },
    ];
}
