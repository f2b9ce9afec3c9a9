using System.Text.Json.Nodes;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteListTests(SqliteHost host) : ListSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresListTests(PostgresHost host) : ListSuite(host);

/// <summary>Lists, searches, capacity and matches.</summary>
public abstract class ListSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task Filters_and_pages_return_each_referral_once_newest_first()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
            ids.Add((await Api.Create(Referral(line, i % 2 == 0 ? RunningHost.Source : null))).Id);
        await Api.Do(ids[0], "prioritize", new { priority = "stat" });
        await Api.Do(ids[1], "accept");
        await Api.Do(ids[2], "assign", new { to = "nurse" });

        Assert.Equal(Enumerable.Reverse(ids), await All($"serviceLine={line}&limit=3"));
        Assert.Equal([ids[1]], await All($"serviceLine={line}&stage=accepted"));
        Assert.Equal([ids[0]], await All($"serviceLine={line}&priority=stat"));
        Assert.Equal([ids[2]], await All($"serviceLine={line}&assignedTo=nurse"));
        Assert.Equal(4, (await All($"serviceLine={line}&source={RunningHost.Source}")).Count);
        Assert.Equal(4, (await All($"serviceLine={line}", $"/api/sources/{RunningHost.Source}/referrals")).Count);
    }

    [Fact]
    public async Task A_referral_is_found_by_name_phone_birth_date_and_number_only()
    {
        var (family, phone) = (New("Ökonkwo").Replace("-", "", StringComparison.Ordinal),
            $"+1303555{Random.Shared.Next(1000, 9999)}");
        var made = await Api.Create(Referral(family: family, phone: phone, born: "1931-02-27"));
        var number = made.Json["number"]!.GetValue<string>();

        foreach (var text in (string[])[family, family.ToUpperInvariant(), $"{family}, Dana", $"dana {family}", number,
            number.ToLowerInvariant()])
            Assert.Equal([made.Id], await Found(text));
        Assert.Contains(made.Id, await Found(phone));
        Assert.Contains(made.Id, await Found(phone[2..]));
        Assert.Contains(made.Id, await Found("1931-02-27"));
        Assert.Empty(await Found(family[..6]));
        Assert.Empty(await Found($"{family} Nobody"));
        Assert.Empty(await Found("???"));
    }

    [Theory]
    [InlineData("stage=nowhere", "/stage")]
    [InlineData("priority=very", "/priority")]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=201", "/limit")]
    [InlineData("cursor=nonsense", "/cursor")]
    public async Task An_invalid_filter_is_bad_input(string query, string pointer) =>
        Assert.Equal([pointer], (await Api.Get($"/api/referrals?{query}")).Is(400, "invalid-input").Pointers);

    [Fact]
    public async Task Capacity_counts_open_held_and_booked_time()
    {
        var clinician = await Clinician(Api);
        var slots = await Slots(Api, clinician);
        (await Api.Do(await Api.Waiting(), "book", new { slot = slots[0] })).Is(200);
        (await Api.Do(await Api.Waiting(), "offers", new { slots = new[] { slots[1] } })).Is(200);

        var from = DateTimeOffset.UtcNow.AddDays(1);
        var capacity =
            (await Api.Get(
            $"/api/capacity?serviceLine={Line}&from={Text(from)}&to={Text(from.AddDays(2))}&visitType=video&state=co"))
            .Is(200).Json;
        var days = capacity["days"]!.AsArray().Where(d => d!["clinician"]!.GetValue<string>() == clinician).ToList();
        Assert.Equal((1, 1),
            (days.Sum(d => d!["booked"]!.GetValue<int>()), days.Sum(d => d!["held"]!.GetValue<int>())));
        var open = capacity["slots"]!.AsArray().Select(s => s!["slot"]!.GetValue<string>()).ToList();
        Assert.Contains(slots[2], open);
        Assert.DoesNotContain(slots[0], open);
        Assert.DoesNotContain(slots[1], open);
        (await Api.Get($"/api/capacity?serviceLine={Line}&from={Text(from)}&to={Text(from.AddDays(-1))}")).Is(400);
        (await Api.Get("/api/capacity?serviceLine=nowhere")).Is(404);
        Assert.NotEmpty(
            (await Api.Get(
                $"/api/capacity?serviceLine={Line}&from={Text(from)}&to={Text(from.AddDays(2))}&state=Colorado"))
            .Is(200).Json["slots"]!.AsArray());
        (await Api.Get($"/api/capacity?serviceLine={Line}&state=Colorada")).Is(400);
        (await Api.Get("/api/capacity")).Is(400);
    }

    [Fact]
    public async Task Matches_are_found_for_a_referral_and_for_a_slot()
    {
        var (clinician, id) = (await Clinician(Api), await Api.Waiting());
        var slots = await Slots(Api, clinician);

        var best = (await Api.Get($"/api/referrals/{id}/matches?limit=3")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(3, best.Count);
        Assert.NotEmpty(best[0]!["reasons"]!.AsArray());
        var waiting = (await Api.Get($"/api/slots/{slots[0]}/matches?limit=50")).Is(200).Json.AsArray();
        Assert.Contains(id, waiting.Select(m => m!["referral"]!.GetValue<string>()));
        (await Api.Get($"/api/referrals/{id}/matches?limit=0")).Is(400);
        (await Api.Get("/api/slots/nonsense/matches")).Is(404);
    }

    [Fact]
    public async Task A_slot_that_is_not_offered_is_explained_and_another_compared_with_the_best()
    {
        var (clinician, id) = (await Clinician(Api), await Api.Waiting());
        var slots = await Slots(Api, clinician);
        (await Api.Do(await Api.Waiting(), "book", new { slot = slots[0] })).Is(200);
        var path = $"/api/referrals/{id}/why-not";

        var taken = (await Api.Get($"{path}?slot={slots[0]}")).Is(200).Json;
        Assert.Equal("slot-taken", (string?)Assert.Single(taken["broken"]!.AsArray())!["rule"]);
        Assert.Equal("booked", (string?)taken["broken"]![0]!["value"]);

        var offered = (await Api.Get($"{path}?clinician={clinician}")).Is(200).Json;
        Assert.Empty(offered["broken"]!.AsArray());
        Assert.Equal(clinician, (string?)offered["clinician"]);
        Assert.Equal((double)offered["score"]! - (double)offered["best"]!["score"]!,
            offered["differences"]!.AsArray().Sum(d => (double)d!["difference"]!), 6);

        (await Api.Get(path)).Is(400);
        (await Api.Get($"{path}?clinician={clinician}&slot={slots[0]}")).Is(400);
        (await Api.Get($"{path}?slot=nonsense")).Is(404);
        (await Api.Get($"{path}?clinician=nobody-here")).Is(404);
    }

    [Fact]
    public async Task Time_off_removes_slots_until_it_is_deleted()
    {
        var clinician = await Clinician(Api);
        var before = await Slots(Api, clinician);
        var off = new { from = DateTimeOffset.UtcNow, to = DateTimeOffset.UtcNow.AddDays(4), reason = "ill" };
        var added = (await Api.Post($"/api/clinicians/{clinician}/exceptions", off)).Is(200);
        Assert.Empty(await Slots(Api, clinician));

        (await Api.Delete(
            $"/api/clinicians/{clinician}/exceptions/{added.Json["exceptions"]![0]!["id"]!.GetValue<string>()}"))
            .Is(200);
        Assert.Equal(before.Count, (await Slots(Api, clinician)).Count);
    }

    [Theory]
    [InlineData("José", "Peña-Núñez", "jose", "PENA NUNEZ", "Peña-Núñez, José", "josé peña")]
    [InlineData("X Æ A-12", "Musk", "X Æ A-12 Musk", "x ae a-12 musk", "A-12 Musk")]
    [InlineData("Sinéad", "O’Connor", "O'Connor", "OConnor sinead", "o`connor")]
    public async Task Exactly_stored_text_and_its_plain_form_are_found(string given, string family,
        params string[] texts)
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var sent = Referral(line, family: family);
        sent["patient"]!["givenName"] = given;
        var id = (await Api.Create(sent)).Id;

        foreach (var text in texts) Assert.Equal([id], await Found(text, line));
        Assert.Empty(await Found($"{given} {family} Nobody", line));
    }

    [Theory]
    [InlineData("07/04/1961")]
    [InlineData("7/4/1961")]
    [InlineData("1961-07-04")]
    [InlineData("1961-7-4")]
    [InlineData("303-555-O199")]
    [InlineData("(303) 555 0199")]
    public async Task Dates_and_phones_are_found_as_people_write_them(string text)
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        var id = (await Api.Create(Referral(line, phone: "+13035550199", born: "1961-07-04"))).Id;

        Assert.Equal([id], await Found(text, line));
        Assert.Equal([id], await Found($"okafor {text.Replace(" ", "", StringComparison.Ordinal)}", line));
    }

    [Fact]
    public async Task A_search_text_in_an_address_is_refused()
    {
        foreach (var path in (string[])["/api/referrals", $"/api/sources/{RunningHost.Source}/referrals"])
        foreach (var q in (string[])["Okafor", ""])
            (await Api.Get($"{path}?q={q}")).Is(400, "use-search");
    }

    [Theory]
    [InlineData("/api/referrals/search")]
    [InlineData("/api/patients/search")]
    public async Task An_empty_search_is_told_by_field(string path)
    {
        foreach (var q in (string[])["", "  "])
            Assert.Equal(["/q"], (await Api.Post(path, new { q })).Is(400, "invalid-input").Pointers);
    }

    [Theory]
    [InlineData("/api/referrals?cursor=", "/api/clinicians?limit=1")]
    [InlineData("/api/clinicians?cursor=", "/api/referrals?limit=1")]
    public async Task A_cursor_of_another_list_is_refused_by_field(string path, string other)
    {
        for (var i = 0; i < 2; i++)
        {
            await Clinician(Api);
            await Api.Create();
        }

        var cursor = (await Api.Get(other)).Is(200).Json["next"]!.GetValue<string>();
        Assert.Equal(["/cursor"],
            (await Api.Get(path + Uri.EscapeDataString(cursor))).Is(400, "invalid-input").Pointers);
    }

    private async Task<IReadOnlyList<string>> Found(string text, string? serviceLine = null) =>
        [.. (await Api.Post("/api/referrals/search", new { q = text, serviceLine, limit = 200 })).Is(200)
            .Json["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>())];

    private async Task<IReadOnlyList<string>> All(string query, string path = "/api/referrals")
    {
        var ids = new List<string>();
        JsonNode? next = null;
        do
        {
            var page = (await Api.Get(
                $"{path}?{query}{(next is null ? "" : $"&cursor={Uri.EscapeDataString(next.GetValue<string>())}")}"))
                .Is(200).Json;
            ids.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
            next = page["next"];
        }
        while (next is not null);
        return ids;
    }
}
