using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Mails;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Keeps templates in memory and records what is done with them. A prepared refusal comes first.</summary>
internal sealed class FakeTemplatesApi : ITemplatesApi, IMessagingStatusApi
{
    public List<TemplateView> Templates { get; } = [];

    public Queue<Problem> Refusals { get; } = new();

    /// <summary>Every version that was written.</summary>
    public List<(TemplateInput Text, SettingChange Change)> Written { get; } = [];

    public List<(int Number, TemplateStep Step, string? Reason, SettingChange Change)> Steps { get; } = [];

    /// <summary>Every text that was judged while it was typed.</summary>
    public List<TemplateInput> Previewed { get; } = [];

    /// <summary>How the next text reads.</summary>
    public Func<TemplateInput, TemplateJudgement> Judge { get; set; } = text => Judged(text.Body);

    public MessagingStatus? Status { get; set; }

    public Task<Answer<IReadOnlyList<TemplateView>>> All(CancellationToken ct) =>
        Answer<IReadOnlyList<TemplateView>>([.. Templates]);

    public Task<Answer<TemplateView>> Find(string key, CancellationToken ct) =>
        Templates.Find(t => t.Key == key) is { } found ? Answer(found)
            : Task.FromResult(new Answer<TemplateView>(null, new Problem(404, "not-found", "")));

    public Task<Answer<TemplateJudgement>> Preview(TemplateInput text, CancellationToken ct)
    {
        Previewed.Add(text);
        return Task.FromResult(new Answer<TemplateJudgement>(Judge(text), null));
    }

    public Task<Answer<TemplateView>> Write(TemplateInput text, SettingChange change, CancellationToken ct)
    {
        Written.Add((text, change));
        return Change(text.Key, change, t => t with
        {
            Versions = [Version(t.Versions.Count + 1, TemplateStatus.Draft, "nurse", text.Body, text.Subject),
                .. t.Versions],
        });
    }

    public Task<Answer<TemplateView>> Step(string key, int number, TemplateStep step, string? reason,
        SettingChange change, CancellationToken ct)
    {
        Steps.Add((number, step, reason, change));
        return Change(key, change, t => t with
        {
            Approved = step == TemplateStep.Approve ? number : t.Approved,
            Versions = [.. t.Versions.Select(v => v.Number != number ? v : v with
            {
                Status = step switch
                {
                    TemplateStep.Submit => TemplateStatus.Submitted,
                    TemplateStep.Withdraw => TemplateStatus.Draft,
                    TemplateStep.Approve => TemplateStatus.Approved,
                    TemplateStep.Reject => TemplateStatus.Rejected,
                    _ => TemplateStatus.Retired,
                },
                Reason = reason,
            })],
        });
    }

    public Task<Answer<MessagingStatus>> Read(CancellationToken ct) =>
        Status is { } status ? Answer(status)
            : Task.FromResult(new Answer<MessagingStatus>(null, new Problem(403, "forbidden", "")));

    public List<(string Mail, SettingChange Change)> Retried { get; } = [];

    public Task<Answer<SetAsideMails>> RetryMail(string mail, SettingChange change, CancellationToken ct)
    {
        Retried.Add((mail, change));
        return Refusals.TryDequeue(out var refusal)
            ? Task.FromResult(new Answer<SetAsideMails>(null, refusal)) : Answer(new SetAsideMails(0, []));
    }

    public static TemplateVersionView Version(int number, TemplateStatus status, string? author, string body = "Hello.",
        string? subject = null) => new(number, status, subject, body, author, author is null ? null : ARow.Now, null,
            null, null, Judged(body));

    public static TemplateJudgement Judged(string body, params string[] errors) => new(null, $"Longest {body}", 2, 180,
        false, 5.2, errors.Length == 0 ? new Dictionary<string, string[]>()
            : new Dictionary<string, string[]> { ["/body"] = errors }, [])
        {
            Sample = new TemplateSample(null, $"Sample {body}", 1),
        };

    private Task<Answer<TemplateView>> Change(string key, SettingChange change, Func<TemplateView, TemplateView> apply)
    {
        if (Refusals.TryDequeue(out var refusal))
            return Task.FromResult(new Answer<TemplateView>(null, refusal));
        var at = Templates.FindIndex(t => t.Key == key);
        if (change.IfVersion != Templates[at].Version)
            return Task.FromResult(new Answer<TemplateView>(null, new Problem(412, "version-mismatch", "")));
        Templates[at] = apply(Templates[at]) with { Version = Templates[at].Version + 1 };
        return Answer(Templates[at]);
    }

    private static Task<Answer<T>> Answer<T>(T value) where T : class => Task.FromResult(new Answer<T>(value, null));
}
