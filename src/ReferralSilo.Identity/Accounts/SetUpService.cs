using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Identity.Accounts;

/// <summary>
/// Makes the first administrator, once per database. The set-up code shows that the person controls the machine: it is
/// printed at the start and kept in the database, so that all silos print the same one.
/// </summary>
public sealed partial class SetUpService(AccountsDatabase database, AccountChanges changes,
    IDbContextFactory<AccountsDb> factory, IPasswordHasher<StaffUser> hasher, ILookupNormalizer names,
    IOptions<AccountsOptions> options, ILogger<SetUpService> log) : ISetUpStatus
{
    private volatile bool _isSetUp;

    /// <summary>The code to print at a start; null when there is an enabled administrator.</summary>
    public async Task<string?> Begin(CancellationToken ct = default)
    {
        string? code = null;
        await database.Alone(async connection =>
        {
            if (await InstallationRow.AnyAdministrator(connection, ct)) return;
            var row = await InstallationRow.Read(connection, ct);
            code = row.SetUpCode ?? ReadableCode.New(ReadableCode.SetUpGroups);
            if (row.SetUpCode is null) await (row with { SetUpCode = code }).Write(connection, ct);
        }, ct);
        KeepInFile(code);
        return code;
    }

    /// <summary>True when somebody can administer the program, also when it cannot be read now.</summary>
    public async ValueTask<bool> IsSetUp(CancellationToken ct = default)
    {
        if (_isSetUp) return true;
        try
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            return _isSetUp = await Administrators.Enabled(db).AnyAsync(ct);
        }
        catch (Exception e) when (AccountsConnection.IsAway(e))
        {
            return true;
        }
    }

    /// <summary>Makes the administrator, or returns the reason why not.</summary>
    public async Task<Answer<StaffView>> Complete(SetUp input, CancellationToken ct)
    {
        if (await Refusal(input.Code, ct) is { } refusal) return No(refusal);
        var rules = new AccountRules();
        var (id, name) = (rules.Id("/user", input.User), rules.Name(input.Name));
        rules.Password("/password", input.Password);
        if (!rules.Ok) return new(null, ProblemFor.Input(rules.Errors));
        var user = new StaffUser
        {
            UserName = id, NormalizedUserName = names.NormalizeName(id), DisplayName = name,
            Roles = Roles.Administrator, ServiceLines = Api.Access.Caller.AllLines,
            SecurityStamp = Guid.NewGuid().ToString("N"), LockoutEnabled = true,
        };
        user.PasswordHash = await Task.Run(() => hasher.HashPassword(user, input.Password), ct);
        var code = await changes.Run(async db =>
        {
            // Somebody else may have finished the set-up meanwhile.
            var connection = db.Database.GetDbConnection();
            var row = await InstallationRow.Read(connection, ct);
            if (await Refusal(db, row, input.Code, ct) is { } late) return late;
            if (await db.Users.AnyAsync(u => u.NormalizedUserName == user.NormalizedUserName, ct))
                return ProblemCodes.UserExists;
            db.Users.Add(user);
            await (row with { Holds = InstallationRow.Real, SetUpCode = null }).Write(connection, ct);
            return null;
        }, ct);
        if (code is not null) return No(code);
        _isSetUp = true;
        KeepInFile(null);
        IsDone(log, user.Id);
        return new(StaffViews.Of(user), null);
    }

    private async Task<string?> Refusal(string code, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        return await Refusal(db, await InstallationRow.Read(db.Database.GetDbConnection(), ct), code, ct);
    }

    private static async Task<string?> Refusal(AccountsDb db, InstallationRow row, string code,
        CancellationToken ct) =>
        row.SetUpCode is null || row.Holds is InstallationRow.Demo || await Administrators.Enabled(db).AnyAsync(ct)
            ? ProblemCodes.AlreadySetUp
            : ReadableCode.Matches(code, row.SetUpCode) ? null : ProblemCodes.SetUpCodeWrong;

    private static Answer<StaffView> No(string code) => new(null, ProblemFor.Code(code));

    /// <summary>The embedded mode keeps the code in a file for those who do not see what the program prints.</summary>
    private void KeepInFile(string? code)
    {
        if (options.Value.Engine is not AccountsEngine.Sqlite) return;
        try
        {
            File.Delete(options.Value.SetUpCodeFile);
            if (code is null) return;
            using var file = new StreamWriter(PrivateFiles.CreateFile(options.Value.SetUpCodeFile));
            file.WriteLine(code);
        }
        catch (IOException e)
        {
            // The code is in the database and was printed; the file only repeats it.
            NotKept(log, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Account {Account} is the administrator now: the set-up is done")]
    private static partial void IsDone(ILogger log, string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of the set-up code could not be changed ({Error})")]
    private static partial void NotKept(ILogger log, string error);
}
