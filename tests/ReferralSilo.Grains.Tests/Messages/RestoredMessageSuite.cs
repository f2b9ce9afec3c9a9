using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>Silos on a restored copy that holds its messages. What the provider took before is what the original had
/// sent.</summary>
public abstract class RestoredSilos : MessageSilos
{
    private readonly Lock _gate = new();
    private MessageHold? _hold;

    public Task Release() => Installation.Release(Storage, Now);

    protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        lock (_gate) services.AddSingleton(_hold ??= Restore().GetAwaiter().GetResult());
    }

    private async Task<MessageHold> Restore()
    {
        await Installation.Renew(Storage, holdMessages: true, Now);
        return await MessageHold.Open(Storage, Time);
    }
}

public sealed class SqliteRestoredSilos : RestoredSilos
{
    private readonly TempFolder _folder = new();

    protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

    protected override void Clean() => _folder.Dispose();
}

public sealed class PostgresRestoredSilos : RestoredSilos
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override StorageOptions Storage =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = _database };

    protected override short SiloCount => 2;

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}

public sealed class SqliteRestoredMessageTests(SqliteRestoredSilos silos) : RestoredMessageSuite(silos),
    IClassFixture<SqliteRestoredSilos>;

public sealed class PostgresRestoredMessageTests(PostgresRestoredSilos silos) : RestoredMessageSuite(silos),
    IClassFixture<PostgresRestoredSilos>;

/// <summary>A restored copy never sends again what its original sent (quality.md I15).</summary>
public abstract class RestoredMessageSuite(RestoredSilos silos)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly Duration Hour = Duration.FromHours(1);

    /// <summary>All in one test, because the release is once.</summary>
    [Fact]
    public async Task After_the_release_nothing_leaves_that_the_original_sent()
    {
        var provider = silos.Provider;
        var backup = silos.Now - 2 * Hour;
        var (sent, notSent, mail) = (Sms("+13035552001"), Sms("+13035552002"), Mail("sent@example.org"));
        var (laterText, laterMail) = (Sms("+13035552003"), Mail("later@example.org"));
        var (heldMail, own) = (Mail("held@example.org"), Sms("+13035552004"));
        var blockedMail = Mail("blocked@example.org");
        await provider.Submit(Outgoing(sent), CancellationToken.None);
        await provider.Submit(Outgoing(mail), CancellationToken.None);

        var (m1, m2, m3) = (await Plan(sent, backup, backup + Hour), await Plan(notSent, backup, backup + Hour),
            await Plan(mail, backup, backup + Hour));
        // Due while the messages are held, and after the release.
        var held = await Plan(heldMail, backup, silos.Now + Duration.FromSeconds(5));
        var release = silos.Now + Hour;
        var (m4, m5) = (await Plan(laterText, backup, release + Hour), await Plan(laterMail, backup, release + Hour));
        // Kept back by another reason at its due time: without a text it is not doubted while messages are held.
        provider.LanguagesWithoutTexts["fr"] = true;
        var blocked = await Plan(blockedMail, backup, silos.Now + Duration.FromSeconds(5), "fr");
        // Planned by the copy itself.
        var m6 = await Plan(own, silos.Now, silos.Now);
        await Until("all that is due is held", async () =>
        {
            foreach (var message in (string[])[m1, m2, m6])
                if (await State(message) is not Message.Due { Reason: MessageReasons.Held }) return false;
            return true;
        });
        // Before the release: after it, the night or a transport without connection would hide that it was held.
        foreach (var doubtful in (string[])[m3, held])
            await Until("the mail is not proven", async () => await State(doubtful)
                is Message.Unknown { Code: MessageReasons.Restored, NextAskAt: null });
        await Until("the mail has no text", async () => await State(blocked)
            is Message.Blocked { Reason: MessageReasons.NoTemplate });
        Assert.Equal(2, provider.Taken.Count);

        await silos.Release();
        silos.Time.Advance((release - silos.Now).ToTimeSpan());
        provider.LanguagesWithoutTexts.Clear();
        await silos.Grains.GetGrain<IMessageGrain>(blocked).Judge();
        await Until("the mail that was due before the release is not proven", async () => await State(blocked)
            is Message.Unknown { Code: MessageReasons.Restored, NextAskAt: null });
        await Until("the text of the original is found", async () => (await State(m1)).Status == MessageStatus.Sent);
        await Until("the text that it did not send leaves", async () => await State(m2) is Message.Accepted);
        await Until("the copy's own text leaves", async () => await State(m6) is Message.Accepted);

        silos.Time.Advance((release + Hour - silos.Now).ToTimeSpan());
        await Until("the later mail leaves", async () => await State(m5) is Message.Accepted);
        await Until("the later text leaves", async () => await State(m4) is Message.Accepted { Case.Attempts: 2 });
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 1],
            ((MessageWay[])[sent, notSent, mail, laterText, laterMail, heldMail, blockedMail, own])
                .Select(way => provider.CountTo(way.To)));
        // Nothing is known of an original for what the copy planned itself.
        Assert.Equal(1, (await State(m6)).Case.Attempts);
    }

    private async Task<string> Plan(MessageWay way, Instant plannedAt, Instant dueAt, string language = "en")
    {
        var id = New("m");
        await silos.Grains.GetGrain<IMessageGrain>(id).Plan(new MessageCommand.Plan(new MessageCase(id, null,
            MessageOccasion.Reminder, 1, null, plannedAt, dueAt, dueAt + Duration.FromDays(1), way, language, 0, [])));
        return id;
    }

    private async Task<Message> State(string id) => (await silos.Grains.GetGrain<IMessageGrain>(id).Show())!.State;

    /// <summary>The text that <see cref="FakeTexts"/> makes.</summary>
    private static OutgoingMessage Outgoing(MessageWay way) => new(New("original"), 1, way.Channel, way.To, null,
        $"Clinic: {MessageOccasion.Reminder} ", null, "en");

    private MessageWay Sms(string to) => Way(MessageChannel.Sms, to);

    private MessageWay Mail(string to) => Way(MessageChannel.Email, to);

    private MessageWay Way(MessageChannel channel, string to) =>
        new(channel, to, silos.Of<AddressKeys>().Of(channel, to));

    private Task Until(string fact, Func<Task<bool>> holds)
    {
        const int patience = 300;
        var waited = 0;
        return Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            if (silos.CallsOnTheirWay <= 0 || ++waited > patience) silos.Time.Advance(Step);
            return await holds();
        });
    }
}
