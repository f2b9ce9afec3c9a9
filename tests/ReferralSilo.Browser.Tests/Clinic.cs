using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ReferralSilo.Browser.Tests;

/// <summary>
/// A small service line for one test inside the running program, set
/// up over HTTP: always open, two clinicians, no other referrals.
/// </summary>
public sealed class Clinic : IDisposable
{
    private static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private readonly HttpClient _client;

    private Clinic(HttpClient client, string id) => (_client, Id) = (client, id);

    public string Id { get; }

    /// <summary>A service line that is there already.</summary>
    public static async Task<Clinic> Of(Uri server, string id, string program = "demo-client",
        string secret = "demo-secret")
    {
        var client = new HttpClient { BaseAddress = server };
        var clinic = new Clinic(client, id);
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await clinic.Token(program, secret));
        return clinic;
    }

    /// <summary>Visits are recorded days before their start.</summary>
    public static async Task<Clinic> Open(Uri server, string id)
    {
        var clinic = await Of(server, id);
        await clinic.Put($"/api/service-lines/{id}",
            new { name = "Walk clinic", timeZone = "America/Denver", visitRecordableBefore = "P30D" });
        foreach (var name in new[] { "Avery", "Blake" })
        {
            var clinician = $"{id}-{name.ToLowerInvariant()}";
            await clinic.Put($"/api/clinicians/{clinician}", new
            {
                name = $"Dr. {name}", timeZone = "America/Denver",
                serviceLines = new[] { id }, licensedStates = new[] { "CO" },
            });
            await clinic.Put($"/api/clinicians/{clinician}/availability",
                new { windows = new[] { new { days = EveryDay, from = "00:00", to = "24:00" } } });
        }
        return clinic;
    }

    /// <summary>Sends a referral, which is acknowledged when this returns, and returns its id.</summary>
    public async Task<string> Refer(string familyName, string priority = "urgent")
    {
        var answer = await _client.PostAsJsonAsync("/api/referrals", new
        {
            serviceLine = Id,
            priority,
            reason = new { text = "Panic attacks, increasing" },
            patient = new
            {
                givenName = "Dana", familyName, birthDate = "1988-04-12", timeZone = "America/Denver",
                location = new { country = "US", state = "CO" }, phones = new[] { "+13035550123" },
            },
        });
        return (string)(await Read(answer))["id"]!;
    }

    public Task<JsonNode> Referral(string id) => Get($"/api/referrals/{id}");

    public async Task<JsonNode> Get(string path) => await Read(await _client.GetAsync(path));

    public async Task<JsonNode> History(string id) =>
        await Read(await _client.GetAsync($"/api/referrals/{id}/history"));

    /// <summary>Sends a command for a referral as the service client.</summary>
    public async Task<JsonNode> Send(string id, string command, object? body = null) =>
        await Read(await _client.PostAsJsonAsync($"/api/referrals/{id}/{command}", body ?? new { }));

    /// <summary>
    /// Accepts a referral and holds its best time. Returns the slot and its day in the clinic's time zone.
    /// </summary>
    public async Task<(string Slot, string Day)> Hold(string id)
    {
        await Send(id, "accept", new { overrule = "The family asked for it" });
        var best = (await Read(await _client.GetAsync($"/api/referrals/{id}/matches?limit=1")))["items"]![0]!;
        var slot = (string)best["slot"]!;
        await Send(id, "offers", new { slots = new[] { slot } });
        var start = TimeZoneInfo.ConvertTime(best["start"]!.GetValue<DateTimeOffset>(),
            TimeZoneInfo.FindSystemTimeZoneById("America/Denver"));
        return (slot, start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> Token(string program, string secret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = program, ["client_secret"] = secret,
        });
        return (string)(await Read(await _client.PostAsync("/connect/token", form)))["access_token"]!;
    }

    private async Task Put(string path, object body) => await Read(await _client.PutAsJsonAsync(path, body));

    private static async Task<JsonNode> Read(HttpResponseMessage answer)
    {
        using var _ = answer;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode,
            $"{answer.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
