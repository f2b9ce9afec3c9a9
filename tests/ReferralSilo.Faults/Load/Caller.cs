using System.Globalization;
using System.Text.Json;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// Somebody at work: takes a referral in or looks at one and orders something, repeats with the same key while nobody
/// knows, asks for the operation, repeats what was answered long ago, reads lists, on all silos.
/// </summary>
internal sealed class Caller(string name, int seed, Calls calls, SiloChoice silos, Pool pool,
    IReadOnlyList<string> lines)
{
    private readonly Random _chance = new(seed);
    private int _requests;

    public async Task Run(CancellationToken stop)
    {
        var choice = new CommandChoice(_chance, () => pool.Slot(_chance) ?? "no-slot", lines);
        while (!stop.IsCancellationRequested)
        {
            await Step(choice);
            await Task.Delay(_chance.Next(LoadLimits.LongestPause), CancellationToken.None);
        }
    }

    private async Task Step(CommandChoice choice)
    {
        var dice = _chance.NextDouble();
        if (pool.Due() is { } late) await Order(late);
        else if (dice < 0.10 || !pool.IsFull) await Create();
        else if (dice < 0.16) await Again();
        else if (dice < 0.24) await List();
        else if (dice < 0.30) await Slots();
        else if (dice < 0.33) await AskForOperation();
        else await Work(choice);
    }

    private async Task Create()
    {
        var key = Key();
        var answer = await Order(new ClientRequest(HttpMethod.Post, "/api/referrals", key, Intake(key)));
        if (answer.One is { } shown) pool.See(shown);
    }

    private async Task Work(CommandChoice choice)
    {
        if (pool.Referral(_chance) is not { } known) return;
        // Mostly somebody looks first; sometimes they order by what they saw long ago.
        if (_chance.NextDouble() < 0.5)
        {
            var look = await Send(ClientRequest.Read($"/api/referrals/{known.Id}"));
            if (look.One is null) return;
            pool.See(known = look.One);
        }

        var answer = await Order(choice.Next(known, Key()));
        if (answer.One is { } shown) pool.See(shown);
        if (answer is { One.Stage: "offered", Body: { } offered } && _chance.Next(3) == 0) AcceptAtTheEnd(offered);
        if (answer.Outcome == Told.Refused
            && (await Send(ClientRequest.Read($"/api/referrals/{known.Id}"))).One is { } now) pool.See(now);
    }

    /// <summary>A hair before the hold ends or after: asked in time, it may arrive too late.</summary>
    private void AcceptAtTheEnd(JsonElement offered)
    {
        // An offer that was over before its answer came: the silos were starved.
        if (offered.GetProperty("holds").EnumerateArray()
            .FirstOrDefault() is not { ValueKind: JsonValueKind.Object } hold) return;
        var slot = hold.GetProperty("slot").GetString()!;
        pool.Later(
            new ClientRequest(HttpMethod.Post, $"/api/referrals/{offered.GetProperty("id").GetString()}/offers/accept",
                Key(), new { slot }, [slot]),
            hold.GetProperty("expiresAt").GetDateTimeOffset().AddMilliseconds(_chance.Next(-400, 600)));
    }

    /// <summary>Sends, and again with the same key while nobody knows; now and then twice at once, as a double click
    /// does.</summary>
    private async Task<Answer> Order(ClientRequest request)
    {
        pool.Unknown[request.Key!] = request;
        var twice = _chance.NextDouble() < 0.05 ? Send(request, name + "-again") : null;
        var answer = await Send(request);
        for (var tries = 1; answer.Outcome == Told.Unknown && tries < LoadLimits.Tries; tries++) answer =
            await Send(request);
        if (twice is not null) await twice;
        if (answer.Outcome == Told.Unknown) return answer;
        pool.Unknown.TryRemove(request.Key!, out _);
        pool.Remember(request);
        return answer;
    }

    private async Task Again()
    {
        if (pool.Old(_chance) is { } old) await Send(old);
    }

    private async Task AskForOperation()
    {
        if (pool.Unknown.Keys.FirstOrDefault() is { } unknown && _chance.Next(2) == 0)
        {
            // Its caller may still be repeating it: both must hear the same.
            await Send(ClientRequest.Of(unknown));
        }
        else if (pool.Old(_chance) is { } old)
        {
            await Send(ClientRequest.Of(old.Key!));
        }
    }

    private async Task List()
    {
        var answer = await Send(ClientRequest.Read($"/api/referrals?serviceLine={Line()}&limit=20"));
        foreach (var shown in answer.Shown) pool.See(shown);
        if (answer.Shown.Count > 0
            && _chance.Next(3) == 0) await Send(ClientRequest.Read($"/api/referrals/{answer.Shown[0].Id}/history"));
    }

    private async Task Slots()
    {
        if (pool.Referral(_chance) is { } known && _chance.Next(3) > 0)
        {
            var matches = await Send(ClientRequest.Read($"/api/referrals/{known.Id}/matches?limit=5"));
            pool.Offer(Of(matches, "items"));
            return;
        }

        var from = DateTimeOffset.UtcNow.AddDays(_chance.Next(1, 6));
        var capacity =
            await Send(ClientRequest.Read(
            $"/api/capacity?serviceLine={Line()}&from={Text(from)}&to={Text(from.AddDays(1))}"));
        pool.Offer(Of(capacity, "slots").Take(8));
    }

    private async Task<Answer> Send(ClientRequest request, string? by = null)
    {
        var silo = silos.Next(_chance);
        var answer = await calls.Send(by ?? name, silo, request);
        if (answer.Outcome != Told.Unknown) return answer;
        silos.Avoid(silo);
        await Task.Delay(LoadLimits.AfterUnknown, CancellationToken.None);
        return answer;
    }

    private static IEnumerable<string> Of(Answer answer, string list) =>
        answer is { IsOk: true, Body: { ValueKind: JsonValueKind.Object } body }
            && body.TryGetProperty(list, out var items)
            ? [.. items.EnumerateArray().Select(i => i.GetProperty("slot").GetString()!)]
            : [];

    private static string Text(DateTimeOffset at) =>
        Uri.EscapeDataString(at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    private string Key() => $"{name}-{++_requests}";

    private string Line() => lines[_chance.Next(lines.Count)];

    private object Intake(string key) => new
    {
        serviceLine = Line(),
        priority = _chance.Next(5) == 0 ? "urgent" : "routine",
        reason = new { text = "Sleepless since " + key },
        visitGoal = key,
        patient = new
        {
            givenName = "Dana", familyName = "Of " + name, birthDate = "1988-04-12",
                location = new { country = "US", state = "CO" },
            timeZone = "America/Denver", email = $"{key}@example.org",
        },
    };
}
