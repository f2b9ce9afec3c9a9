using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Messaging.Mailbox;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>A demo without transports, with texts that need no template.</summary>
public sealed class MailboxHost : SqliteHost
{
    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddSingleton<IMessageTexts>(new OccasionTexts());
    }
}

/// <summary>The mailbox of the demo.</summary>
public sealed class MailboxTests(MailboxHost host) : IClassFixture<MailboxHost>
{
    private const string Number = "+13035550171";

    private static readonly Caller Supervisor = new("user:x", "X", [Roles.Supervisor], null, null, [Caller.AllLines]);

    [Fact]
    public async Task A_sent_message_is_shown_however_many_messages_wait()
    {
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var keys = host.Services.GetRequiredService<AddressKeys>();
        await grains.GetGrain<IAddressGrain>(keys.Of(MessageChannel.Sms, Number))
            .ReceiveText(Number, new InboundText("in-1", "STOP"));
        await Eventually.Is("the confirmation of the stop is shown", async () => (await Shown()).Count == 1);

        var now = host.Services.GetRequiredService<IClock>().GetCurrentInstant();
        var way = new MessageWay(MessageChannel.Sms, Number, keys.Of(MessageChannel.Sms, Number));
        foreach (var n in Enumerable.Range(0, 250))
            await grains.GetGrain<IMessageGrain>($"waiting-{n}").Plan(new MessageCommand.Plan(new MessageCase(
                $"waiting-{n}", null, MessageOccasion.Reminder, n, null, now, now + Duration.FromDays(1),
                now + Duration.FromDays(2), way, "en", 0, [])));

        var shown = Assert.Single(await Shown());
        Assert.Equal((Number, MessageOccasion.StopConfirmed), (shown.To, shown.Occasion));
    }

    private async Task<IReadOnlyList<MailboxMessage>> Shown() => (await host.Services
        .GetRequiredService<MailboxService>().Newest(Supervisor, CancellationToken.None)).Value!;
}

/// <summary>A program with a transport has no mailbox.</summary>
public sealed class NoMailboxTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    [Fact]
    public void Where_messages_really_leave_there_is_no_mailbox() =>
        Assert.Null(host.Services.GetService<MailboxService>());
}
