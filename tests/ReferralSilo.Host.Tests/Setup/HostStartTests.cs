using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Host.Commands;
using ReferralSilo.Host.Setup;
using ReferralSilo.Host.Tests.Maintenance;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Setup;

/// <summary>A start that makes no sense says so in a sentence. Folders stand where files should: those also root cannot
/// open.</summary>
public sealed class HostStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_data_folder_that_may_not_be_used_stops_the_start_with_one_sentence()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".lock"));

        var start = (await ACommand.Run("--data", _folder.Path)).Is(HostStart.WrongSetting);
        Assert.Contains($"The data folder {_folder.Path} or the key file may not be used by this process",
            Assert.Single(start.Complained.Trim().Split('\n')));
    }

    [Fact]
    public async Task A_database_file_that_cannot_be_opened_makes_no_start()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "ledger.db"));

        await Assert.ThrowsAsync<SetupException>(() =>
            Stores.Open(new StorageOptions { DataDirectory = _folder.Path }, NullLoggerFactory.Instance));
    }

    [Fact]
    public async Task A_start_without_the_unicode_library_is_refused()
    {
        var start = await ACommand.Run(
            [("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")], "--data", _folder.Path);

        Assert.Equal(HostCulture.NoUnicode, start.Is(HostStart.WrongSetting).Complained.Trim());
    }

    [Theory]
    [InlineData("mark-restored")]
    [InlineData("release-messages")]
    public async Task A_malformed_connection_string_is_misuse_of_a_command(string command)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([
            new("ReferralSilo:Storage", "Postgres"), new("ConnectionStrings:ReferralSilo", "postgres://u:secret@h/db")])
                .Build();

        Assert.Equal(MaintenanceCommands.Misused, await MaintenanceCommands.Run([command], settings));
    }
}
