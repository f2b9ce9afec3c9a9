using System.Globalization;
using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>Creates a small program through the API: two service lines, a source with a campaign, and clinicians on
/// request.</summary>
public static class AProgram
{
    public const string Line = "test-line";
    public const string Strict = "test-strict";

    private static int _made;
    private static int _phones;

    public static string New(string kind) => $"{kind}-{Guid.NewGuid():N}"[..20] + Interlocked.Increment(ref _made);

    public static async Task Define(ApiClient api)
    {
        (await api.Put($"/api/service-lines/{Line}",
            new { name = "Tests", timeZone = "America/Denver", maxContactAttempts = 2,
                visitRecordableBefore = "P30D" })).Is(200);
        (await api.Put($"/api/service-lines/{Strict}", new
        {
            name = "Strict", timeZone = "America/Denver", eligibility = new { minAge = 18, states = new[] { "CO" } },
                requiredFields = new[] { "payer" },
        })).Is(200);
        foreach (var source in (string[])[RunningHost.Source, "hilltop"])
            (await api.Put($"/api/sources/{source}", new { name = source, kind = "clinical" })).Is(200);
        (await api.Post($"/api/sources/{RunningHost.Source}/campaigns", new { code = "SPRING", name = "Spring" }))
            .Is(201);
        await Clinician(api, RunningHost.Clinician);
    }

    /// <summary>Creates a clinician who sees patients of both lines, or of the named one, every day, in visits of 30
    /// minutes.</summary>
    public static async Task<string> Clinician(ApiClient api, string? id = null, string? line = null)
    {
        id ??= New("dr");
        (await api.Put($"/api/clinicians/{id}", new
        {
            name = "Dr. " + id, timeZone = "America/Denver", licensedStates = new[] { "CO", "WY" },
            serviceLines = line is null ? [Line, Strict] : new[] { line },
            visitTypes = new[] { new { visitType = "video", minutes = 30 } },
        })).Is(200);
        (await api.Put($"/api/clinicians/{id}/availability", new
        {
            windows = new[] { new { days = new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }, from = "06:00",
                to = "22:00" } },
        })).Is(200);
        return id;
    }

    /// <summary>Free slots of a clinician from this time tomorrow, for two days.</summary>
    public static async Task<IReadOnlyList<string>> Slots(ApiClient api, string clinician)
    {
        var from = DateTimeOffset.UtcNow.AddDays(1);
        var answer =
            (await api.Get($"/api/clinicians/{clinician}/schedule?from={Text(from)}&to={Text(from.AddDays(2))}"))
            .Is(200);
        return [.. answer.Json["entries"]!.AsArray().Where(e => e!["status"]!.GetValue<string>() == "free")
            .Select(e => e!["slot"]!.GetValue<string>())];
    }

    public static JsonObject Referral(string? line = Line, string? source = null, string family = "Okafor",
        string? phone = null, string born = "1988-04-12")
    {
        // Most have this name: by their phones they are different people.
        phone ??= family is not ("Okafor" or "Rivera") ? "+13035550123" : string.Create(CultureInfo.InvariantCulture,
            $"+1303{2000000 + Interlocked.Increment(ref _phones)}");
        var referral = new JsonObject
        {
            ["reason"] = new JsonObject { ["text"] = "Panic attacks, increasing" },
            ["patient"] = new JsonObject
            {
                ["givenName"] = "Dana", ["familyName"] = family, ["birthDate"] = born,
                ["phones"] = new JsonArray(phone),
                ["location"] = new JsonObject { ["country"] = "US", ["state"] = "CO" }, ["timeZone"] = "America/Denver",
            },
        };
        if (line is not null) referral["serviceLine"] = line;
        if (source is not null) referral["source"] = source;
        return referral;
    }

    public static string Text(DateTimeOffset at) =>
        Uri.EscapeDataString(at.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
}
