using System.Data.Common;
using ReferralSilo.Storage.Opening;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

/// <summary>The statements for Orleans' grain storage, run as its provider runs them.</summary>
public abstract class GrainStorageContract(ILedgerDatabase database) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _queries = [];
    private GrainStorageDatabase _open = null!;

    public async ValueTask InitializeAsync()
    {
        _open = await GrainStorageDatabase.Open(database.Options);
        await using var connection = await _open.DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT QueryKey, QueryText FROM OrleansQuery";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) _queries.Add(reader.GetString(0), reader.GetString(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task Of_two_first_writes_of_a_grain_exactly_one_wins()
    {
        for (var round = 0; round < 100; round++)
        {
            var key = $"grain-{round}";
            var versions = await Task.WhenAll(Write(key, null, "a"), Write(key, null, "b"));
            Assert.Single(versions, 1);
            Assert.Single(versions, v => v is null);
        }
    }

    [Fact]
    public async Task Of_two_first_writes_of_a_grain_without_key_extension_exactly_one_wins()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Write(null, null, "a")));
        Assert.Single(versions, 1);
    }

    [Fact]
    public async Task A_grain_state_can_be_written_read_cleared_and_deleted()
    {
        Assert.Equal(1, await Write("a", null, "one"));
        Assert.Equal(2, await Write("a", 1, "two"));
        Assert.Null(await Write("a", 1, "stale"));
        Assert.Null(await Write("never", 3, "gone"));
        Assert.Equal(("two", 2), await Read("a"));
        Assert.Equal(3, await Run("ClearStorageKey", "a", 2, null));
        Assert.Equal((null, 3), await Read("a"));
        Assert.Equal(4, await Write("a", 3, "again"));
        Assert.Null(await Run("DeleteStorageKey", "a", 3, null));
        Assert.Equal(5, await Run("DeleteStorageKey", "a", 4, null));
        Assert.Null(await Read("a"));
        Assert.Null(await Read("never"));
    }

    private Task<int?> Write(string? key, int? version, string state) =>
        Run("WriteToStorageKey", key, version, Bytes(state));

    private Task<int?> Run(string query, string? key, int? version, byte[]? state) => Task.Run(async () =>
    {
        await using var connection = await _open.DataSource.OpenConnectionAsync();
        await using var command = Command(connection, query, key);
        Add(command, "GrainStateVersion", version);
        if (state is not null) Add(command, "PayloadBinary", state);
        return await command.ExecuteScalarAsync() is { } found ? Convert.ToInt32(found) : (int?)null;
    });

    private async Task<(string?, int)?> Read(string key)
    {
        await using var connection = await _open.DataSource.OpenConnectionAsync();
        await using var command = Command(connection, "ReadFromStorageKey", key);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return null;
        return (reader["PayloadBinary"] is byte[] bytes ? Text(bytes) : null, Convert.ToInt32(reader["Version"]));
    }

    private DbCommand Command(DbConnection connection, string query, string? key)
    {
        var command = connection.CreateCommand();
        command.CommandText = _queries[query];
        Add(command, "GrainIdHash", 17);
        Add(command, "GrainIdN0", 1L);
        Add(command, "GrainIdN1", 2L);
        Add(command, "GrainTypeHash", 23);
        Add(command, "GrainTypeString", "settings");
        Add(command, "GrainIdExtensionString", key);
        Add(command, "ServiceId", "referralsilo");
        return command;
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}

public sealed class SqliteGrainStorageTests() : GrainStorageContract(new SqliteDatabase());

public sealed class PostgresGrainStorageTests() : GrainStorageContract(new PostgresDatabase());
