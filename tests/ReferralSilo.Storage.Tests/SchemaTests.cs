namespace ReferralSilo.Storage.Tests;

/// <summary>Until 0.1.0 the columns of lists stood in the state row. Such a database must not look like an empty
/// one.</summary>
public sealed class SchemaTests
{
    [Fact]
    public Task A_file_of_before_the_first_version_is_refused() => Refused(new SqliteDatabase(), "integer");

    [Fact]
    public Task A_database_of_before_the_first_version_is_refused() => Refused(new PostgresDatabase(), "bigint");

    private static async Task Refused(ILedgerDatabase database, string type)
    {
        using (database)
        {
            await (await database.Open()).DisposeAsync();
            database.Execute($"alter table ledger_state add column received_at {type}");

            await Assert.ThrowsAsync<UnsupportedSchemaException>(() => database.Open());

            database.Execute("alter table ledger_state drop column received_at");
            await (await database.Open()).DisposeAsync();
        }
    }
}
