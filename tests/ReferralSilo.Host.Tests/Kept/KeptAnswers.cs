using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>What the program answers about the content of a kept database.</summary>
internal static partial class KeptAnswers
{
    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<string> Of(ApiClient api)
    {
        var text = new StringBuilder();
        await Patients(api);
        foreach (var (id, _) in KeptReferrals.All)
        {
            await Add($"/api/referrals/{id}");
            var history = $"/api/referrals/{id}/history";
            // The upgrade gives each referral its patient, now.
            Append("GET " + history, new JsonArray([.. (await Read(history)).Json["items"]!.AsArray()
                .Where(entry => (string?)entry!["what"] != "patient-assigned").Select(entry => entry!.DeepClone())]));
        }

        foreach (var path in (string[])["/api/service-lines", "/api/sources", "/api/clinicians/dr-kept",
            "/api/clinicians/dr-kept/schedule?from=2080-03-04T00:00:00Z&to=2080-03-06T00:00:00Z"])
            await Add(path);
        text.Append("GET /api/referrals: ").AppendJoin(' ', (await Read("/api/referrals?limit=50")).Json["items"]!
            .AsArray().Select(item => (string)item!["id"]!)).Append("\n\n");
        Append("POST /api/patients/search", await Patients(api));
        return text.ToString();

        async Task Add(string path) => Append("GET " + path, (await Read(path)).Json);

        void Append(string title, JsonNode json) =>
            text.Append(title).Append('\n').Append(Lines(json)).Append("\n\n");

        async Task<ApiAnswer> Read(string path) => (await api.Get(path)).Is(200);
    }

    /// <summary>A property or an item a line, so that a difference is easy to see.</summary>
    private static string Lines(JsonNode json) => PatientId().Replace(string.Join('\n', json switch
    {
        JsonObject parts => parts.Where(p => p.Value is not null)
            .Select(p => $"{p.Key}: {p.Value!.ToJsonString(Relaxed)}"),
        JsonArray items => items.Select(item => item!.ToJsonString(Relaxed)),
        _ => [json.ToJsonString(Relaxed)],
    }), "\"a-patient\"");

    // It comes from the key of the database, and each engine's has another one.
    [GeneratedRegex("\"p[0-9a-f]{31}\"")]
    private static partial Regex PatientId();

    /// <summary>The list when it includes all events and each referral has its patient, without the moment of its
    /// answer.</summary>
    public static async Task<JsonNode> Patients(ApiClient api)
    {
        JsonNode? list = null;
        await Eventually.Is("the list of patients is built", async () =>
        {
            list = (await api.Post("/api/patients/search", new { limit = 50 })).Is(200).Json;
            var items = list["items"]!.AsArray();
            return items.Sum(i => i!["referrals"]!.AsArray().Count) == KeptReferrals.All.Count
                && items.All(i => i!["id"] is not null);
        });
        list!.AsObject().Remove("asOf");
        return list;
    }
}
