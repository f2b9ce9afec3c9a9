using System.Text;
using ReferralSilo.Storage.Sealing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public abstract partial class LedgerContract
{
    private const string Secret = "Canary-Jane-Doe-1970";

    [Fact]
    public async Task No_body_is_readable_in_the_database()
    {
        var id = new StreamId("referral", "findable-stream-id");
        await Ledger.Commit(Of(id, 0, Columns(), "findable-operation", body: Secret));
        await Ledger.RecordRefusal(new("op", "h"), id, Bytes(Secret), Now);

        var raw = Encoding.Latin1.GetString(database.Raw());
        Assert.Contains("findable-stream-id", raw);
        Assert.Contains("findable-operation", raw);
        Assert.DoesNotContain(Secret, raw);
    }

    [Fact]
    public async Task The_ledger_does_not_open_with_other_keys()
    {
        await _open.DisposeAsync();
        File.WriteAllText(database.KeyFile, KeyRing.Create().Format());

        await Assert.ThrowsAsync<LedgerKeyException>(database.Open);
    }

    [Fact]
    public async Task A_lost_key_file_is_not_replaced()
    {
        await _open.DisposeAsync();
        File.Delete(database.KeyFile);

        await Assert.ThrowsAsync<LedgerKeyException>(database.Open);
        Assert.False(File.Exists(database.KeyFile));
    }

    [Fact]
    public async Task After_a_key_is_added_old_rows_can_be_decrypted()
    {
        await Ledger.Commit(First("old"));
        var hash = _open.Hash.Of("name", "doe");
        await _open.DisposeAsync();
        File.AppendAllText(database.KeyFile, KeyRing.Create().Format().Replace("1 ", "2 "));
        _open = await database.Open();

        await Ledger.Commit(First("new"));
        Assert.Equal("body state 1", Text((await Ledger.Read(Referral("old")))!.State));
        Assert.Equal("body state 1", Text((await Ledger.Read(Referral("new")))!.State));
        Assert.Equal(hash, _open.Hash.Of("name", "doe"));
    }

    [Fact]
    public void Only_the_owner_can_read_the_key_file() => Assert.True(
        OperatingSystem.IsWindows()
        || File.GetUnixFileMode(database.KeyFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

    [Fact]
    public async Task An_unreadable_outbox_row_is_marked_and_hides_no_other()
    {
        foreach (var id in (string[])["a", "b", "c"]) await Ledger.Commit(First(id));
        database.Execute(
            "update ledger_outbox set body = (select body from ledger_outbox where id = 'a') where id = 'b'");

        var pending = await Ledger.PendingOutbox(Now.PlusTicks(1), 10);
        Assert.Equal([("a", true, "body fact 0"), ("b", false, ""), ("c", true, "body fact 0")],
            pending.Select(p => (p.Id.Sender.Id, p.IsReadable, Text(p.Message.Body))));
    }

    [Fact]
    public async Task A_body_moved_to_another_row_cannot_be_decrypted()
    {
        await Ledger.Commit(First("a"));
        await Ledger.Commit(First("b"));
        database.Execute(
            "update ledger_state set body = (select body from ledger_state where id = 'a') where id = 'b'");

        await Assert.ThrowsAsync<LedgerKeyException>(() => Ledger.Read(Referral("b")));
    }
}
