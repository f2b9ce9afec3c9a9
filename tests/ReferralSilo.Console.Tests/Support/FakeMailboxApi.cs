using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>A mailbox with messages of the test; records the answers.</summary>
internal sealed class FakeMailboxApi : IMailboxApi
{
    public bool IsOn { get; set; }

    public IReadOnlyList<MailboxMessage> Messages { get; set; } = [];

    public Problem? Problem { get; set; }

    public List<(string Message, string Text)> Replies { get; } = [];

    public List<string> Operations { get; } = [];

    public bool RepliesFail { get; set; }

    public int Reads { get; private set; }

    public Task<Answer<IReadOnlyList<MailboxMessage>>> Newest(CancellationToken ct = default)
    {
        Reads++;
        return Task.FromResult(new Answer<IReadOnlyList<MailboxMessage>>(Problem is null ? Messages : null, Problem));
    }

    public Task<Answer<MailboxReply>> Reply(string message, string text, string operation,
        CancellationToken ct = default)
    {
        Replies.Add((message, text));
        Operations.Add(operation);
        if (RepliesFail) throw new TimeoutException();
        return Task.FromResult(new Answer<MailboxReply>(new MailboxReply("stopped"), null));
    }
}
