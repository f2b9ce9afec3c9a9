using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>A start never mixes demo and real data, and never takes lost files for an empty system.</summary>
public abstract class InstallationCheckTests : SecuritySuite
{
    private static readonly LedgerIdentity Unused = new("ledger-1", false), Used = new("ledger-1", true),
        Other = new("ledger-2", true), Emptied = new("ledger-2", false);

    protected override bool Demo => false;

    private InstallationCheck Check => Host.Services.GetRequiredService<InstallationCheck>();

    [Fact]
    public async Task Empty_database_starts_either_way_until_one_of_them_fills_it()
    {
        await Check.Run(false, Unused, TestContext.Current.CancellationToken);
        await Check.Run(false, Emptied, TestContext.Current.CancellationToken);
        await Check.Run(true, Unused, TestContext.Current.CancellationToken);

        await Refuses(false, Unused, "made-up data");
        await Check.Run(true, Used, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Database_that_was_set_up_does_not_load_the_demo()
    {
        await Check.Run(false, Unused, TestContext.Current.CancellationToken);
        await SetUp();

        await Refuses(true, Unused, "real data");
        await Check.Run(false, Used, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Lost_or_exchanged_ledger_or_accounts_do_not_start()
    {
        await Refuses(false, Used, "its accounts are missing");
        await Check.Run(false, Unused, TestContext.Current.CancellationToken);
        await Refuses(false, Other, "its accounts are missing");
        await SetUp();

        await Refuses(false, Emptied, "their ledger is missing");
        await Refuses(false, Other, "another ledger");
        await Check.Run(false, Used, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Set_up_is_over_in_a_database_that_a_demo_took_meanwhile()
    {
        var setUp = Host.Services.GetRequiredService<SetUpService>();
        var code = (await setUp.Begin(TestContext.Current.CancellationToken))!;
        await Check.Run(true, Unused, TestContext.Current.CancellationToken);

        var answer = await setUp.Complete(new(code, "ada", "Ada", "three plain words"),
            TestContext.Current.CancellationToken);

        Assert.Equal("already-set-up", answer.Problem?.Code);
    }

    [Theory]
    [InlineData(null, true, true, null)]
    [InlineData(null, true, false, "their ledger is missing")]
    public void Database_from_before_the_check_starts_unless_its_ledger_is_empty(string? ledger, bool accountsUsed,
        bool ledgerUsed, string? refusal)
    {
        var row = new InstallationRow(ledger, InstallationRow.Demo, null);

        var said = InstallationCheck.Refusal(true, row, ledgerUsed ? Used : Unused, accountsUsed);

        if (refusal is null) Assert.Null(said);
        else Assert.Contains(refusal, said);
    }

    private async Task SetUp()
    {
        var setUp = Host.Services.GetRequiredService<SetUpService>();
        var code = (await setUp.Begin(TestContext.Current.CancellationToken))!;
        Assert.True((await setUp.Complete(new(code, "ada", "Ada", "three plain words"),
            TestContext.Current.CancellationToken)).Ok);
    }

    private async Task Refuses(bool demo, LedgerIdentity ledger, string text) => Assert.Contains(text,
        (await Assert.ThrowsAsync<InstallationException>(() =>
            Check.Run(demo, ledger, TestContext.Current.CancellationToken))).Message);
}

public sealed class InstallationCheckTestsOnSqlite : InstallationCheckTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}
