using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Contracts.Sources;
using ReferralSilo.Host.Screens;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteScreenSettingsTests(SqliteHost host) : ScreenSettingsSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresScreenSettingsTests(PostgresHost host) : ScreenSettingsSuite(host);

/// <summary>Settings that are made on screen are those of the API: same rules, permissions, versions and
/// answers.</summary>
public abstract class ScreenSettingsSuite(RunningHost host)
{
    private readonly Dictionary<string, SignedInScreen> _screens = [];

    private static readonly AvailabilityInput AllWeek =
        new([new AvailabilityWindow(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00", "24:00")]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ISettingsApi Administrator => As(Roles.Administrator);

    [Fact]
    public async Task What_an_administrator_makes_on_screen_matches_a_referral_of_the_api()
    {
        var (line, clinician, source) = (New("line"), New("clinician"), New("source"));
        Done(await Administrator.PutServiceLine(line, new ServiceLineInput("On screen", "America/Denver"), Fresh(),
            Token));
        var made = Done(await Administrator.PutClinician(clinician, Profile(line), Fresh(), Token));
        var open = Done(await Administrator.PutAvailability(clinician, AllWeek, At(made.Version), Token));
        Done(await Administrator.PutSource(source, new SourceInput("Hill", SourceKind.Partner), Fresh(), Token));
        var started = Done(await Administrator.AddCampaign(source, new CampaignInput("HILL-1", "Autumn",
            PromiseDays: 5), At(1), Token));

        Assert.Equal($"\"{open.Version}\"", (await host.Api.Get($"/api/clinicians/{clinician}")).Is(200).ETag);
        Assert.Equal($"\"{started.Version}\"", (await host.Api.Get($"/api/sources/{source}")).Is(200).ETag);
        var referral = (await host.Api.Create(Referral(line, source))).Id;
        var best = (await host.Api.Get($"/api/referrals/{referral}/matches")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(clinician, (string?)best[0]!["clinician"]);
    }

    [Fact]
    public async Task Open_screens_are_told_of_a_line_that_the_api_makes_and_do_not_delay_or_fail_it()
    {
        var (line, told) = (New("line"), 0);
        var changes = host.Services.GetRequiredService<ILineChanges>();
        using var answered = new ManualResetEventSlim();
        changes.Changed += Fail;
        changes.Changed += Wait;
        changes.Changed += Count;
        try
        {
            (await host.Api.Put($"/api/service-lines/{line}", new { name = "By the API", timeZone = "UTC" })).Is(200);

            answered.Set();
            await Eventually.Is("the screens are told", () => Volatile.Read(ref told) > 0);
            Assert.Contains(Done(await Administrator.ServiceLines(Token)), l => l.Id == line);
        }
        finally
        {
            answered.Set();
            changes.Changed -= Fail;
            changes.Changed -= Wait;
            changes.Changed -= Count;
        }

        void Count() => Interlocked.Increment(ref told);

        void Wait() => answered.Wait(Token);

        static void Fail() => throw new InvalidOperationException("A screen that fails.");
    }

    [Fact]
    public async Task Bad_input_has_the_errors_of_the_api()
    {
        var line = New("line");
        var bad = new ServiceLineInput("", "Mars/Olympus", Eligibility: new EligibilityInput(States: ["XX"]),
            Targets: [new TargetInput(ClockKind.Review, 0)], ClaimMinutes: 999);
        var onScreen = Refused(await Administrator.PutServiceLine(line, bad, Fresh(), Token));
        var byApi = (await host.Api.Put($"/api/service-lines/{line}", Contracts.Json.ContractsJson.Options is var json
            ? System.Text.Json.JsonSerializer.Serialize(bad, json) : "")).Is(400, "invalid-input");
        Assert.Equal("invalid-input", onScreen.Code);
        Assert.Equal(byApi.Pointers, onScreen.Errors!.Keys.Order(StringComparer.Ordinal));

        var tooLong = Refused(await Administrator.PutSource(New("source"),
            new SourceInput(new string('x', 201), SourceKind.Self), Fresh(), Token));
        Assert.Equal(["/name"], tooLong.Errors!.Keys);
    }

    [Fact]
    public async Task Parts_that_do_not_fit_each_other_are_told_at_their_field()
    {
        var problem = Refused(await Administrator.PutServiceLine(New("line"), new ServiceLineInput("Line", "UTC",
            Targets:
            [
                new TargetInput(ClockKind.Review, 60, Priority.Stat), new TargetInput(ClockKind.Review, 30,
                    Priority.Routine),
            ]), Fresh(), Token));
        Assert.Equal(["/targets/0/minutes"], problem.Errors!.Keys);
    }

    [Fact]
    public async Task An_old_version_and_a_taken_id_are_refused()
    {
        var line = New("line");
        Done(await Administrator.PutServiceLine(line, new ServiceLineInput("One", "UTC"), Fresh(), Token));
        Done(await Administrator.PutServiceLine(line, new ServiceLineInput("Two", "UTC"), At(1), Token));
        Assert.Equal((412, "version-mismatch"), CodeOf(await Administrator.PutServiceLine(line,
            new ServiceLineInput("Three", "UTC"), At(1), Token)));
        Assert.Equal((412, "version-mismatch"), CodeOf(await Administrator.PutServiceLine(line,
            new ServiceLineInput("Other", "UTC"), Fresh(), Token)));
    }

    [Fact]
    public async Task A_repeated_save_has_one_effect()
    {
        var (clinician, once) = (await Clinician(host.Api), At(null));
        var exception = new ExceptionInput(DateTimeOffset.UtcNow.AddDays(3), DateTimeOffset.UtcNow.AddDays(4));
        var first = Done(await Administrator.AddException(clinician, exception, once, Token));
        var again = Done(await Administrator.AddException(clinician, exception, once, Token));
        Assert.Equal(first.Version, again.Version);
        Assert.Equal((422, "idempotency-key-reused"), CodeOf(await Administrator.AddException(clinician,
            exception with { Available = true }, once, Token)));
        Assert.Empty(Done(await Administrator.RemoveException(clinician, first.Exceptions[0].Id, At(null), Token))
            .Exceptions);
    }

    [Fact]
    public async Task Time_off_answers_with_the_booked_visits_that_it_hits()
    {
        var clinician = await Clinician(host.Api);
        var booked = await host.Api.Waiting();
        var slot = (await Slots(host.Api, clinician))[0];
        (await host.Api.Do(booked, "book", new { slot })).Is(200);
        Assert.Empty(Done(await Administrator.Clinician(clinician, Token)).VisitsInTimeOff);

        var answer = (await host.Api.Post($"/api/clinicians/{clinician}/exceptions", new
        {
            from = DateTimeOffset.UtcNow, to = DateTimeOffset.UtcNow.AddDays(60),
        })).Is(200);
        Assert.Equal("video", (string?)Assert.Single(answer.Json["visitsInTimeOff"]!.AsArray())!["visitType"]);
        Assert.DoesNotContain(booked, answer.Text, StringComparison.Ordinal);
        Assert.Single(Done(await Administrator.Clinician(clinician, Token)).VisitsInTimeOff);
    }

    [Fact]
    public async Task A_clinician_plans_the_own_days_on_screen_and_the_desk_shows_it()
    {
        var clinician = await Clinician(host.Api);
        var booked = await host.Api.Waiting();
        var slot = (await Slots(host.Api, clinician))[0];
        (await host.Api.Do(booked, "book", new { slot })).Is(200);
        var own = ActivatorUtilities.CreateInstance<ScreenSettings>(host.Services,
            new SignedInScreen(host.Services, Roles.Clinician, clinician: clinician));
        var visit = Done(await own.Times(clinician, Token)).Entries.Single(e => e.Slot == slot);
        Assert.Equal((SlotStatus.Busy, null), (visit.Status, visit.Referral));

        var day = new ExceptionInput
        {
            FirstDay = TimeZoneInfo.ConvertTime(visit.Start, TimeZoneInfo.FindSystemTimeZoneById("America/Denver"))
                .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        };
        Assert.Equal(visit.Start, Assert.Single(Done(await own.PreviewException(clinician, day, Token))).Start);
        Assert.Empty(Done(await own.Clinician(clinician, Token)).Exceptions);
        var off = Done(await own.AddException(clinician, day, At(null), Token));
        Assert.Equal(day.FirstDay, Assert.Single(off.Exceptions).FirstDay);
        Assert.Equal(visit.Start, Assert.Single(off.VisitsInTimeOff).Start);
        Done(await own.RunLate(clinician, new RunningLateInput(20), At(null), Token));
        Done(await own.BeAvailable(clinician, new AvailableNowInput(DateTimeOffset.UtcNow.AddHours(1)), At(null),
            Token));
        Assert.Equal("late-minutes-invalid",
            Refused(await own.RunLate(clinician, new RunningLateInput(241), At(null), Token)).Code);

        await using var desk = await HubClient.Watch(host.Address, await host.Token(), $"desk/{Line}");
        await desk.Shows($"clinician:{clinician}", r => r.GetProperty("lateMinutes").GetInt32() == 20
            && r.GetProperty("availableUntil").ValueKind == System.Text.Json.JsonValueKind.String
            && r.GetProperty("visitsInTimeOff").EnumerateArray().Single().GetString() == slot, "as planned");
    }

    [Fact]
    public async Task A_day_off_by_the_api_is_the_clinicians_civil_day()
    {
        var clinician = await Clinician(host.Api);
        var path = $"/api/clinicians/{clinician}/exceptions";
        var added = (await host.Api.Post(path, new { firstDay = "2031-03-09", reason = "off" })).Is(200).Json;
        var off = Assert.Single(added["exceptions"]!.AsArray())!;
        Assert.Equal(("2031-03-09T07:00:00Z", "2031-03-10T06:00:00Z", "2031-03-09"),
            ((string?)off["from"], (string?)off["to"], (string?)off["lastDay"]));
        Assert.Equal(["/from", "/to"], (await host.Api.Post(path, new { reason = "off" }))
            .Is(400, "invalid-input").Pointers);
        Assert.Equal(["/lastDay"], (await host.Api.Post(path, new { firstDay = "2031-03-09", lastDay = "2031-03-08" }))
            .Is(400, "invalid-input").Pointers);
        (await host.Api.Post($"/api/clinicians/{New("nobody")}/exceptions", new { firstDay = "2031-03-09" })).Is(404);
    }

    [Fact]
    public async Task A_calendar_feed_shows_the_times_of_visits_until_its_address_ends()
    {
        var clinician = await Clinician(host.Api);
        var booked = await host.Api.Waiting();
        (await host.Api.Do(booked, "book", new { slot = (await Slots(host.Api, clinician))[0] })).Is(200);
        var path = $"/api/clinicians/{clinician}/calendar-feed";
        Assert.Null((string?)(await host.Api.Get(path)).Is(200).Json["path"]);
        var feed = (string)(await host.Api.Post(path, new { })).Is(200).Json["path"]!;
        Assert.Equal(feed, (string?)(await host.Api.Get(path)).Is(200).Json["path"]);

        using var anyone = new HttpClient { BaseAddress = host.Address };
        using var answer = await anyone.GetAsync(feed, Token);
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("SUMMARY:Visit by video", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Okafor", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(booked, text, StringComparison.Ordinal);

        var renewed = (string)(await host.Api.Post(path, new { })).Is(200).Json["path"]!;
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await anyone.GetAsync(feed, Token)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await anyone.GetAsync(renewed, Token)).StatusCode);
        Assert.Null((string?)(await host.Api.Delete(path)).Is(200).Json["path"]);
        foreach (var gone in (string[])[renewed, renewed.Replace(clinician, New("dr"), StringComparison.Ordinal),
            $"/calendar/{clinician}/x.ics"])
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await anyone.GetAsync(gone, Token)).StatusCode);
    }

    [Fact]
    public async Task A_change_of_a_clinician_keeps_the_parts_that_it_leaves_out()
    {
        var path = $"/api/clinicians/{New("clinician")}";
        (await host.Api.Put(path, new
        {
            name = "Dr. Lin", timeZone = "America/Denver", serviceLines = new[] { Line },
            licensedStates = Array.Empty<string>(), licences = new[] { new { state = "CO", to = "2031-01-01" } },
            visitTypes = new[] { new { visitType = "video", minutes = 30, bufferBefore = "PT10M" } },
            minAge = 18, weeklyLimit = 20, notice = "PT2H", meetsAccessNeeds = new[] { "captions" },
            join = new { video = "https://meet.example/{appointment}" },
        })).Is(200);
        var smallest = new
        {
            name = "Dr. Lin-Ortiz", timeZone = "America/Denver", serviceLines = new[] { Line },
            licensedStates = new[] { "CO", "UT" },
        };
        var kept = (await host.Api.Put(path, smallest)).Is(200).Json;

        Assert.Equal("Dr. Lin-Ortiz", (string?)kept["name"]);
        Assert.Equal(["CO 2031-01-01", "UT "],
            kept["licences"]!.AsArray().Select(l => $"{l!["state"]} {l["to"]}"));
        Assert.Equal("PT10M", (string?)kept["visitTypes"]![0]!["bufferBefore"]);
        Assert.Equal((18, 20), ((int?)kept["minAge"], (int?)kept["weeklyLimit"]));
        Assert.Equal("PT2H", (string?)kept["notice"]);
        Assert.Equal("captions", (string?)kept["meetsAccessNeeds"]![0]);
        Assert.Equal("https://meet.example/{appointment}", (string?)kept["join"]!["video"]);
        (await host.Api.Put(path, new
        {
            smallest.name, smallest.timeZone, smallest.serviceLines, smallest.licensedStates, maxAge = 17,
        })).Is(400, "ages-crossed");
        var cleared = (await host.Api.Put(path, new
        {
            smallest.name, smallest.timeZone, smallest.serviceLines, smallest.licensedStates,
            minAge = (int?)null, join = (object?)null,
        })).Is(200).Json;
        Assert.Null(cleared["minAge"]);
        Assert.Null(cleared["join"]);
    }

    [Fact]
    public async Task A_preview_shows_the_coming_week_and_stores_nothing()
    {
        var clinician = New("clinician");
        Done(await Administrator.PutClinician(clinician, Profile(Line), Fresh(), Token));
        var slots = Done(await Administrator.PreviewSlots(clinician, AllWeek, Token));
        Assert.InRange(slots.Count, 7 * 48 - 1, 7 * 48 + 1);
        Assert.Empty(Done(await Administrator.Clinician(clinician, Token)).Availability);
        Assert.Equal((400, "invalid-input"), CodeOf(await Administrator.PreviewSlots(clinician,
            new AvailabilityInput([new AvailabilityWindow([], "9", "8")]), Token)));
    }

    [Theory]
    [InlineData(Roles.TriageNurse), InlineData(Roles.Scheduler), InlineData(Roles.Auditor), InlineData(Roles.Clinician)]
    public async Task Other_roles_change_nothing(string role)
    {
        var (api, clinician) = (As(role), await Clinician(host.Api));
        (int, string)[] answers =
        [
            CodeOf(await api.PutServiceLine(Line, new ServiceLineInput("Mine", "UTC"), At(null), Token)),
            CodeOf(await api.PutClinician(clinician, Profile(Line), At(null), Token)),
            CodeOf(await api.PutSource(New("source"), new SourceInput("Mine", SourceKind.Self), Fresh(), Token)),
            CodeOf(await api.AddCampaign(RunningHost.Source, new CampaignInput("MINE", "Mine"), At(null), Token)),
        ];
        (int, string)[] ofTimes =
        [
            CodeOf(await api.PutAvailability(clinician, AllWeek, At(null), Token)),
            CodeOf(await api.RemoveException(clinician, "x1", At(null), Token)),
            CodeOf(await api.PreviewException(clinician, new ExceptionInput { FirstDay = "2031-03-09" }, Token)),
            CodeOf(await api.Times(clinician, Token)),
            CodeOf(await api.RunLate(clinician, new RunningLateInput(10), At(null), Token)),
            CodeOf(await api.BeAvailable(clinician, new AvailableNowInput(), At(null), Token)),
            CodeOf(await api.CalendarFeed(clinician, Token)),
            CodeOf(await api.SetCalendarFeed(clinician, true, At(null), Token)),
        ];
        Assert.All(answers, answer => Assert.Equal((403, "forbidden"), answer));
        // A clinician may plan, but not this schedule.
        Assert.All(ofTimes, answer => Assert.Equal(role == Roles.Clinician ? (404, "not-found") : (403, "forbidden"),
            answer));
    }

    [Fact]
    public async Task A_session_names_the_settings_that_its_role_may_change()
    {
        Assert.Equal(["service-lines", "clinicians", "availability", "sources", "campaigns", "templates",
            "template-approval", "mails"], await Of("admin"));
        Assert.Equal(["availability", "templates"], await Of("supervisor"));
        Assert.Equal(["campaigns", "templates"], await Of("marketing"));
        Assert.Empty(await Of("nurse"));

        async Task<IEnumerable<string>> Of(string user) =>
            (await (await host.As(user)).Get("/api/session")).Is(200).Json["settings"]!.AsArray()
                .Select(name => (string)name!);
    }

    [Fact]
    public async Task Progress_counts_what_is_there()
    {
        var before = Done(await Administrator.Progress(Token));
        await Clinician(host.Api);
        var bare = New("clinician");
        Done(await Administrator.PutClinician(bare, Profile(Line), Fresh(), Token));
        var after = Done(await Administrator.Progress(Token));
        Assert.True(after.Complete);
        Assert.True(after is { Triage: >= 2, Scheduling: >= 3 });
        Assert.Equal(after.Clinicians - before.Clinicians, after.WithAvailability - before.WithAvailability + 1);
    }

    [Fact]
    public async Task First_steps_count_who_may_triage_and_who_may_schedule_apart()
    {
        var staff = host.Services.GetRequiredService<StaffAccounts>();
        var before = Done(await Administrator.Progress(Token));
        Assert.Empty(await staff.Create(new StaffUser
        {
            UserName = New("desk"), DisplayName = "Desk", Roles = Roles.Scheduler, ServiceLines = Line,
        }, "a long password"));
        var after = Done(await Administrator.Progress(Token));
        Assert.Equal((before.Triage, before.Scheduling + 1), (after.Triage, after.Scheduling));
    }

    [Fact]
    public async Task Referrals_without_a_line_have_a_queue_on_screen_also_before_the_first_line_is_made()
    {
        var nurse = ActivatorUtilities.CreateInstance<ScreenDesk>(host.Services,
            new SignedInScreen(host.Services, Roles.TriageNurse, New("no-line")));
        var only = Assert.Single(await nurse.ServiceLines(Token));
        Assert.Equal((ReservedLines.Unassigned, "UTC"), (only.Id, only.Settings.TimeZone));
        Assert.Empty(await ActivatorUtilities.CreateInstance<ScreenDesk>(host.Services,
            new SignedInScreen(host.Services, Roles.Clinician, New("no-line"))).ServiceLines(Token));
    }

    private ISettingsApi As(string role) =>
        ActivatorUtilities.CreateInstance<ScreenSettings>(host.Services, Screen(role));

    private static ClinicianInput Profile(string line) => new("Dr. Screen", "America/Denver", [line], ["CO"]);

    private static SettingChange Fresh() => At(0);

    private static SettingChange At(long? version) => new(Guid.NewGuid().ToString("N"), version);

    private static T Done<T>(Answer<T> answer) where T : class
    {
        Assert.True(answer.Ok, $"{answer.Problem?.Code}: {string.Join(", ", answer.Problem?.Errors?.Keys ?? [])}");
        return answer.Value!;
    }

    private static Problem Refused<T>(Answer<T> answer) where T : class
    {
        Assert.NotNull(answer.Problem);
        return answer.Problem;
    }

    private static (int, string) CodeOf<T>(Answer<T> answer) where T : class =>
        (Refused(answer).Status, Refused(answer).Code);

    private SignedInScreen Screen(string role)
    {
        if (!_screens.TryGetValue(role, out var screen))
            _screens[role] = screen = new SignedInScreen(host.Services, role);
        return screen;
    }
}
