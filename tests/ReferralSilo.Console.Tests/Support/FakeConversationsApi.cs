using ReferralSilo.Contracts.Conversations;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Conversations that the test sets, and the requests of the screen.</summary>
internal sealed class FakeConversationsApi : IConversationsApi
{
    public List<ConversationView> Views { get; } = [];

    public List<(string Id, object Input, string Operation, long? Version)> Sent { get; } = [];

    public List<string?> Asked { get; } = [];

    public Queue<Problem> Refusals { get; } = new();

    public bool Fails { get; set; }

    /// <summary>Most conversations on a page of the list.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>When set, nothing can be read.</summary>
    public Problem? Unreadable { get; set; }

    public Task<Answer<Page<ConversationView>>> Open(string? serviceLine, string? cursor, CancellationToken ct)
    {
        Asked.Add(serviceLine);
        return Read(v => v.Open && (serviceLine is null || v.ServiceLines.Contains(serviceLine)),
            cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture));
    }

    public Task<Answer<ConversationView>> Read(string id) => Task.FromResult(
        Views.Find(v => v.Id == id) is { } view ? new Answer<ConversationView>(view, null)
            : new(null, new Problem(404, "not-found", "There is no such conversation.")));

    public Task<Answer<Page<ConversationView>>> OfPatient(string patient, CancellationToken ct)
    {
        Asked.Add(patient);
        return Read(v => v.Patients.Any(p => p.Id == patient));
    }

    public Task<Answer<ConversationView>> Take(string id, TakeConversationInput input, string operation,
        long? ifVersion) => Send(id, input, operation, ifVersion, v => v with { Owner = "nurse" });

    public Task<Answer<ConversationView>> Reply(string id, ConversationReplyInput input, string operation,
        long? ifVersion) => Send(id, input, operation, ifVersion, Closed);

    public Task<Answer<ConversationView>> Close(string id, CloseConversationInput input, string operation,
        long? ifVersion) => Send(id, input, operation, ifVersion, Closed);

    public Task<Answer<ConversationView>> Decide(string id, EmergencyDecisionInput input, string operation,
        long? ifVersion) => Send(id, input, operation, ifVersion, v => v with { Emergency = null });

    private static ConversationView Closed(ConversationView view) => view with { Open = false, DueAt = null };

    private Task<Answer<Page<ConversationView>>> Read(Func<ConversationView, bool> which, int from = 0)
    {
        var (found, next) = (Views.Where(which).ToList(), from + PageSize);
        return Task.FromResult(Unreadable is { } problem ? new Answer<Page<ConversationView>>(null, problem)
            : new(new Page<ConversationView>([.. found.Skip(from).Take(PageSize)], next < found.Count
                ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : null), null));
    }

    private Task<Answer<ConversationView>> Send(string id, object input, string operation, long? ifVersion,
        Func<ConversationView, ConversationView> apply)
    {
        Sent.Add((id, input, operation, ifVersion));
        if (Fails) throw new TimeoutException("The database is away.");
        if (Refusals.TryDequeue(out var refusal)) return Task.FromResult(new Answer<ConversationView>(null, refusal));
        var at = Views.FindIndex(v => v.Id == id);
        Views[at] = apply(Views[at]) with { Version = Views[at].Version + 1 };
        return Task.FromResult(new Answer<ConversationView>(Views[at], null));
    }
}
