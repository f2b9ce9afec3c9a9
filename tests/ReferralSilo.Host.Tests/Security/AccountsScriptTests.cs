using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The scripts are kept as they were released: a model that moved on without a new script fails here, not at a
/// customer.</summary>
public sealed class AccountsScriptTests
{
    /// <summary>Tables that plain commands use.</summary>
    private static readonly string[] WithoutModel = ["Installation"];

    private const string SqliteColumns = """
        select m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
        from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'
        """;

    private const string PostgresColumns = """
        select table_name || '.' || column_name || ' ' || data_type || ' '
            || coalesce(character_maximum_length::text, '') || ' ' || is_nullable
        from information_schema.columns where table_schema = 'accounts'
        """;

    private const string SqliteIndexes = "select sql from sqlite_schema where type = 'index' and sql is not null";

    private const string PostgresIndexes = "select indexdef from pg_indexes where schemaname = 'accounts'";

    [Fact]
    public void Scripts_make_what_the_model_expects_on_sqlite()
    {
        using var model = new SqliteConnection("Data Source=:memory:");
        using var scripts = new SqliteConnection("Data Source=:memory:");
        model.Open();
        scripts.Open();
        Run(model, Model(AccountsEngine.Sqlite));
        foreach (var (_, sql) in AccountsDatabase.Scripts(AccountsEngine.Sqlite)) Run(scripts, sql);

        Assert.Equal(Read(model, SqliteColumns), Read(scripts, SqliteColumns));
        Assert.Equal(Read(model, SqliteIndexes), Read(scripts, SqliteIndexes));
    }

    [Fact]
    public void Scripts_make_what_the_model_expects_on_postgresql()
    {
        var (first, second) = (PostgresServer.Shared.CreateDatabase(), PostgresServer.Shared.CreateDatabase());
        using (var model = new NpgsqlConnection(first))
        using (var scripts = new NpgsqlConnection(second))
        {
            model.Open();
            scripts.Open();
            Run(model, Model(AccountsEngine.Postgres));
            foreach (var (_, sql) in AccountsDatabase.Scripts(AccountsEngine.Postgres)) Run(scripts, sql);

            Assert.Equal(Read(model, PostgresColumns), Read(scripts, PostgresColumns));
            Assert.Equal(Read(model, PostgresIndexes), Read(scripts, PostgresIndexes));
        }

        PostgresServer.Shared.DropDatabase(first);
        PostgresServer.Shared.DropDatabase(second);
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

    private static void Run(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Read(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.GetString(0));
        return [.. rows.Where(r => !WithoutModel.Any(table => r.Contains(table, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }
}
