using System.Diagnostics;
using NodaTime;
using ReferralSilo.Api.Settings;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Templates;
using ReferralSilo.Storage;

namespace ReferralSilo.Demo;

/// <summary>
/// Loads the synthetic program once. The last command of a load adds one campaign; if that campaign exists, the load is
/// complete. After an interruption, the load runs again with the same keys, so it continues where it stopped.
/// </summary>
public sealed partial class DemoProgram(
    DemoOptions options, IGrainFactory grains, ILedger ledger, ServiceLineCatalog lines, SourceCatalog sources,
    TemplateCatalog templates, DemoDesk desk, IClock clock, ILogger<DemoProgram> logger)
{
    /// <summary>The load and the live demo record visits of the next days: their days pass in minutes.</summary>
    private static readonly TimeSpan RecordedEarly = TimeSpan.FromDays(30);

    /// <summary>Number of parallel walks.</summary>
    private const int Parallelism = 24;

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the program is loaded, by this process or by an earlier one.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Loads what is missing. If the load is already complete, this only checks that.</summary>
    /// <exception cref="DemoException">The store did not accept a command; a later start continues.</exception>
    public async Task Load(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        if (!await IsThere(ct)) await LoadAll(started, ct);
        else LogThere(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (ct.IsCancellationRequested) return;
        await ApproveTemplates();
        if (options.LivePerMinute > 0) await SetVisitRecordable(_ => RecordedEarly);
        _loaded.SetResult();
    }

    /// <summary>Looks up the operation by key. If it was deleted, looks up the campaign itself.</summary>
    private async Task<bool> IsThere(CancellationToken ct) =>
        await ledger.FindOperation(
            desk.Operation(DemoStaff.Client, KeyOf(DemoSources.Last, DemoSources.LastCode)).Id, ct) is not null
        || (await sources.Find(new SourceId(DemoSources.Last)))?.Find(DemoSources.LastCode) is not null;

    private async Task LoadAll(long started, CancellationToken ct)
    {
        await LoadServiceLines();
        await Task.WhenAll(DemoClinicians.All.Select(LoadClinician).Concat(DemoSources.All.Select(LoadSource)));
        await sources.Read();
        if (await LoadReferrals(ct) is not { } stopped) return;
        await SetVisitRecordable(line => line.VisitRecordableBefore);
        // This must be the last command: the next start checks for this campaign.
        await AddCampaign(DemoSources.Last, new CampaignInput(DemoSources.LastCode, "Typed in or searched for"));
        await sources.Read();
        LogLoaded(DemoPlan.All.Count, stopped, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task LoadServiceLines()
    {
        var settings = grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key);
        foreach (var (id, input) in DemoServiceLines.All)
        {
            var early = input with { VisitRecordableBefore = RecordedEarly };
            Checked(ServiceLineParser.Parse(new ServiceLineId(id), 0, early));
            // Version 0 means create only, so later changes by an administrator are kept.
            Known(await settings.Put(
                new CommandEnvelope<PutServiceLine>(new PutServiceLine(id, early), Actors.System, false,
                IfVersion: 0)));
        }

        await lines.Read();
    }

    /// <summary>Approves the shipped texts that nothing happened to yet, also in a program of an earlier
    /// version.</summary>
    private async Task ApproveTemplates()
    {
        var untouched = (await templates.All()).Where(t => t.Version == 0).Select(t => t.State);
        await Task.WhenAll(untouched.Select(async t => Known(await grains.GetGrain<ITemplateGrain>(t.Key).Handle(
            new CommandEnvelope<TemplateCommand>(
                new TemplateCommand.Approve(t.Key, 1) { Read = t.Versions[0].Fingerprint }, DemoStaff.Administrator,
                false, desk.Operation(DemoStaff.Client, $"demo/template/{t.Key}"))))));
        await templates.ReadChange();
    }

    /// <summary>Changes this one part of each line.</summary>
    private async Task SetVisitRecordable(Func<ServiceLineInput, TimeSpan> before)
    {
        var settings = grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key);
        foreach (var (id, input) in DemoServiceLines.All)
            Known(await settings.Put(CommandEnvelopes.BySystem(new PutServiceLine(
                id, input with { VisitRecordableBefore = before(input) }, ["visitRecordableBefore"]))));
        await lines.Read();
    }

    private async Task LoadClinician(DemoClinician clinician)
    {
        var profile = Checked(ClinicianParser.Profile(new ClinicianId(clinician.Id), clinician.Profile));
        var availability = Checked(ClinicianParser.Availability(clinician.Availability));
        var schedule = grains.GetGrain<IScheduleGrain>(clinician.Id);
        Known(await schedule.Handle(
            Envelope<ScheduleCommand>($"demo/{clinician.Id}", new ScheduleCommand.Define(profile))));
        Known(await schedule.Handle(
            Envelope<ScheduleCommand>($"demo/{clinician.Id}/availability",
            new ScheduleCommand.SetAvailability(availability))));
    }

    private async Task LoadSource(DemoSource source)
    {
        var s = source.Settings;
        Known(await grains.GetGrain<ISourceGrain>(source.Id).Handle(Envelope<SourceCommand>($"demo/{source.Id}",
            new SourceCommand.Define(new SourceId(source.Id), s.Name, s.Kind, s.Active, s.Email, s.Phone))));
        foreach (var campaign in source.Campaigns) await AddCampaign(source.Id, campaign);
    }

    private async Task AddCampaign(string source, CampaignInput campaign) =>
        Known(await grains.GetGrain<ISourceGrain>(source).Handle(Envelope<SourceCommand>(
            KeyOf(source, campaign.Code), new SourceCommand.AddCampaign(Checked(CampaignParser.Parse(campaign))))));

    /// <summary>
    /// Returns how many referrals could not reach their stage: zero in a first load, possibly more when an older load
    /// continues. Null when the process is stopping.
    /// </summary>
    private async Task<int?> LoadReferrals(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var shown = await Task.WhenAll(DemoClinicians.All.Select(c => grains.GetGrain<IScheduleGrain>(c.Id).Show()));
        var slots = new DemoSlots(shown.OfType<Snapshot<Schedule>>().Select(s => s.State), now);
        var stopped = 0;
        try
        {
            await Parallel.ForEachAsync(DemoPlan.All,
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct },
                async (planned, end) =>
            {
                var walk = new DemoWalk(desk, slots, planned, now, end);
                if (await walk.Go()) return;
                if (walk.Stopped is { Status: >= StatusCodes.Status500InternalServerError } broken) throw NotTaken(
                    broken.Code);
                Interlocked.Increment(ref stopped);
                LogStopped(planned.Number, planned.Stage.ToString(), walk.Stopped?.Code ?? "no-slot");
            });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Not an error: the next start continues where this one stopped.
            return null;
        }

        return stopped;
    }

    private static string KeyOf(string source, string code) => $"demo/{source}/{code}";

    private CommandEnvelope<T> Envelope<T>(string key, T command) =>
        new(command, DemoStaff.Client.Id, false, desk.Operation(DemoStaff.Client, key));

    // A refusal means that an item with this name already exists. The existing item is kept.
    private static void Known<T>(CommandOutcome<T> outcome) where T : class
    {
        if (outcome.Unknown) throw NotTaken("outcome-unknown");
    }

    private static DemoException NotTaken(string code) =>
        new($"The demo program could not be loaded as a whole ({code}); start again and it goes on.");

    private static T Checked<T>((T? Value, IReadOnlyDictionary<string, string[]> Errors) parsed)
        where T : class => parsed.Value
        ?? throw new InvalidOperationException(
            $"The demo's own settings are wrong at {string.Join(", ", parsed.Errors.Keys)}.");

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Demo program loaded: {Referrals} referrals, {Stopped} stopped early, {Milliseconds} ms")]
    private partial void LogLoaded(int referrals, int stopped, int milliseconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Demo program is there already, known after {Milliseconds} ms")]
    private partial void LogThere(double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Demo referral {Number} did not reach {Stage}: {Code}")]
    private partial void LogStopped(int number, string stage, string code);
}
