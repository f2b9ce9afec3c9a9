using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Keeps records in memory, with versions, and records the commands. A prepared refusal comes first.</summary>
internal sealed class FakePatientsApi : IPatientsApi
{
    public Dictionary<string, PatientView> Views { get; } = [];

    /// <summary>Referrals by the id of their patient.</summary>
    public Dictionary<string, IReadOnlyList<ReferralView>> ReferralsOf { get; } = [];

    public IReadOnlyList<MessageView> AllMessages { get; set; } = [];

    /// <summary>Every command that was sent, refused or not.</summary>
    public List<(string Id, object Body, PatientChange Change)> Sent { get; } = [];

    public Queue<Problem> Refusals { get; } = new();

    /// <summary>Every read is refused with this.</summary>
    public Problem? Unreadable { get; set; }

    /// <summary>Records are read only after this task ends.</summary>
    public Task ReadAfter { get; set; } = Task.CompletedTask;

    /// <summary>Commands are answered only after this task ends.</summary>
    public Task AnswerAfter { get; set; } = Task.CompletedTask;

    /// <summary>The record after a command; without it only its version rises.</summary>
    public Func<PatientView, object, PatientView> Apply { get; set; } = (view, _) => view;

    public async Task<Answer<PatientView>> Patient(string id, CancellationToken ct)
    {
        var answer = Read(Views.GetValueOrDefault(id));
        await ReadAfter;
        return answer;
    }

    public Task<Answer<Page<ReferralView>>> Referrals(string id, CancellationToken ct) =>
        Task.FromResult(Read(new Page<ReferralView>(ReferralsOf.GetValueOrDefault(id) ?? [], null)));

    public Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct) =>
        Task.FromResult(Read(new Page<MessageView>(AllMessages, null)));

    public Task<Answer<PatientView>> Correct(string id, CorrectPatientInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    public Task<Answer<PatientView>> Record(string id, PatientConsentInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    public Task<Answer<PatientView>> AddRelated(string id, RelatedPersonDetailsInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    public Task<Answer<PatientView>> CorrectRelated(string id, string person, RelatedPersonDetailsInput input,
        PatientChange change, CancellationToken ct) => Change(id, (person, input), change);

    public Task<Answer<PatientView>> RemoveRelated(string id, string person, RemoveRelatedPersonInput input,
        PatientChange change, CancellationToken ct) => Change(id, (person, input), change);

    public Task<Answer<PatientView>> MarkValid(string id, MarkAddressValid address, CancellationToken ct) =>
        Change(id, address, new PatientChange("", Views[id].Version));

    public Task<Answer<PatientView>> RecordPrivacy(string id, PrivateTopicInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    public Task<Answer<PatientView>> RecordDeath(string id, PatientDeathInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    public async Task<Answer<PatientView>> Merge(string id, MergePatientInput input, PatientChange change,
        CancellationToken ct)
    {
        var answer = await Change(id, input, change, input.IntoVersion == Views[input.Into].Version);
        return answer.Ok ? new(Views[input.Into], null) : answer;
    }

    public Task<Answer<PatientView>> Unmerge(string id, UnmergePatientInput input, PatientChange change,
        CancellationToken ct) => Change(id, input, change);

    private async Task<Answer<PatientView>> Change(string id, object body, PatientChange change, bool isRead = true)
    {
        Sent.Add((id, body, change));
        await AnswerAfter;
        if (Refusals.TryDequeue(out var refusal)) return new(null, refusal);
        var view = Views[id];
        if (change.IfVersion != view.Version || !isRead)
            return new(null, new Problem(412, "version-mismatch", "It has changed since you read it."));
        Views[id] = Apply(view, body) with { Version = view.Version + 1 };
        return new(Views[id], null);
    }

    private Answer<T> Read<T>(T? value) where T : class => Unreadable is { } problem ? new(null, problem)
        : value is null ? new(null, new Problem(404, "not-found", "")) : new(value, null);
}
