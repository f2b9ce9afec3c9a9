using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The scripts are written once by the entity model and then kept: a model that moved on fails here, not at a
/// customer.</summary>
public sealed class AccountsScriptTests
{
    [Theory]
    [InlineData(AccountsEngine.Sqlite)]
    [InlineData(AccountsEngine.Postgres)]
    public void Scripts_make_what_the_model_expects(AccountsEngine engine)
    {
        var expected = Normal(Model(engine));
        var scripts = AccountsDatabase.Scripts(engine).ToList();
        if (scripts.Count == 0 || Normal(scripts[0].Sql) != expected)
            File.WriteAllText(Received(engine), expected);

        Assert.NotEmpty(scripts);
        Assert.Equal(expected, Normal(scripts[0].Sql));
    }

    private static string Model(AccountsEngine engine)
    {
        var services = new ServiceCollection();
        services.AddSingleton(
            Options.Create(new IdentityOptions { Stores = { SchemaVersion = IdentitySchemaVersions.Version3 } }));
        services.AddDbContext<AccountsDb>(db =>
            _ = engine is AccountsEngine.Sqlite ? db.UseSqlite("Data Source=:memory:") : db.UseNpgsql("Host=nowhere"));
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        return scope.ServiceProvider.GetRequiredService<AccountsDb>().Database.GenerateCreateScript();
    }

    private static string Normal(string sql) => sql.ReplaceLineEndings("\n").Replace("\uFEFF", "").Trim() + "\n";

    private static string Received(AccountsEngine engine, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, $"accounts.{engine}.received.sql");
}
