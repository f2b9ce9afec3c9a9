using System.Globalization;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Sources;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Keeps settings in memory, with versions, and records the changes. A prepared refusal comes first.</summary>
internal sealed class FakeSettingsApi : ISettingsApi
{
    public List<ServiceLineView> LineViews { get; } = [];

    public List<ClinicianView> ClinicianViews { get; } = [];

    public List<SourceView> SourceViews { get; } = [];

    /// <summary>Every change that was sent, refused or not.</summary>
    public List<(string Id, object Body, SettingChange Change)> Sent { get; } = [];

    public Queue<Problem> Refusals { get; } = new();

    /// <summary>The next read of any list is refused with this.</summary>
    public Problem? Unreadable { get; set; }

    public SetUpProgress State { get; set; } = new(1, 1, 1, 1, 1, 1);

    /// <summary>The next change takes effect, but its answer is lost.</summary>
    public bool LoseAnswer { get; set; }

    private readonly Dictionary<string, object> _answers = [];

    /// <summary>Changes are answered only after this task ends.</summary>
    public Task AnswerAfter { get; set; } = Task.CompletedTask;

    public List<AvailabilityInput> Previewed { get; } = [];

    public IReadOnlyList<OpenSlot> Open { get; set; } = [];

    public Task<Answer<SetUpProgress>> Progress(CancellationToken ct) => Read(State);

    public Task<Answer<IReadOnlyList<ServiceLineView>>> ServiceLines(CancellationToken ct) =>
        Read<IReadOnlyList<ServiceLineView>>([.. LineViews]);

    public Task<Answer<ServiceLineView>> PutServiceLine(string id, ServiceLineInput settings, SettingChange change,
        CancellationToken ct) =>
        Change(LineViews, v => v.Id, v => v.Version, id, settings, change, (_, version) =>
            new ServiceLineView(id, version, settings));

    public IReadOnlyList<TargetInput> DefaultTargets(int contactRetryHours, int offerMinutes) => [];

    public Task<Answer<IReadOnlyList<ClinicianView>>> Clinicians(CancellationToken ct) =>
        Read<IReadOnlyList<ClinicianView>>([.. ClinicianViews]);

    public Task<Answer<ClinicianView>> Clinician(string id, CancellationToken ct) =>
        ClinicianViews.Find(c => c.Id == id) is { } found ? Read(found)
            : Task.FromResult(new Answer<ClinicianView>(null, new Problem(404, "not-found", "")));

    public Task<Answer<ClinicianView>> PutClinician(string id, ClinicianInput settings, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, settings, change, (old, version) => new ClinicianView(id, version, settings.Name,
            settings.TimeZone, settings.ServiceLines, settings.LicensedStates, settings.Languages ?? ["en"],
            settings.VisitTypes ?? [], settings.BufferMinutes, settings.MinAge, settings.MaxAge, settings.DailyLimit,
            old?.Availability ?? [], old?.Exceptions ?? [], settings.Interpreters ?? [])
        {
            Licences = settings.Licences, Notice = settings.Notice, Horizon = settings.Horizon,
            WeeklyLimit = settings.WeeklyLimit, MeetsAccessNeeds = settings.MeetsAccessNeeds, Join = settings.Join,
        });

    public Task<Answer<ClinicianView>> PutAvailability(string id, AvailabilityInput availability, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, availability, change, (old, version) =>
            old! with { Version = version, Availability = availability.Windows });

    public Task<Answer<ClinicianView>> AddException(string id, ExceptionInput exception, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, exception, change, (old, version) => old! with
        {
            Version = version,
            Exceptions = [.. old.Exceptions, View($"x{version}", exception, old.TimeZone)],
        });

    public Task<Answer<ClinicianView>> RemoveException(string id, string exception, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, exception, change, (old, version) => old! with
        {
            Version = version, Exceptions = [.. old.Exceptions.Where(e => e.Id != exception)],
        });

    /// <summary>The booked visits that every time off hits.</summary>
    public IReadOnlyList<VisitInTimeOff> Hit { get; set; } = [];

    public Task<Answer<IReadOnlyList<VisitInTimeOff>>> PreviewException(string id, ExceptionInput exception,
        CancellationToken ct) => Read(Hit);

    public IReadOnlyList<ScheduleEntry> Entries { get; set; } = [];

    public Task<Answer<ScheduleView>> Times(string id, CancellationToken ct) =>
        Read(new ScheduleView(id, id, "UTC", 1, Entries));

    public Task<Answer<ClinicianView>> RunLate(string id, RunningLateInput late, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, late, change, (old, version) => old! with { Version = version });

    public Task<Answer<ClinicianView>> BeAvailable(string id, AvailableNowInput available, SettingChange change,
        CancellationToken ct) =>
        ChangeClinician(id, available, change, (old, version) => old! with { Version = version });

    public CalendarFeedView Feed { get; set; } = new((string?)null);

    public Task<Answer<CalendarFeedView>> CalendarFeed(string id, CancellationToken ct) => Read(Feed);

    public async Task<Answer<CalendarFeedView>> SetCalendarFeed(string id, bool open, SettingChange change,
        CancellationToken ct)
    {
        var changed = await ChangeClinician(id, open, change, (old, version) => old! with { Version = version });
        if (changed.Problem is { } problem) return new(null, problem);
        return new(Feed = new CalendarFeedView(open ? $"/calendar/{id}/{changed.Value!.Version}.ics" : null), null);
    }

    public Task<Answer<IReadOnlyList<OpenSlot>>> PreviewSlots(string id, AvailabilityInput availability,
        CancellationToken ct)
    {
        Previewed.Add(availability);
        return Read(Open);
    }

    public Task<Answer<IReadOnlyList<SourceView>>> Sources(CancellationToken ct) =>
        Read<IReadOnlyList<SourceView>>([.. SourceViews]);

    public Task<Answer<SourceView>> PutSource(string id, SourceInput settings, SettingChange change,
        CancellationToken ct) =>
        Change(SourceViews, v => v.Id, v => v.Version, id, settings, change, (old, version) => new SourceView(id,
            version, settings.Name, settings.Kind, settings.Active, settings.Email, settings.Phone,
            old?.Campaigns ?? []));

    public Task<Answer<SourceView>> AddCampaign(string id, CampaignInput campaign, SettingChange change,
        CancellationToken ct) =>
        Change(SourceViews, v => v.Id, v => v.Version, id, campaign, change, (old, version) =>
            old! with { Version = version, Campaigns = [.. old.Campaigns, campaign] });

    // Whole days only.
    private static ExceptionView View(string id, ExceptionInput input, string timeZone)
    {
        var (zone, first) = (Zone.Find(timeZone), DateOnly.Parse(input.FirstDay!, CultureInfo.InvariantCulture));
        var last = input.LastDay is { } day ? DateOnly.Parse(day, CultureInfo.InvariantCulture) : first;
        return new ExceptionView(id, zone.At(first, 0), zone.At(last.AddDays(1), 0), input.Available, input.Reason)
        {
            FirstDay = input.FirstDay, LastDay = input.LastDay ?? input.FirstDay, FromTime = input.FromTime,
            ToTime = input.ToTime,
        };
    }

    private Task<Answer<ClinicianView>> ChangeClinician(string id, object body, SettingChange change,
        Func<ClinicianView?, long, ClinicianView> apply) =>
        Change(ClinicianViews, v => v.Id, v => v.Version, id, body, change, apply);

    private async Task<Answer<T>> Change<T>(List<T> kept, Func<T, string> idOf, Func<T, long> versionOf, string id,
        object body, SettingChange change, Func<T?, long, T> apply) where T : class
    {
        Sent.Add((id, body, change));
        await AnswerAfter;
        if (_answers.TryGetValue(change.Operation, out var first)) return new Answer<T>((T)first, null);
        if (Refusals.TryDequeue(out var refusal)) return new Answer<T>(null, refusal);
        var old = kept.Find(v => idOf(v) == id);
        var version = old is null ? 0 : versionOf(old);
        if (change.IfVersion is { } expected && expected != version)
            return new Answer<T>(null, new Problem(412, "version-mismatch", "It has changed since you read it."));
        var now = apply(old, version + 1);
        if (old is not null) kept.Remove(old);
        kept.Add(now);
        _answers[change.Operation] = now;
        if (!LoseAnswer) return new Answer<T>(now, null);
        LoseAnswer = false;
        return new Answer<T>(null, new Problem(503, "outcome-unknown", ""));
    }

    private Task<Answer<T>> Read<T>(T value) where T : class
    {
        var answer = Unreadable is { } problem ? new Answer<T>(null, problem) : new Answer<T>(value, null);
        Unreadable = null;
        return Task.FromResult(answer);
    }
}
