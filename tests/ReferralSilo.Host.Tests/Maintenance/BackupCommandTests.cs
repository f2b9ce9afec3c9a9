using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>The real program is backed up, restored elsewhere, damaged and verified.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private RunningProgram _program = null!;

    private string File => Path.Combine(_folder.Path, "backup.zip");

    public async ValueTask InitializeAsync() => _program = await RunningProgram.Start();

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Restored_elsewhere_it_goes_on_in_a_new_epoch_and_holds_messages_until_released()
    {
        var api = await Everything.AsMachine(_program.Address);
        var kept = await api.Create(Everything.AReferral(), key: "before-the-backup");
        var before = await Everything.Of(api);
        var health = await Health(_program.Address);
        Assert.Equal("sent", (string?)health["messages"]);
        (await ACommand.Run("backup", "--out", File, "--data", _program.DataFolder)).Is(2);
        (await ACommand.Run("backup", "--out", File, "--data", _program.DataFolder, "--online")).Is(0);
        await _program.Kill();
        System.IO.Directory.Move(_program.DataFolder, Path.Combine(_folder.Path, "lost"));

        var restored = (await ACommand.Run("restore", "--from", File, "--data", _program.DataFolder)).Is(0);

        Assert.Contains("Messages are held", restored.Said);
        Assert.Contains("all of it holds", (await ACommand.Run("verify", "--data", _program.DataFolder)).Is(0).Said);
        await _program.Begin();
        await Eventually.Is("it says that messages are held", () =>
            _program.Output.Contains("Messages are held", StringComparison.Ordinal));
        var restoredHealth = await Health(_program.Address);
        Assert.Equal("held", (string?)restoredHealth["messages"]);
        Assert.NotEqual((string?)health["epoch"], (string?)restoredHealth["epoch"]);
        api = await Everything.AsMachine(_program.Address);
        before.GoesOnIn(await Everything.Of(api));
        Assert.Equal(kept.Text, (await api.Create(Everything.AReferral(), key: "before-the-backup")).Text);

        Assert.Contains("Messages are released", (await ACommand.Run("release-messages", "--data", _program.DataFolder))
            .Is(0).Said);
        await Eventually.Is("the running program lets messages go", async () =>
            (string?)(await Health(_program.Address))["messages"] == "sent");
    }

    [Fact]
    public async Task Tampered_rows_are_named_by_verify()
    {
        Assert.Equal(0, await _program.End("TERM"));
        Assert.Contains("all of it holds", (await ACommand.Run("verify", "--data", _program.DataFolder)).Is(0).Said);
        var ids = Change("""
            update referral_list set stage = 'closed', open = 0 where id =
              (select id from referral_list where stage = 'received' order by id limit 1) returning id;
            """, """
            update ledger_event set body = (select body from ledger_event where kind = 'schedule' and version = 1 limit 1)
            where kind = 'schedule' and id = 'dr-adams' and version = 2 returning id;
            """, """
            update ledger_state set due_at = due_at + 1 where kind = 'referral' and id =
              (select id from ledger_state where kind = 'referral' and due_at is not null order by id desc limit 1) returning id;
            """);

        var verified = (await ACommand.Run("verify", "--data", _program.DataFolder)).Is(1);

        Assert.Contains($"referral/{ids[0]}: its column open is not what its state says", verified.Said);
        Assert.Contains("schedule/dr-adams: event 2 cannot be decrypted", verified.Said);
        Assert.Contains($"referral/{ids[2]}: its next clock is not what its state says", verified.Said);
        Assert.Contains("3 findings", verified.Said);
    }

    [Fact]
    public async Task Commands_that_make_no_sense_end_in_a_sentence()
    {
        foreach (var arguments in (string[][])[["frobnicate"], ["migrate"], ["migrate", "--to", "not a connection"],
            ["backup", "--out"],
            ["restore", "--from", Path.Combine(_folder.Path, "nothing.zip")], ["verify", "--data", _folder.Path],
                ["verify", "--demo"]])
        {
            var refused = (await ACommand.Run(arguments)).Is(2);
            Assert.Single(refused.Complained.Trim().Split('\n'));
        }
    }

    private static async Task<JsonNode> Health(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return (await new ApiClient(http).Get("/health/ready")).Is(200).Json;
    }

    private List<string> Change(params string[] updates)
    {
        using var connection =
            new SqliteConnection($"Data Source={Path.Combine(_program.DataFolder, "ledger.db")};Pooling=false");
        connection.Open();
        return [.. updates.Select(sql =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (string)command.ExecuteScalar()!;
        })];
    }
}
