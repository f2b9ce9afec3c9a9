using NodaTime;
using Npgsql;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Opening;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>Whether messages are held, as the probe of health asks it.</summary>
public sealed class HeldMessagesTests
{
    [Fact]
    public async Task Database_that_hangs_holds_up_nobody_who_asks_and_lets_nothing_go()
    {
        var options =
            new StorageOptions { Engine = StorageEngine.Postgres,
            ConnectionString = PostgresServer.Shared.CreateDatabase() };
        await (await LedgerFactory.Open(options)).DisposeAsync();
        await Installation.Renew(options, holdMessages: true, Instant.FromUtc(2031, 3, 3, 9, 0));
        var time = new PacedTime(new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero));
        var gate = await MessageHold.Open(options, time);
        await using (var holder = new NpgsqlConnection(options.ConnectionString))
        {
            await holder.OpenAsync();
            await using var holding = await holder.BeginTransactionAsync();
            await using var command =
                new NpgsqlCommand("lock table ledger_installation in access exclusive mode", holder);
            await command.ExecuteNonQueryAsync();
            time.Advance(MessageHold.RecheckInterval);
            var asked = gate.MaySend().AsTask();
            await Eventually.Is("it is asked under a deadline", () => time.IsAwaited);

            time.Advance(MessageHold.ReadTimeout);

            Assert.False(await asked.WaitAsync(Eventually.Deadline));
        }

        await Installation.Release(options, Instant.FromUtc(2031, 3, 3, 10, 0));
        time.Advance(MessageHold.RecheckInterval);
        await Eventually.Is("it is asked again once the database answers", async () => await gate.MaySend());
        PostgresServer.Shared.DropDatabase(options.ConnectionString!);
    }
}
