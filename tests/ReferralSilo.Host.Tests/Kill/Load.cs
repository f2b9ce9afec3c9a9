using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ReferralSilo.Host.Tests.Api;

namespace ReferralSilo.Host.Tests.Kill;

/// <summary>One order, and what was said about it: <c>null</c> when nobody answered.</summary>
public sealed record Ordered(string Path, string? Body, string Key, string? Event, ApiAnswer? Answer);

/// <summary>Concurrent clients that create, claim, offer, book and cancel on a few contended slots, and write down what
/// the program answered.</summary>
public sealed class Load(int seed, IReadOnlyList<string> slots)
{
    private int _keys;
    private int _answered;

    /// <summary>What was asked and told, in no order.</summary>
    public ConcurrentQueue<Ordered> History { get; } = [];

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Runs until the server is gone.</summary>
    public Task Run(ApiClient api, int clients, int round) =>
        Task.WhenAll(Enumerable.Range(0, clients)
        .Select(n => Task.Run(() => Client(api, new Random(seed + (round * 1_000) + n)))));

    /// <summary>Asks again, under its key, for everything that was not answered.</summary>
    public async Task Retry(ApiClient api)
    {
        foreach (var open in History.Where(o => o.Answer is null).ToList())
            if (await Send(api, open with { Answer = null }) is null) throw new InvalidOperationException(
                "The retry was not answered.");
    }

    private async Task Client(ApiClient api, Random random)
    {
        while (await Walk(api, random)) { }
    }

    /// <summary>One referral's way; false when the server no longer answers.</summary>
    private async Task<bool> Walk(ApiClient api, Random random)
    {
        var created =
            await Send(api, "/api/referrals", Api.AProgram.Referral(family: Api.AProgram.New("Kill")).ToJsonString(),
            "received");
        if (created is null) return false;
        var id = created.Id;
        string Slot() => slots[random.Next(slots.Count)];
        (string Command, string? Body, string Event)[] steps =
        [
            ("claim", null, "claimed"), ("accept", null, "accepted"),
            ("contact-attempts", """{"channel":"call","outcome":"reached"}""", "patient-reached"),
            random.Next(2) == 0
                ? ("offers", new JsonObject { ["slots"] = new JsonArray(Slot()) }.ToJsonString(), "slots-offered")
                : ("book", new JsonObject { ["slot"] = Slot() }.ToJsonString(), "appointment-booked"),
        ];
        foreach (var (command, body, happened) in steps)
            if (await Send(api, $"/api/referrals/{id}/{command}", body, happened) is null) return false;

        // Slots are given back, so that others get them.
        var last = History.LastOrDefault(o => o.Path.StartsWith($"/api/referrals/{id}/", StringComparison.Ordinal));
        return last is not { Answer.Status: 200 } || random.Next(4) == 0 || await (last.Event == "slots-offered"
            ? Send(api, $"/api/referrals/{id}/offers/decline", "{}", "offer-ended")
            : Send(api, $"/api/referrals/{id}/cancel-appointment", """{"reason":"ill"}""",
                "appointment-cancelled")) is not null;
    }

    private Task<ApiAnswer?> Send(ApiClient api, string path, string? body, string happened) =>
        Send(api, new Ordered(path, body, $"kill-{seed}-{Interlocked.Increment(ref _keys)}", happened, null));

    private async Task<ApiAnswer?> Send(ApiClient api, Ordered order)
    {
        ApiAnswer? answer = null;
        try
        {
            answer = await api.Post(order.Path, order.Body, order.Key);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or SocketException)
        {
            // Nobody knows whether it took effect.
        }

        if (answer is { Status: 503 }) answer = null;
        if (answer is not null) Interlocked.Increment(ref _answered);
        History.Enqueue(order with { Answer = answer });
        return answer;
    }
}
