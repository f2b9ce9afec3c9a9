using System.IO.Compression;
using NodaTime;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests.Maintenance;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private AnEmbeddedFolder _source = null!;

    private string File => Path.Combine(_folder.Path, "backup.zip");

    private string Elsewhere => Path.Combine(_folder.Path, "elsewhere");

    public async ValueTask InitializeAsync() => _source = await AnEmbeddedFolder.Populated();

    public ValueTask DisposeAsync()
    {
        _source.Dispose();
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task A_restored_copy_has_the_same_data_a_new_epoch_and_held_messages()
    {
        var manifest = await Write();
        var installation = await Restore();

        Assert.NotEqual(manifest.Epoch, installation.Epoch);
        Assert.True(installation is { Restored: true, MessagesHeld: true });
        await using var open = await LedgerFactory.Open(new() { DataDirectory = Elsewhere });
        Assert.Equal("body state 3", Text((await open.Ledger.Read(Referral("a")))!.State));
        Assert.Equal("a no", Text((await open.Ledger.FindOperation("op-no"))!.Refusal!.Value));
        Assert.Equal(installation, open.Messages.Installation);
        Assert.False(await open.Messages.MaySend());
        Assert.True(System.IO.File.Exists(Path.Combine(EmbeddedDatabase.ProtectionKeys(Elsewhere), "key-1.xml")));
        Assert.False(Directory.Exists(Path.Combine(Elsewhere, Restoration.StagingFolder)));
    }

    [Fact]
    public async Task Released_messages_stay_released()
    {
        await Write();
        await Restore();
        var options = new StorageOptions { DataDirectory = Elsewhere };

        await Installation.Release(options, Now);
        await Installation.Release(options, Now + Duration.FromHours(1));

        await using var open = await LedgerFactory.Open(options);
        Assert.True(await open.Messages.MaySend());
        Assert.True(open.Messages.Installation.Restored);
        Assert.Equal(Now, open.Messages.Installation.ReleasedAt);
    }

    [Fact]
    public async Task A_running_process_notices_the_release()
    {
        await Write();
        await Restore();
        var options = new StorageOptions { DataDirectory = Elsewhere };
        var time = new SteppedTime();
        var hold = await MessageHold.Open(options, time);
        await Installation.Release(options, Now);

        Assert.False(await hold.MaySend());
        time.Step(MessageHold.RecheckInterval);
        Assert.True(await hold.MaySend());
        Assert.Equal(Now, hold.Installation.ReleasedAt);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_file_and_no_other_file_is_left()
    {
        await Write();

        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.True(OperatingSystem.IsWindows()
            || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await Assert.ThrowsAsync<MaintenanceException>(Write);
    }

    [Fact]
    public async Task A_backup_beside_a_running_process_is_consistent()
    {
        await using (var open = await LedgerFactory.Open(_source.Options))
        {
            using var done = new CancellationTokenSource();
            var writing = Task.Run(async () =>
            {
                for (var n = 0; !done.IsCancellationRequested; n++)
                    await open.Ledger.Commit(First($"live-{n}", Columns(), $"live-{n}", AnEmbeddedFolder.Due));
            });
            await Write();
            await done.CancelAsync();
            await writing;
        }

        await Restore();
        Assert.Empty((await FolderVerifier.Run(Elsewhere, null, _ => _ => [])).Findings);
    }

    [Fact]
    public async Task Damage_anywhere_is_refused_or_harmless()
    {
        await Write();
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        var refused = 0;
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 61))
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x40;
            await System.IO.File.WriteAllBytesAsync(File, damaged);
            var folder = Path.Combine(_folder.Path, $"at-{at}");
            try
            {
                await Restoration.Run(File, folder, null, holdMessages: true, Now);
            }
            catch (MaintenanceException)
            {
                refused++;
                Assert.False(System.IO.File.Exists(EmbeddedDatabase.Ledger(folder)));
                continue;
            }

            // The damage was in a time or comment of the zip directory: the restored data is complete.
            Assert.Empty((await FolderVerifier.Run(folder, null, _ => _ => [])).Findings);
        }

        Assert.True(refused > 40, $"only {refused} refused");
    }

    [Fact]
    public async Task A_truncated_file_is_refused()
    {
        await Write();
        await using (var stream = System.IO.File.OpenWrite(File)) stream.SetLength(stream.Length / 2);

        await Assert.ThrowsAsync<MaintenanceException>(Restore);
    }

    [Fact]
    public async Task A_file_with_a_path_outside_the_folder_is_refused()
    {
        await Write();
        var manifest = "../../out.txt";
        using (var archive = ZipFile.Open(File, ZipArchiveMode.Update))
        {
            var text = System.Text.Encoding.UTF8.GetString(Read(archive, "manifest.json"))
                .Replace("keys/ledger.key", manifest);
            Replace(archive, "manifest.json", System.Text.Encoding.UTF8.GetBytes(text));
            Replace(archive, "manifest.sha256", System.Text.Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(
                    System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))));
        }

        Assert.Contains("no part of a backup", (await Assert.ThrowsAsync<MaintenanceException>(Restore)).Message);
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_refused()
    {
        await Write();
        Directory.CreateDirectory(Elsewhere);
        await System.IO.File.WriteAllTextAsync(Path.Combine(Elsewhere, "mine.txt"), "");

        await Assert.ThrowsAsync<MaintenanceException>(Restore);
    }

    [Fact]
    public async Task An_interrupted_restore_can_be_repeated()
    {
        await Write();
        Directory.CreateDirectory(Path.Combine(Elsewhere, Restoration.StagingFolder));
        await System.IO.File.WriteAllTextAsync(Path.Combine(Elsewhere, "ledger.db"), "half of it");

        await Restore();

        Assert.Empty((await FolderVerifier.Run(Elsewhere, null, _ => _ => [])).Findings);
    }

    [Fact]
    public async Task The_configured_key_file_gets_the_keys()
    {
        await Write();
        var keys = Path.Combine(_folder.Path, "apart", "ledger.key");
        await Restoration.Run(File, Elsewhere, keys, holdMessages: true, Now);

        Assert.False(System.IO.File.Exists(EmbeddedDatabase.KeyFileOf(Elsewhere)));
        await using var open = await LedgerFactory.Open(new() { DataDirectory = Elsewhere, KeyFile = keys });
        Assert.Equal(3, (await open.Ledger.Read(Referral("a")))!.Version);
    }

    private Task<BackupManifest> Write() => Backup.Write(_source.Path, null, File, "test", Now);

    private Task<Installation> Restore() => Restoration.Run(File, Elsewhere, null, holdMessages: true, Now);

    private static byte[] Read(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Replace(ZipArchive archive, string name, byte[] content)
    {
        archive.GetEntry(name)!.Delete();
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(content);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Step(TimeSpan by) => _now += by.Ticks;
    }
}
