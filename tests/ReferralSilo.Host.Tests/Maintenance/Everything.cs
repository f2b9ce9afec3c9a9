using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Maintenance;

/// <summary>What a program shows of every referral, and its history.</summary>
internal sealed record Everything(
    IReadOnlyDictionary<string, (long Version, string View, IReadOnlyList<string> History)> Referrals)
{
    /// <summary>One that the demo program takes.</summary>
    public static JsonObject AReferral() => new()
    {
        ["serviceLine"] = "dermatology",
        ["source"] = "lakeside-family-practice",
        ["patient"] =
        new JsonObject { ["givenName"] = "Dana", ["familyName"] = "Okafor",
        ["phones"] = new JsonArray("+13035550123") },
    };

    public static async Task<Everything> Of(ApiClient api)
    {
        var all = new Dictionary<string, (long, string, IReadOnlyList<string>)>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await Read(api, "/api/referrals?limit=200"
                + (cursor.Length == 0 ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Json;
            foreach (var id in page["items"]!.AsArray().Select(i => (string)i!["id"]!))
            {
                var view = await Read(api, $"/api/referrals/{id}");
                var history = (await Read(api, $"/api/referrals/{id}/history")).Json["items"]!.AsArray();
                all.Add(id, ((long)view.Json["version"]!, view.Text, [.. history.Select(h => h!.ToJsonString())]));
            }

            cursor = (string?)page["next"];
        }

        return new(all);
    }

    /// <summary>Reads again after 503, as a client does: a busy machine may be too slow for one of hundreds of
    /// reads.</summary>
    private static async Task<ApiAnswer> Read(ApiClient api, string path)
    {
        ApiAnswer? answer = null;
        await Eventually.Is($"{path} is answered", async () => (answer = await api.Get(path)).Status != 503);
        return answer!.Is(200);
    }

    public static async Task<ApiClient> AsMachine(Uri address)
    {
        var http = new HttpClient { BaseAddress = address };
        using var answer =
            await http.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "demo-client",
            ["client_secret"] = "demo-secret",
        }));
        answer.EnsureSuccessStatusCode();
        return With(address, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!);
    }

    public static ApiClient With(Uri address, string token) => new(new HttpClient
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    });

    /// <summary>Clocks ring meanwhile: a referral may have gone on. Nothing of what was may be missing or
    /// another.</summary>
    public void GoesOnIn(Everything later)
    {
        Assert.Equal(Referrals.Keys.Order(), later.Referrals.Keys.Order());
        foreach (var (id, (version, view, history)) in Referrals)
        {
            var (laterVersion, laterView, laterHistory) = later.Referrals[id];
            Assert.Equal(history, laterHistory.Take(history.Count));
            if (laterVersion == version) Assert.Equal(view, laterView);
        }

        var same = Referrals.Count(r => later.Referrals[r.Key].Version == r.Value.Version);
        Assert.True(same > Referrals.Count * 9 / 10, $"only {same} of {Referrals.Count} are as they were");
    }
}
