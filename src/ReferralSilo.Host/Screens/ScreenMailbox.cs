using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Messaging.Mailbox;

namespace ReferralSilo.Host.Screens;

/// <summary>The mailbox of the demo for the signed-in user of a screen.</summary>
public sealed class ScreenMailbox(IEnumerable<MailboxService> mailboxes, AuthenticationStateProvider authentication,
    AccessRevocationMonitor rights) : IMailboxApi
{
    private readonly MailboxService? _mailbox = mailboxes.SingleOrDefault();

    public bool IsOn => _mailbox is not null;

    public async Task<Answer<IReadOnlyList<MailboxMessage>>> Newest(CancellationToken ct = default) =>
        _mailbox is null ? new(null, ProblemFor.Code(ProblemCodes.NotFound))
            : await _mailbox.Newest(await ScreenUser.Of(authentication, rights), ct);

    public async Task<Answer<MailboxReply>> Reply(string message, string text, string operation,
        CancellationToken ct = default) =>
        _mailbox is null ? new(null, ProblemFor.Code(ProblemCodes.NotFound))
            : await _mailbox.Reply(message, text, operation, await ScreenUser.Of(authentication, rights));
}
