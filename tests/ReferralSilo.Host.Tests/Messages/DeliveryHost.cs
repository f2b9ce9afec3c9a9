using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Tests.Inboxes;
using ReferralSilo.Messaging.Tests.Mail;
using ReferralSilo.Messaging.Tests.Sms;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>A program that sends to a text gateway and a mail server on this machine, at any hour.</summary>
public sealed class DeliveryHost : SqliteHost, IAsyncLifetime
{
    public const string PublicUrl = "https://care.example.org";

    internal GatewayOnLoopback Gateway { get; private set; } = null!;

    internal MailServerOnLoopback Mail { get; private set; } = null!;

    internal ImapServerOnLoopback Inbox { get; private set; } = null!;

    protected override MessagingOptions Messaging => new(
        new MessageSettings("Mesa Clinic", PublicUrl) { Hours = SendingHours.Always },
        new MailServer("127.0.0.1", Mail.Port, false, null, MailboxAddress.Parse("clinic@example.org")),
        new TextGateway(Gateway.Url, GatewayOnLoopback.Account, GatewayOnLoopback.Token, "+13035550100"),
        new InboxServer("127.0.0.1", Inbox.Port, false, new NetworkCredential(ImapServerOnLoopback.User,
            ImapServerOnLoopback.Password), null));

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        Gateway = await GatewayOnLoopback.Start();
        Mail = new MailServerOnLoopback();
        Inbox = new ImapServerOnLoopback();
        await InitializeAsync();
    }

    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddSingleton<IMessageTexts>(new PlainTexts());
    }

    protected override void Clean()
    {
        base.Clean();
        Gateway.DisposeAsync().AsTask().Wait();
        Mail.DisposeAsync().AsTask().Wait();
        Inbox.DisposeAsync().AsTask().Wait();
    }

    /// <summary>Texts without templates.</summary>
    private sealed class PlainTexts : IMessageTexts
    {
        public ValueTask<RenderedMessage?> Render(MessageOccasion occasion, MessageChannel channel, string language,
            MessageValues values, CancellationToken ct) => new(new RenderedMessage("plain", 1, language,
                channel == MessageChannel.Email ? $"{values.Clinic}" : null, $"{occasion}: {values.Link}"));
    }
}
