using Microsoft.Data.Sqlite;
using NodaTime;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests.Maintenance;

/// <summary>An embedded folder with some of every kind of data, and no process that uses it.</summary>
internal sealed class AnEmbeddedFolder : IDisposable
{
    public static readonly Instant Due = Now + Duration.FromHours(1);

    private readonly TempFolder _folder = new();

    public string Path => System.IO.Path.Combine(_folder.Path, "data");

    public StorageOptions Options => new() { DataDirectory = Path };

    public static async Task<AnEmbeddedFolder> Populated()
    {
        var folder = new AnEmbeddedFolder();
        await using (await GrainStorageDatabase.Open(folder.Options)) { }
        await using (var open = await LedgerFactory.Open(folder.Options))
        {
            await open.Ledger.Commit(First("a", Columns(tokens: [7, -3]), "op-1", Due));
            await open.Ledger.Commit(Of(Referral("a"), 1, Columns(tokens: [7, -3, 9]), "op-2", Due, events: 2));
            await open.Ledger.Commit(First("é-last", Columns(open: false, line: null)));
            await open.Ledger.Commit(Of(new("schedule", "a"), 0, outbox: 0));
            await open.Ledger.RecordRefusal(new("op-no", "hash"), Referral("a"), Bytes("a no"), Now);
        }

        folder.Execute("settings.db", """
            insert into orleansstorage values
              (1, -2, 3, -4, 'settings', null, 'referralsilo', 5, '2026-03-02 09:00:00', x'7b7d'),
              (1, -2, 3, -4, 'settings', 'é', 'referralsilo', 1, '2026-03-02 09:00:01', null)
            """);
        folder.Execute("accounts.db", "create table Stuff (Id text primary key); pragma user_version = 1");
        Directory.CreateDirectory(EmbeddedDatabase.ProtectionKeys(folder.Path));
        File.WriteAllText(System.IO.Path.Combine(EmbeddedDatabase.ProtectionKeys(folder.Path), "key-1.xml"), "<key />");
        return folder;
    }

    public void Execute(string file, string sql) => Scalar(file, sql);

    public object? Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, file)};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public async Task<IReadOnlyList<string>> Findings() =>
        [.. (await FolderVerifier.Run(Path, null, _ => _ => [])).Findings.Select(f => f.ToString())];

    public void Dispose() => _folder.Dispose();
}
