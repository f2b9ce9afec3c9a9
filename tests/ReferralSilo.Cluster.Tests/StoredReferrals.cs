using System.Text.Json.Nodes;

namespace ReferralSilo.Cluster.Tests;

/// <summary>Reads all referrals through the list of the API.</summary>
internal static class StoredReferrals
{
    /// <summary>Ids of the referrals in triage of behavioral health.</summary>
    public static async Task<HashSet<string>> InTriage(HttpClient client)
    {
        var ids = new HashSet<string>();
        foreach (var stage in new[] { "received", "information-requested" })
            await foreach (var item in Listed(client, $"&serviceLine=behavioral-health&stage={stage}"))
                ids.Add((string)item["id"]!);
        return ids;
    }

    /// <summary>All referrals that match a filter, which begins with an ampersand.</summary>
    public static async IAsyncEnumerable<JsonNode> Listed(HttpClient client, string filter)
    {
        string? cursor = null;
        do
        {
            var page = JsonNode.Parse(await client.GetStringAsync("/api/referrals?limit=200" + filter
                + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")))!;
            foreach (var item in page["items"]!.AsArray()) yield return item!;
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
    }
}
