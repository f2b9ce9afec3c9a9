using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>Silos that send to one provider, at any hour.</summary>
public abstract class MessageSilos : SiloFixture
{
    protected MessageSilos() => Provider = new FakeProvider(Time);

    public FakeProvider Provider { get; }

    public FakeInbox Inbox { get; } = new();

    /// <summary>Submissions and questions that began and whose answers are not recorded, without those to which the
    /// provider never answers.</summary>
    public int CallsOnTheirWay =>
        Enumerable.Range(0, Silos).Sum(n => Of<PendingSubmissions>(n).Count) - Provider.Hanging;

    protected override void Add(IServiceCollection services) => services
        .AddSingleton<IMessageTransport>(new FakeTransport(MessageChannel.Sms, Provider))
        .AddSingleton<IMessageTransport>(new FakeTransport(MessageChannel.Email, Provider))
        .AddSingleton<IMailInbox>(Inbox)
        .AddSingleton<IMessageTexts>(new FakeTexts(Provider))
        .AddSingleton(new MessageSettings("Clinic", "https://clinic.example") { Hours = SendingHours.Always });
}

/// <summary>One silo on SQLite.</summary>
public sealed class SqliteMessageSilos : MessageSilos
{
    private readonly TempFolder _folder = new();

    protected override StorageOptions Storage => new() { DataDirectory = _folder.Path };

    protected override void Clean() => _folder.Dispose();
}

/// <summary>Two silos on PostgreSQL.</summary>
public sealed class PostgresMessageSilos : MessageSilos
{
    private readonly string _database = PostgresServer.Shared.CreateDatabase();

    protected override StorageOptions Storage =>
        new() { Engine = StorageEngine.Postgres, ConnectionString = _database };

    protected override short SiloCount => 2;

    protected override void Clean() => PostgresServer.Shared.DropDatabase(_database);
}
