using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteConsentTests(SqliteHost host) : ConsentSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresConsentTests(PostgresHost host) : ConsentSuite(host);

/// <summary>The gates before a booking: documents, and the consent to telehealth where the line needs it.</summary>
public abstract class ConsentSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_line_that_needs_the_consent_before_a_booking_refuses_one_without_it()
    {
        var (id, slot) = await Waiting(new { name = "A", timeZone = "UTC", telehealthConsent = "before-booking" });

        (await Api.Do(id, "book", new { slot })).Is(409, "consent-missing");
        var match = (await Api.Get($"/api/referrals/{id}/matches")).Is(200).Json["items"]![0]!;
        Assert.Contains("consent-missing", match["needsOverrule"]!.AsArray().Select(c => (string?)c));
        var why = (await Api.Get($"/api/referrals/{id}/why-not?slot={slot}")).Is(200).Json["broken"]![0]!;
        Assert.Equal(("consent-missing", "overrule"), ((string?)why["rule"], (string?)why["change"]));

        var booked = (await Api.Do(id, "book", new { slot, telehealthConsent = "verbal" })).Is(200);
        Assert.Equal("booked", booked.Stage);
        Assert.Contains(booked.Json["consents"]!.AsArray(), c => (string?)c!["kind"] == "telehealth"
            && (bool)c["given"]! && (string?)c["how"] == "verbal");
    }

    [Fact]
    public async Task By_default_a_visit_is_booked_and_the_desk_shows_that_the_consent_is_missing()
    {
        var (id, slot) = await Waiting(new { name = "A", timeZone = "UTC" });
        var line = (string)(await Api.Do(id, "book", new { slot })).Is(200).Json["serviceLine"]!;

        await using var desk = await HubClient.Watch(host.Address, await host.Token(), $"desk/{line}");
        await desk.Shows(id, r => r.TryGetProperty("consentMissing", out var missing) && missing.GetBoolean(),
            "without the consent");
        (await Api.Do(id, "consents", new { kind = "telehealth", given = true })).Is(200);
        await desk.Shows(id, r => !r.TryGetProperty("consentMissing", out _), "with the consent");
    }

    [Fact]
    public async Task Missing_documents_are_named_and_overruled_with_a_reason()
    {
        var (id, slot) = await Waiting(new { name = "A", timeZone = "UTC",
            requiredFields = new[] { "document:medication-list" } });

        Assert.Contains("document:medication-list",
            (string?)(await Api.Do(id, "book", new { slot })).Is(409, "documents-missing").Json["detail"]);
        Assert.Equal("booked", (await Api.Do(id, "book", new { slot, overrule = "The list is read to us." })).Is(200)
            .Stage);
    }

    [Fact]
    public async Task The_setting_is_kept_and_an_unknown_word_is_refused()
    {
        var path = $"/api/service-lines/{New("line")}";

        Assert.Equal("before-visit", Setting(await Api.Put(path, new { name = "A", timeZone = "UTC" })));
        Assert.Equal("before-booking", Setting(await Api.Put(path,
            new { name = "A", timeZone = "UTC", telehealthConsent = "before-booking" })));
        Assert.Equal("before-booking", Setting(await Api.Put(path, new { name = "B", timeZone = "UTC" })));
        Assert.Equal(["/telehealthConsent"], (await Api.Put(path,
            new { name = "A", timeZone = "UTC", telehealthConsent = "never" })).Is(400, "invalid-input").Pointers);
    }

    private async Task<(string Id, string Slot)> Waiting(object settings)
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", settings)).Is(200);
        var clinician = await Clinician(Api, line: line);
        return (await Api.Waiting(Referral(line)), (await Slots(Api, clinician))[0]);
    }

    private static string? Setting(ApiAnswer answer) =>
        (string?)answer.Is(200).Json["settings"]!["telehealthConsent"];
}
