using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Records the commands and returns prepared answers. By default every command succeeds.</summary>
internal sealed class FakeConsoleApi : IConsoleApi
{
    public static readonly string[] AllActions =
    [
        "claim", "release", "accept", "decline", "redirect", "contact-attempts", "offers", "offers/accept",
        "offers/decline", "book", "reschedule", "cancel-appointment", "confirm", "arrive", "complete", "reopen",
        "no-show",
        "request-information", "prioritize", "acknowledge", "close",
    ];

    public List<(string Id, ReferralCommand Command, string Operation)> Sent { get; } = [];

    /// <summary>
    /// The ids of the referrals whose details were read; in production, each is an entry in the audit record.
    /// </summary>
    public List<string> Read { get; } = [];

    public Dictionary<string, ReferralView> Views { get; } = [];

    public Queue<Problem> Refusals { get; } = new();

    /// <summary>The expected version of each command in <see cref="Sent"/>.</summary>
    public List<long?> Versions { get; } = [];

    public List<HistoryEntry> Entries { get; } = [];

    public IReadOnlyList<UnsuitableClinician> Unsuitable { get; set; } = [];

    public IReadOnlyList<string> WhyNot { get; set; } = [];

    /// <summary>Commands and histories are answered only after this task ends.</summary>
    public Task AnswerAfter { get; set; } = Task.CompletedTask;

    public People AllPeople { get; set; } = new(
        new Dictionary<string, string> { ["nurse"] = "Noor Aziz", ["sue"] = "Sue Supervisor",
            ["client:demo-client"] = "Demo client" },
        new Dictionary<string, string> { ["a"] = "Dr a" },
            new Dictionary<string, string> { ["lakeside"] = "Lakeside Family Practice" });

    public IReadOnlyList<SlotMatch> Best { get; set; } = [];

    public SessionView CurrentSession { get; set; } =
        new("nurse", "Noor Aziz", [Roles.TriageNurse], null, null,
            ["triage/*", "alarms/*", "desk/*", "wallboard"], AllActions);

    public Task<SessionView> Session(CancellationToken ct) => Task.FromResult(CurrentSession);

    public async Task<Answer<ReferralView>> Referral(string id, CancellationToken ct)
    {
        Read.Add(id);
        await ReadAfter;
        return Views.TryGetValue(id, out var view) ? Ok(view)
            : new(null, new Problem(404, "referral-unknown", "There is no such referral."));
    }

    /// <summary>Referrals are answered only after this task ends.</summary>
    public Task ReadAfter { get; set; } = Task.CompletedTask;

    /// <summary>The messages of every referral, newest first.</summary>
    public List<MessageView> MessagesSent { get; } = [];

    public Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct) =>
        Task.FromResult(MessagesProblem is { } problem ? new Answer<Page<MessageView>>(null, problem)
            : new Answer<Page<MessageView>>(new Page<MessageView>([.. MessagesSent], null), null));

    /// <summary>Why messages cannot be read; null when they can.</summary>
    public Problem? MessagesProblem { get; set; }

    /// <summary>The resends that were asked for.</summary>
    public List<(string Message, MessageChannel Channel)> Resends { get; } = [];

    public async Task<Answer<MessageView>> Resend(string message, MessageChannel channel, CancellationToken ct)
    {
        Resends.Add((message, channel));
        await AnswerAfter;
        return Refusals.TryDequeue(out var refusal) ? new(null, refusal) : Ok(MessagesSent.First(m => m.Id == message));
    }

    public async Task<Answer<IReadOnlyList<HistoryEntry>>> History(string id, CancellationToken ct)
    {
        IReadOnlyList<HistoryEntry> entries = [.. Entries];
        await AnswerAfter;
        return Ok(entries);
    }

    public async Task<Answer<ReferralView>> Send(string id, ReferralCommand command, string operation, long? ifVersion,
        CancellationToken ct)
    {
        Versions.Add(ifVersion);
        Sent.Add((id, command, operation));
        var answer = Refusals.TryDequeue(out var refusal) ? new Answer<ReferralView>(null, refusal)
            : Ok(Views.GetValueOrDefault(id) ?? ARow.View(id));
        await AnswerAfter;
        return answer;
    }

    /// <summary>The referrals whose best times were asked for.</summary>
    public List<string> Searches { get; } = [];

    /// <summary>Why the best times cannot be shown; null when they can.</summary>
    public Problem? SearchProblem { get; set; }

    public IReadOnlyList<RemovedClinicians> Removed { get; set; } = [];

    public IReadOnlyList<UnsuitableTimes> UnsuitableTimes { get; set; } = [];

    public Task<Answer<SlotMatches>> Matches(string id, int limit, CancellationToken ct)
    {
        Searches.Add(id);
        return Task.FromResult(SearchProblem is { } problem ? new Answer<SlotMatches>(null, problem)
            : Ok(new SlotMatches(id, Best, WhyNot, Unsuitable)
            {
                Removed = Removed, UnsuitableTimes = UnsuitableTimes,
            }));
    }

    /// <summary>What was asked about, and the answer to it.</summary>
    public List<(string Referral, string? Clinician, string? Slot)> Whys { get; } = [];

    public Answer<WhyNot> Why { get; set; } = new(null, new Problem(404, "not-found", "No."));

    Task<Answer<WhyNot>> IConsoleApi.WhyNot(string id, string? clinician, string? slot, CancellationToken ct)
    {
        Whys.Add((id, clinician, slot));
        return Task.FromResult(Why);
    }

    public Task<Answer<IReadOnlyList<ReferralMatch>>> SlotMatches(string slot, CancellationToken ct) =>
        Task.FromResult(Ok<IReadOnlyList<ReferralMatch>>([new ReferralMatch("r1", "RS-R1", Priority.Urgent, 90, [])]));

    /// <summary>What a search of patients finds.</summary>
    public PatientPage Found { get; set; } = new([], null, ARow.Now, true);

    public Task<Answer<PatientPage>> Patients(PatientSearch search, CancellationToken ct) =>
        Task.FromResult(new Answer<PatientPage>(Found, null));

    public Task<Answer<Page<ReferralView>>> Search(string text, CancellationToken ct) =>
        Task.FromResult(Ok(new Page<ReferralView>([.. Views.Values], null)));

    /// <summary>The pages of <see cref="InStage"/>, by line, stage and cursor.</summary>
    public Dictionary<(string Line, Stage Stage, string? Cursor), Page<ReferralView>> Pages { get; } = [];

    public Task<Answer<Page<ReferralView>>> InStage(string serviceLine, Stage stage, string? cursor,
        CancellationToken ct) =>
        Task.FromResult(Ok(Pages.GetValueOrDefault((serviceLine, stage, cursor)) ?? new Page<ReferralView>([], null)));

    public Task<IReadOnlyList<StaffName>> AssignableStaff(string serviceLine, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<StaffName>>([new("nurse", "Noor Aziz"), new("scheduler", "Sam Scheduler")]);

    public Task<People> People(CancellationToken ct) => Task.FromResult(AllPeople);

    /// <summary>Settings of the only service line.</summary>
    public ServiceLineInput Line { get; set; } = new("Behavioral health", "UTC");

    /// <summary>All service lines; null for the one with <see cref="Line"/>.</summary>
    public IReadOnlyList<ServiceLineView>? Lines { get; set; }

    public Task<IReadOnlyList<ServiceLineView>> ServiceLines(CancellationToken ct) =>
        Task.FromResult(Lines ?? [new("behavioral-health", 1, Line)]);

    private static Answer<T> Ok<T>(T value) where T : class => new(value, null);
}
