using Microsoft.AspNetCore.Components.Authorization;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Mails;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Messaging.Status;
using ReferralSilo.Messaging.Templates;

namespace ReferralSilo.Host.Screens;

/// <summary>Templates and the state of sending for the signed-in user of a screen: the same services and permissions as
/// the API.</summary>
public sealed class ScreenTemplates(TemplateService templates, MessagingStatusService sending, InboxService inbox,
    OperationNames names, AccessRevocationMonitor rights, AuthenticationStateProvider authentication)
    : ITemplatesApi, IMessagingStatusApi
{
    public Task<Answer<IReadOnlyList<TemplateView>>> All(CancellationToken ct = default) =>
        Allowed(Permission.ReadTemplates, async _ => new Answer<IReadOnlyList<TemplateView>>(
            await templates.All(), null));

    public Task<Answer<TemplateView>> Find(string key, CancellationToken ct = default) =>
        Allowed(Permission.ReadTemplates, async _ => await templates.Find(key) is { } found ? new(found, null)
            : new Answer<TemplateView>(null, ProblemFor.Code(ProblemCodes.NotFound)));

    public Task<Answer<TemplateJudgement>> Preview(TemplateInput text, CancellationToken ct = default) =>
        Allowed(Permission.WriteTemplates, async _ => ScreenAnswers.Checked(text) switch
        {
            { Problem: { } bad } => new Answer<TemplateJudgement>(null, bad),
            var body => new(await templates.Preview(body.Value!), null),
        });

    public Task<Answer<TemplateView>> Write(TemplateInput text, SettingChange change, CancellationToken ct = default) =>
        Allowed(Permission.WriteTemplates, async caller => ScreenAnswers.Checked(text) switch
        {
            { Problem: { } bad } => new Answer<TemplateView>(null, bad),
            var body => (await templates.Write(body.Value!, Request(caller, $"template\n{body.Hash}", change)))
                .AsAnswer(),
        });

    public Task<Answer<TemplateView>> Step(string key, int number, TemplateStep step, string? about,
        SettingChange change, CancellationToken ct = default)
    {
        var right = step is TemplateStep.Submit or TemplateStep.Withdraw ? Permission.WriteTemplates
            : Permission.ApproveTemplates;
        return Allowed(right, async caller =>
        {
            var why = ScreenAnswers.Checked(new TemplateRejection(about ?? ""));
            if (step == TemplateStep.Reject && why.Problem is { } bad) return new Answer<TemplateView>(null, bad);
            var request = Request(caller, $"template {key} {number} {step}\n{why.Hash}", change);
            return (await (step switch
            {
                TemplateStep.Submit => templates.Submit(key, number, request),
                TemplateStep.Withdraw => templates.Withdraw(key, number, request),
                TemplateStep.Approve => templates.Approve(key, number, new TemplateApproval(about), request),
                TemplateStep.Reject => templates.Reject(key, number, why.Value!, request),
                _ => templates.Retire(key, number, request),
            })).AsAnswer();
        });
    }

    public Task<Answer<MessagingStatus>> Read(CancellationToken ct = default) =>
        Allowed(Permission.ReadTemplates, caller => sending.Read(caller, ct));

    public Task<Answer<SetAsideMails>> RetryMail(string mail, SettingChange change, CancellationToken ct = default) =>
        Allowed(Permission.ManageMails, async caller =>
            (await inbox.Retry(mail, Request(caller, $"retry-mail {mail}", change))).AsAnswer());

    private ApiRequest Request(Caller caller, string content, SettingChange change) =>
        ScreenAnswers.Request(names, caller, content, change);

    private async Task<Answer<T>> Allowed<T>(Permission permission, Func<Caller, Task<Answer<T>>> ask) where T : class
    {
        var caller = await ScreenUser.Of(authentication, rights);
        return caller.Can(permission) ? await ScreenAnswers.Readable(() => ask(caller))
            : new Answer<T>(null, ProblemFor.Code(ProblemCodes.Forbidden));
    }
}
