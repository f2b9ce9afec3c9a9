using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Storage.Tests.Maintenance;

/// <summary>Each kind of damage must be found and reported with its stream.</summary>
public sealed class VerifierTests
{
    [Fact]
    public async Task An_undamaged_folder_has_no_findings()
    {
        using var folder = await AnEmbeddedFolder.Populated();

        var report = await FolderVerifier.Run(folder.Path, null, _ => _ => []);

        Assert.Empty(report.Findings);
        Assert.Equal((3, 5, 1, 3), (report.Streams, report.Events, report.RefusedOperations, report.OutboxRows));
    }

    [Theory]
    [InlineData("delete from ledger_event where id = 'a' and version = 2",
        "referral/a: event 2 is missing; the next is 3")]
    [InlineData("delete from ledger_event where kind = 'referral' and id = 'a' and version = 3",
        "referral/a: its state is of version 3, its last event is 2")]
    [InlineData("update ledger_state set version = 2 where id = 'a' and kind = 'referral'",
        "referral/a: its state is of version 2, its last event is 3")]
    [InlineData("delete from ledger_state where kind = 'schedule'", "schedule/a: event 1 has no state")]
    [InlineData("delete from ledger_state where id = 'a' and kind = 'referral'",
        "referral/a: outbox row of version 1 has no sender with that version")]
    [InlineData("delete from ledger_state where id = 'a' and kind = 'referral'",
        "referral/a: its list row has no state")]
    [InlineData("delete from ledger_state where id = 'é-last'", "referral/é-last: its list row has no state")]
    [InlineData("delete from referral_list where id = 'a'",
        "referral/token-row-1: its search tokens are not those of its list row")]
    [InlineData("update ledger_state set body = zeroblob(60) where id = 'é-last'",
        "referral/é-last: the state of version 1 cannot be decrypted: it was altered or moved, or has another key")]
    [InlineData("update ledger_event set body = (select body from ledger_event where id = 'a' and version = 1) where "
        + "id = 'a' and version = 2",
        "referral/a: event 2 cannot be decrypted: it was altered or moved, or has another key")]
    [InlineData("update ledger_event set operation_id = 'other' where operation_id = 'op-no'", "refusal")]
    [InlineData("update ledger_outbox set body = zeroblob(60) where id = 'a' and version = 3",
        "referral/a: an outbox row of version 3 cannot be decrypted: it was altered or moved, or has another key")]
    [InlineData("delete from referral_list_token where token = 9",
        "referral/a: its search tokens are not those of its list row")]
    [InlineData("update ledger_state set partition = 64 where id = 'a' and kind = 'referral'",
        "referral/a: is in the wrong clock partition 64")]
    [InlineData("drop index ledger_event_operation; update ledger_event set operation_id = 'op-1' where operation_id "
        + "= 'op-2'", "is recorded more than once")]
    public async Task Tampering_is_found(string tampering, string finding)
    {
        using var folder = await AnEmbeddedFolder.Populated();
        folder.Execute("ledger.db", tampering);

        Assert.Contains(await folder.Findings(), f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_overwritten_page_is_found()
    {
        using var folder = await AnEmbeddedFolder.Populated();
        folder.Execute("settings.db", "pragma wal_checkpoint(truncate)");
        var page = (long)folder.Scalar("settings.db",
            "select rootpage from sqlite_schema where name = 'orleansstorage_grain'")!;
        await using (var file = File.OpenWrite(Path.Combine(folder.Path, "settings.db")))
        {
            file.Position = (page - 1) * 4096;
            file.Write(new byte[4096]);
        }

        Assert.Contains(await folder.Findings(), f => f.StartsWith("settings.db: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Findings_of_the_domain_rules_name_the_stream()
    {
        using var folder = await AnEmbeddedFolder.Populated();

        var report = await FolderVerifier.Run(folder.Path, null,
            _ => stream => stream.Stream.Kind == "schedule" ? ["is odd"] : []);

        Assert.Equal(["schedule/a: is odd"], report.Findings.Select(f => f.ToString()));
    }
}
