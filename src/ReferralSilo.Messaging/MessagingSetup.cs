using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Callbacks;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Inboxes;
using ReferralSilo.Messaging.Mail;
using ReferralSilo.Messaging.Mailbox;
using ReferralSilo.Messaging.Pages;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Messaging.Sms;
using ReferralSilo.Messaging.Status;
using ReferralSilo.Messaging.Templates;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Messaging;

/// <summary>Registers how messages leave the program and how answers come in.</summary>
public static class MessagingSetup
{
    /// <summary>Without a transport for a channel, its messages wait as <c>blocked: no-transport</c>.</summary>
    /// <param name="builder">The program.</param>
    /// <param name="options">The transports.</param>
    /// <param name="hasMailbox">Messages go into the mailbox of the demo; the options have no transport then.</param>
    public static void AddMessaging(this WebApplicationBuilder builder, MessagingOptions options, bool hasMailbox)
    {
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(options.Settings).AddSingleton(new TransportLimits());
        services.AddSingleton<TransportMetrics>().AddSingleton<CallbackRetry>().AddSingleton<GatewayCallbacks>();
        services.AddSingleton<TemplateJudge>().AddSingleton<TemplateService>()
            .AddSingleton<IMessageTexts, ApprovedTexts>().AddSingleton<MessagingStatusService>()
            .AddSingleton<InboxService>();
        services.AddSingleton(provider =>
        {
            var hash = provider.GetRequiredService<KeyedHash>();
            return new MailIds(id => hash.Text("mail-id", id));
        });
        // Also one that hangs or throws: another silo would do no better.
        services.AddHealthChecks().AddCheck<TransportsCheck>("transports", HealthStatus.Degraded)
            .AddCheck<InboxCheck>("inbox", HealthStatus.Degraded);
        if (hasMailbox) services.AddSingleton<MailboxService>();
        foreach (var channel in hasMailbox ? Enum.GetValues<MessageChannel>() : [])
            services.AddSingleton<IMessageTransport>(provider => Guarded(provider,
                ActivatorUtilities.CreateInstance<MailboxGateway>(provider, channel)));
        if (options.Email is { } email) services.AddSingleton<IMessageTransport>(provider => Guarded(provider,
            ActivatorUtilities.CreateInstance<SmtpGateway>(provider, email)));
        if (options is { Inbox: { } inbox, Email.From: { } own })
            services.AddSingleton<IMailInbox>(provider => ActivatorUtilities.CreateInstance<ImapInbox>(provider, inbox,
                own, new InboxLimits()));
        if (options.Sms is { } sms) services.AddSingleton<IMessageTransport>(provider => Guarded(provider,
            ActivatorUtilities.CreateInstance<SmsGateway>(provider, sms)));
    }

    public static void MapMessaging(this WebApplication app)
    {
        app.MapCallbacks();
        app.MapUnsubscribe();
        app.MapPatientPage();
        app.MapTemplates();
        app.MapMails();
    }

    private static GuardedTransport Guarded(IServiceProvider provider, IGateway gateway) =>
        ActivatorUtilities.CreateInstance<GuardedTransport>(provider, gateway);
}
