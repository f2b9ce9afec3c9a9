using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Host.Tests.Security;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteScopeTests(SqliteHost host) : ScopeSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresScopeTests(PostgresHost host) : ScopeSuite(host);

/// <summary>Staff see the referrals of their service lines, clinicians the patients of their visits, on every way to
/// them.</summary>
public abstract class ScopeSuite(RunningHost host)
{
    private const string Password = "a-password-of-the-test";

    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_stream_of_a_referral_ends_when_the_referral_is_routed_out_of_the_lines_of_its_reader()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var id = (await Api.Create(Referral(own))).Id;
        await using var watcher = await HubClient.Watch(host.Address, await Token(Roles.Service, own),
            $"referral/{id}");
        await watcher.Shows(id, _ => true, "at once");

        (await Api.Do(id, "route", new { serviceLine = other })).Is(200);

        await Eventually.Is("the stream ended", () => watcher.Ended);
        Assert.Equal("board-forbidden", watcher.Code);
        Assert.All(watcher.Frames, f => Assert.DoesNotContain(other, f.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_of_a_schedule_ends_when_the_clinician_leaves_the_lines_of_its_reader()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var clinician = await Clinician(Api, line: own);
        await using var watcher = await HubClient.Watch(host.Address, await Token(Roles.Service, own),
            $"schedule/{clinician}");
        await Eventually.Is("the schedule is shown", () => watcher.Frames.Count > 0);

        await Clinician(Api, clinician, other);

        await Eventually.Is("the stream ended", () => watcher.Ended);
        Assert.Equal("board-forbidden", watcher.Code);
    }

    [Fact]
    public async Task Boards_of_a_clinician_of_two_lines_show_only_the_patients_of_the_readers_line()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var clinician = await ClinicianOf(own, other);
        var slots = await Slots(Api, clinician);
        var (mine, theirs) = (await Booked(own, slots[0]), await Booked(other, slots[1]));
        var token = await Token(Roles.Service, own);

        await using var schedule = await HubClient.Watch(host.Address, token, $"schedule/{clinician}");
        await using var source = await HubClient.Watch(host.Address, token, $"source/{RunningHost.Source}");
        await schedule.Shows(slots[1], r => r.GetProperty("status").GetString() == "busy", "as booked");
        await source.Shows(mine, _ => true, "at once");

        Assert.All(schedule.Frames, f => Assert.DoesNotContain(theirs, f.GetRawText(), StringComparison.Ordinal));
        Assert.All(source.Frames, f => Assert.DoesNotContain(theirs, f.GetRawText(), StringComparison.Ordinal));
        var entries = (await (await As(Roles.Scheduler, [own])).Get($"/api/clinicians/{clinician}/schedule")).Is(200);
        Assert.DoesNotContain(theirs, entries.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desk_board_names_the_referrals_of_its_own_line_only()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var clinician = await ClinicianOf(own, other);
        var slots = await Slots(Api, clinician);
        var (mine, theirs) = (await Booked(own, slots[0]), await Booked(other, slots[1]));

        await using var desk = await HubClient.Watch(host.Address, await Token(Roles.Service, own), $"desk/{own}");
        await desk.Shows($"clinician:{clinician}", r => Of(r, slots[0]).GetProperty("referral").GetString() == mine
            && Of(r, slots[1]).GetProperty("status").GetString() == "busy", "with both visits");

        Assert.All(desk.Frames, f => Assert.DoesNotContain(theirs, f.GetRawText(), StringComparison.Ordinal));

        static JsonElement Of(JsonElement row, string slot) =>
            row.GetProperty("slots").EnumerateArray().Single(s => s.GetProperty("slot").GetString() == slot);
    }

    [Fact]
    public async Task A_visit_that_is_cancelled_after_the_right_was_judged_again_leaves_my_day()
    {
        var (line, clinician) = (await NewLine(), New("dr"));
        // It is about noon in this zone, so the visit is today at whatever hour the test runs.
        var ahead = 12 - DateTimeOffset.UtcNow.Hour;
        (await Api.Put($"/api/clinicians/{clinician}", new
        {
            name = clinician, timeZone = $"Etc/GMT{(ahead > 0 ? '-' : '+')}{Math.Abs(ahead)}",
            licensedStates = new[] { "CO" }, serviceLines = new[] { line },
            visitTypes = new[] { new { visitType = "video", minutes = 30 } },
        })).Is(200);
        (await Api.Put($"/api/clinicians/{clinician}/availability", new
        {
            windows = new[] { new { days = new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }, from = "06:00",
                to = "22:00" } },
        })).Is(200);
        var from = DateTimeOffset.UtcNow.AddHours(1);
        var free = (await Api.Get(
            $"/api/clinicians/{clinician}/schedule?from={Text(from)}&to={Text(from.AddHours(3))}")).Is(200);
        var id = await Booked(line, free.Json["entries"]!.AsArray()
            .First(e => e!["status"]!.GetValue<string>() == "free")!["slot"]!.GetValue<string>());
        await using var day = await HubClient.Watch(host.Address, await Token(Roles.Service, line),
            $"my-day/{clinician}");
        await Eventually.Is("the visit is shown", () => day.Keys().Count == 2);
        await Eventually.Is("the right was judged again", () => day.Heartbeats > 2);

        (await Api.Do(id, "cancel-appointment", new { reason = "ill" })).Is(200);

        await Eventually.Is("the visit is gone", () => day.Keys() is ["day"]);
    }

    [Fact]
    public async Task A_request_that_moved_the_referral_out_of_scope_has_the_same_answer_again()
    {
        var (own, other, key) = (await NewLine(), await NewLine(), New("key"));
        var id = (await Api.Create(Referral(own))).Id;
        var client = new ApiClient(host.Browser());
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", await Token(Roles.Service, own));
        var first = (await client.Do(id, "route", new { serviceLine = other }, key)).Is(200);

        var again = (await client.Do(id, "route", new { serviceLine = other }, key)).Is(200);

        Assert.Equal((first.Text, first.ETag, true), (again.Text, again.ETag, again.Replayed));
        (await client.Do(id, "route", new { serviceLine = own }, key)).Is(404, "not-found");
        (await client.Do(id, "route", new { serviceLine = other }, New("key"))).Is(404, "not-found");
    }

    [Fact]
    public async Task Pages_of_a_scoped_list_have_their_full_size()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await Api.Create(Referral(own))).Id);
            await Api.Create(Referral(other));
            await Api.Create(Referral(other));
        }

        var scheduler = await As(Roles.Scheduler, [own]);
        var first = (await scheduler.Get("/api/referrals?limit=4")).Is(200).Json;
        var rest = (await scheduler.Get(
            $"/api/referrals?limit=4&cursor={Uri.EscapeDataString(first["next"]!.GetValue<string>())}")).Is(200).Json;

        Assert.Equal(Enumerable.Reverse(ids), first["items"]!.AsArray().Concat(rest["items"]!.AsArray())
            .Select(r => r!["id"]!.GetValue<string>()));
        Assert.Equal(4, first["items"]!.AsArray().Count);
        Assert.Null(rest["next"]);
        Assert.Empty((await scheduler.Get($"/api/referrals?serviceLine={other}")).Is(200).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_nurse_who_is_a_clinician_lists_own_visits_of_other_lines_too()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var doctor = await Clinician(Api, line: other);
        var slots = await Slots(Api, doctor);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await Api.Create(Referral(own))).Id);
            ids.Add(await Booked(other, slots[i]));
            await Api.Create(Referral(other));
        }

        ids.Reverse();
        var nurse = await As($"{Roles.TriageNurse} {Roles.Clinician}", [own], doctor);
        foreach (var limit in (int[])[1, 2, 4, 6])
            Assert.Equal(ids, await Listed(nurse, $"/api/referrals?limit={limit}"));
        Assert.Equal(ids.Where((_, at) => at % 2 == 0),
            await Listed(nurse, $"/api/referrals?serviceLine={other}&limit=2"));
        Assert.Equal(ids.Where((_, at) => at % 2 == 1),
            await Listed(nurse, $"/api/referrals?serviceLine={own}&limit=2"));
        var number = (string)(await Api.Get($"/api/referrals/{ids[0]}")).Json["number"]!;
        Assert.Contains(ids[0], (await nurse.Post("/api/referrals/search", new { q = number })).Is(200).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_of_a_line_stop_only_addresses_of_their_patients_and_never_those_of_people_on_call()
    {
        var (own, other) = (await NewLine(), await NewLine());
        var (mine, theirs, onCall) = (Phone(), Phone(), Phone());
        (await Api.Create(Referral(own, phone: mine))).Is(201);
        (await Api.Create(Referral(other, phone: theirs))).Is(201);
        (await Api.Create(Referral(own, phone: onCall))).Is(201);
        (await Api.Put($"/api/service-lines/{other}", new
        {
            name = "Other", timeZone = "UTC",
            onCall = new { after = "PT5M", every = "PT5M", people = new[] { new { name = "Ann", phone = onCall } } },
        })).Is(200);
        var scheduler = await As(Roles.Scheduler, [own]);

        foreach (var path in (string[])["suppress", "mark-valid"])
            foreach (var foreign in (string[])[theirs, Phone()])
                (await scheduler.Post($"/api/addresses/{path}", new { address = foreign, reason = "x" }))
                    .Is(409, "address-unknown");
        foreach (var api in (ApiClient[])[scheduler, Api])
            (await api.Post("/api/addresses/suppress", new { address = onCall, reason = "x" }))
                .Is(409, "on-call-address");
        (await scheduler.Post("/api/addresses/suppress", new { address = mine, reason = "asked" })).Is(204);

        static string Phone() => $"+1303555{Random.Shared.Next(1000, 9999)}";
    }

    [Fact]
    public async Task Why_a_clinician_is_away_is_shown_to_those_who_manage_the_times()
    {
        var line = await NewLine();
        var doctor = await Clinician(Api, line: line);
        var from = DateTimeOffset.UtcNow.AddDays(3);
        (await Api.Post($"/api/clinicians/{doctor}/exceptions",
            new { from, to = from.AddHours(2), available = false, reason = "Dentist" })).Is(200);

        var (self, nurse) = (await As(Roles.Clinician, [line], doctor), await As(Roles.TriageNurse, [line]));
        Assert.Contains("Dentist", (await self.Get($"/api/clinicians/{doctor}")).Is(200).Text,
            StringComparison.Ordinal);
        foreach (var path in (string[])[$"/api/clinicians/{doctor}", "/api/clinicians?limit=200"])
            Assert.DoesNotContain("Dentist", (await nurse.Get(path)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_without_a_service_line_see_no_referral()
    {
        var id = (await Api.Create()).Id;
        var scheduler = await As(Roles.Scheduler, []);

        (await scheduler.Get($"/api/referrals/{id}")).Is(404);
        Assert.Empty((await scheduler.Get("/api/referrals")).Is(200).Json["items"]!.AsArray());
        Assert.Empty((await scheduler.Get("/api/service-lines")).Is(200).Json["items"]!.AsArray());
        (await scheduler.Get($"/api/capacity?serviceLine={Line}")).Is(404);
        (await scheduler.Get($"/api/clinicians/{RunningHost.Clinician}/schedule")).Is(404);
        (await scheduler.Do(id, "claim")).Is(404);
    }

    [Fact]
    public async Task A_clinician_sees_the_patients_of_own_visits_and_holds_only()
    {
        var line = await NewLine();
        var doctor = await Clinician(Api, line: line);
        var slots = await Slots(Api, doctor);
        var (booked, held, waiting) = (await Booked(line, slots[0]), await Api.Waiting(Referral(line)),
            await Api.Waiting(Referral(line)));
        (await Api.Do(held, "offers", new { slots = new[] { slots[1] } })).Is(200);
        var clinician = await As(Roles.Clinician, [line], doctor);

        (await clinician.Get($"/api/referrals/{booked}")).Is(200);
        (await clinician.Get($"/api/referrals/{held}")).Is(200);
        (await clinician.Get($"/api/referrals/{waiting}")).Is(404);
        Assert.Equal(404, (await clinician.Get($"/fhir/R4/ServiceRequest/{waiting}")).Status);
        (await clinician.Do(waiting, "arrive")).Is(404);
        (await clinician.Get($"/api/referrals/{booked}/matches")).Is(403);
        Assert.Equal([held, booked], (await clinician.Get("/api/referrals")).Is(200).Json["items"]!.AsArray()
            .Select(r => r!["id"]!.GetValue<string>()));
        Assert.Contains(waiting, (await clinician.Get($"/api/slots/{slots[2]}/matches")).Is(200).Text,
            StringComparison.Ordinal);
        var others = await Slots(Api, await Clinician(Api, line: line));
        (await clinician.Get($"/api/slots/{others[0]}/matches")).Is(404);

        (await Api.Do(held, "offers/decline")).Is(200);
        (await clinician.Get($"/api/referrals/{held}")).Is(404);
    }

    /// <summary>The ids on all pages of a list.</summary>
    private static async Task<IReadOnlyList<string>> Listed(ApiClient api, string path)
    {
        var found = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await api.Get(cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}")).Is(200);
            found.AddRange(page.Json["items"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
            if ((cursor = page.Json["next"]?.GetValue<string>()) is null) return found;
        }
    }

    private async Task<string> NewLine()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "America/Denver" })).Is(200);
        return line;
    }

    private async Task<string> ClinicianOf(params string[] lines)
    {
        var clinician = await Clinician(Api, line: lines[0]);
        (await Api.Put($"/api/clinicians/{clinician}", new
        {
            name = clinician, timeZone = "America/Denver", licensedStates = new[] { "CO" }, serviceLines = lines,
            visitTypes = new[] { new { visitType = "video", minutes = 30 } },
        })).Is(200);
        return clinician;
    }

    private async Task<string> Booked(string line, string slot)
    {
        var id = await Api.Waiting(Referral(line, RunningHost.Source));
        (await Api.Do(id, "book", new { slot })).Is(200);
        return id;
    }

    private async Task<ApiClient> As(string role, string[] lines, string? clinician = null)
    {
        var user = new StaffUser
        {
            UserName = New("s"), DisplayName = role, Roles = role, ServiceLines = string.Join(' ', lines),
            Clinician = clinician,
        };
        Assert.Empty(await host.Services.GetRequiredService<StaffAccounts>().Create(user, Password));
        var client = host.Browser();
        using var answer = await client.SignIn(user.UserName!, Password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new ApiClient(client);
    }

    private async Task<string> Token(string role, params string[] lines)
    {
        var client = New("client");
        await host.Services.GetRequiredService<StaffAccounts>()
            .CreateClient(client, "secret-of-the-test", "Test", [role], serviceLines: lines);
        using var answer = await host.Browser().Token(client, "secret-of-the-test");
        return (await answer.Json()).GetProperty("access_token").GetString()!;
    }
}
