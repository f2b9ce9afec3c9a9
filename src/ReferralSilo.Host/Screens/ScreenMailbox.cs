using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Host.Setup;
using ReferralSilo.Messaging.Mailbox;

namespace ReferralSilo.Host.Screens;

/// <summary>The mailbox of the demo for the signed-in user of a screen.</summary>
public sealed class ScreenMailbox(MailboxService mailbox, ProgramOptions options,
    AuthenticationStateProvider authentication, AccessRevocationMonitor rights) : IMailboxApi
{
    public bool IsOn => options.HasMailbox;

    public async Task<Answer<IReadOnlyList<MailboxMessage>>> Newest(CancellationToken ct = default) =>
        await mailbox.Newest(await ScreenUser.Of(authentication, rights), ct);

    public async Task<Answer<MailboxReply>> Reply(string message, string text, string operation,
        CancellationToken ct = default) =>
        await mailbox.Reply(message, text, operation, await ScreenUser.Of(authentication, rights));
}
