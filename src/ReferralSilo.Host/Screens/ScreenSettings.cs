using Microsoft.AspNetCore.Components.Authorization;
using NodaTime;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Capacity;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Api.Settings;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Host.Screens;

/// <summary>The settings for the signed-in user of a screen: the same services, checks of the body and permissions as
/// the API.</summary>
public sealed class ScreenSettings(ServiceLineService lines, ClinicianService clinicians, SourceService sources,
    IStaffDirectory staff, PeopleDirectory people, OperationNames names, AccessRevocationMonitor rights,
    AuthenticationStateProvider authentication) : ISettingsApi
{
    public Task<Answer<SetUpProgress>> Progress(CancellationToken ct = default) =>
        Allowed(Permission.ReadServiceLines, async caller =>
        {
            var known = caller.Can(Permission.ReadClinicians) ? await clinicians.All(ct) : [];
            var (triage, scheduling) = caller.Can(Permission.ReadStaff) ? await staff.CountWorking(ct) : (0, 0);
            return Found(new SetUpProgress((await lines.All(caller)).Count, known.Count,
                known.Count(c => c.Availability.Count > 0), (await sources.All(caller)).Count,
                triage, scheduling));
        });

    public Task<Answer<IReadOnlyList<ServiceLineView>>> ServiceLines(CancellationToken ct = default) =>
        Allowed(Permission.ReadServiceLines, async caller => Found(await lines.All(caller)));

    public Task<Answer<ServiceLineView>> PutServiceLine(string id, ServiceLineInput settings, SettingChange change,
        CancellationToken ct = default) =>
        Change(Permission.ManageServiceLines, $"service-line {id}", settings, change, (input, request) =>
            lines.Put(id, input, null, request));

    public IReadOnlyList<TargetInput> DefaultTargets(int contactRetryHours, int offerMinutes) =>
        [.. Enum.GetValues<ClockKind>().SelectMany(clock => Enum.GetValues<Priority>().Select(priority =>
            new TargetInput(clock, (int)TurnaroundDefaults.For(clock, priority, Duration.FromHours(contactRetryHours),
                Duration.FromMinutes(offerMinutes)).TotalMinutes, priority)))];

    public Task<Answer<IReadOnlyList<ClinicianView>>> Clinicians(CancellationToken ct = default) =>
        Allowed(Permission.ReadClinicians, async _ => Found(await clinicians.All(ct)));

    public Task<Answer<ClinicianView>> Clinician(string id, CancellationToken ct = default) =>
        Allowed(Permission.ReadClinicians, async _ => await clinicians.Find(id) is { } found ? Found(found)
            : new Answer<ClinicianView>(null, ProblemFor.Code(ProblemCodes.NotFound)));

    public Task<Answer<ClinicianView>> PutClinician(string id, ClinicianInput settings, SettingChange change,
        CancellationToken ct = default) =>
        Change(Permission.ManageClinicians, $"clinician {id}", settings, change, async (input, request) =>
        {
            var answer = await clinicians.Define(id, input, null, request);
            if (answer.Problem is null) people.Forget();
            return answer;
        });

    public Task<Answer<ClinicianView>> PutAvailability(string id, AvailabilityInput availability, SettingChange change,
        CancellationToken ct = default) =>
        ChangeTimes(id, "availability", availability, change, (input, request) =>
            clinicians.SetAvailability(id, input, request));

    public Task<Answer<ClinicianView>> AddException(string id, ExceptionInput exception, SettingChange change,
        CancellationToken ct = default) =>
        ChangeTimes(id, "exception", exception, change, (input, request) =>
            clinicians.AddException(id, input, request));

    public Task<Answer<ClinicianView>> RemoveException(string id, string exception, SettingChange change,
        CancellationToken ct = default) =>
        Managing(id, async caller => (await clinicians.RemoveException(id, exception,
            Request(caller, $"clinician {id} remove {exception}", change))).AsAnswer());

    public Task<Answer<IReadOnlyList<VisitInTimeOff>>> PreviewException(string id, ExceptionInput exception,
        CancellationToken ct = default) =>
        Managing(id, async _ =>
        {
            var body = ScreenAnswers.Checked(exception);
            return body.Problem is { } bad ? new(null, bad) : await clinicians.PreviewException(id, body.Value!);
        });

    public Task<Answer<ScheduleView>> Times(string id, CancellationToken ct = default) =>
        Managing(id, async _ => await clinicians.Times(id) is { } found ? Found(found)
            : new Answer<ScheduleView>(null, ProblemFor.Code(ProblemCodes.NotFound)));

    public Task<Answer<ClinicianView>> RunLate(string id, RunningLateInput late, SettingChange change,
        CancellationToken ct = default) =>
        ChangeTimes(id, "running-late", late, change, (input, request) => clinicians.RunLate(id, input, request));

    public Task<Answer<ClinicianView>> BeAvailable(string id, AvailableNowInput available, SettingChange change,
        CancellationToken ct = default) =>
        ChangeTimes(id, "available-now", available, change, (input, request) =>
            clinicians.BeAvailable(id, input, request));

    public Task<Answer<CalendarFeedView>> CalendarFeed(string id, CancellationToken ct = default) =>
        Managing(id, async _ => await clinicians.Feed(id) is var (view, _) ? Found(view)
            : new Answer<CalendarFeedView>(null, ProblemFor.Code(ProblemCodes.NotFound)));

    public Task<Answer<CalendarFeedView>> SetCalendarFeed(string id, bool open, SettingChange change,
        CancellationToken ct = default) =>
        Managing(id, async caller => (await clinicians.SetFeed(id, open,
            Request(caller, $"clinician {id} calendar feed {open}", change))).AsAnswer());

    public Task<Answer<IReadOnlyList<OpenSlot>>> PreviewSlots(string id, AvailabilityInput availability,
        CancellationToken ct = default) =>
        Allowed(Permission.ReadClinicians, async _ =>
        {
            var body = ScreenAnswers.Checked(availability);
            return body.Problem is { } bad ? new(null, bad) : await clinicians.Preview(id, body.Value!);
        });

    public Task<Answer<IReadOnlyList<SourceView>>> Sources(CancellationToken ct = default) =>
        Allowed(Permission.ReadSources, async caller => Found(await sources.All(caller)));

    public Task<Answer<SourceView>> PutSource(string id, SourceInput settings, SettingChange change,
        CancellationToken ct = default) =>
        Change(Permission.ManageSources, $"source {id}", settings, change, async (input, request) =>
        {
            var answer = await sources.Put(id, input, request);
            if (answer.Problem is null) people.Forget();
            return answer;
        });

    public async Task<Answer<SourceView>> AddCampaign(string id, CampaignInput campaign, SettingChange change,
        CancellationToken ct = default)
    {
        var right = (await Caller()).Can(Permission.ManageCampaigns) ? Permission.ManageCampaigns
            : Permission.ManageSources;
        return await Change(right, $"source {id} campaign", campaign, change, (input, request) =>
            sources.AddCampaign(id, input, request));
    }

    private Task<Answer<TView>> Change<TBody, TView>(Permission right, string subject, TBody settings,
        SettingChange change, Func<TBody, ApiRequest, Task<SettingAnswer<TView>>> send)
        where TBody : class where TView : class =>
        Allowed(right, caller => Send(caller, subject, settings, change, send));

    private Task<Answer<ClinicianView>> ChangeTimes<TBody>(string id, string part, TBody settings,
        SettingChange change, Func<TBody, ApiRequest, Task<SettingAnswer<ClinicianView>>> send) where TBody : class =>
        Managing(id, caller => Send(caller, $"clinician {id} {part}", settings, change, send));

    private async Task<Answer<T>> Managing<T>(string id, Func<Caller, Task<Answer<T>>> send) where T : class
    {
        var caller = await Caller();
        return await ScreenAnswers.Readable(async () => await clinicians.NotManager(id, caller) is { } denied
            ? new Answer<T>(null, denied) : await send(caller));
    }

    private async Task<Answer<TView>> Send<TBody, TView>(Caller caller, string subject, TBody settings,
        SettingChange change, Func<TBody, ApiRequest, Task<SettingAnswer<TView>>> send)
        where TBody : class where TView : class
    {
        var body = ScreenAnswers.Checked(settings);
        return body.Problem is { } bad ? new Answer<TView>(null, bad)
            : (await send(body.Value!, Request(caller, $"{subject}\n{body.Hash}", change))).AsAnswer();
    }

    private ApiRequest Request(Caller caller, string content, SettingChange change) =>
        ScreenAnswers.Request(names, caller, content, change);

    private static Answer<T> Found<T>(T value) where T : class => new(value, null);

    private Task<Caller> Caller() => ScreenUser.Of(authentication, rights);

    private async Task<Answer<T>> Allowed<T>(Permission permission, Func<Caller, Task<Answer<T>>> ask) where T : class
    {
        var caller = await Caller();
        return caller.Can(permission) ? await ScreenAnswers.Readable(() => ask(caller))
            : new Answer<T>(null, ProblemFor.Code(ProblemCodes.Forbidden));
    }
}
