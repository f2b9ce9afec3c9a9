using System.Globalization;
using System.Text.Json;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// A simulated user: submits referrals, reads them and sends commands on all silos. Retries with the same key while the
/// outcome is unknown, queries operations, repeats old requests and reads lists.
/// </summary>
internal sealed class Caller(string name, int seed, Calls calls, SiloChoice silos, SharedState shared,
    IReadOnlyList<string> lines)
{
    private readonly Random _random = new(seed);
    private int _requests;

    public async Task Run(CancellationToken stop)
    {
        var choice = new CommandChoice(_random, () => shared.Slot(_random) ?? "no-slot", lines);
        while (!stop.IsCancellationRequested)
        {
            await Step(choice);
            await Task.Delay(_random.Next(LoadLimits.LongestPause), CancellationToken.None);
        }
    }

    private async Task Step(CommandChoice choice)
    {
        var random = _random.NextDouble();
        if (shared.TakeDue() is { } late) await SendCommand(late);
        else if (random < 0.10 || !shared.IsFull) await Create();
        else if (random < 0.16) await RepeatOld();
        else if (random < 0.24) await List();
        else if (random < 0.30) await Slots();
        else if (random < 0.33) await QueryOperation();
        else await Work(choice);
    }

    private async Task Create()
    {
        var key = Key();
        var answer = await SendCommand(new ClientRequest(HttpMethod.Post, "/api/referrals", key, Intake(key)));
        if (answer.One is { } shown) shared.Update(shown);
    }

    private async Task Work(CommandChoice choice)
    {
        if (shared.Referral(_random) is not { } known) return;
        // Half of the time the caller reads first; otherwise it acts on old data.
        if (_random.NextDouble() < 0.5)
        {
            var look = await Send(ClientRequest.Read($"/api/referrals/{known.Id}"));
            if (look.One is null) return;
            shared.Update(known = look.One);
        }

        var answer = await SendCommand(choice.Next(known, Key()));
        if (answer.One is { } shown) shared.Update(shown);
        if (answer is { One.Stage: "offered", Body: { } offered } && _random.Next(3) == 0) AcceptAtTheEnd(offered);
        if (answer.Outcome == CallOutcome.Refused
            && (await Send(ClientRequest.Read($"/api/referrals/{known.Id}"))).One is { } now) shared.Update(now);
    }

    /// <summary>
    /// Accepts an offer just before or after its hold ends: a request sent in time may arrive too late.
    /// </summary>
    private void AcceptAtTheEnd(JsonElement offered)
    {
        // Without a hold, the offer ended before its answer arrived: the silos were slow.
        if (offered.GetProperty("holds").EnumerateArray()
            .FirstOrDefault() is not { ValueKind: JsonValueKind.Object } hold) return;
        var slot = hold.GetProperty("slot").GetString()!;
        shared.Schedule(
            new ClientRequest(HttpMethod.Post, $"/api/referrals/{offered.GetProperty("id").GetString()}/offers/accept",
                Key(), new { slot }, [slot]),
            hold.GetProperty("expiresAt").GetDateTimeOffset().AddMilliseconds(_random.Next(-400, 600)));
    }

    /// <summary>
    /// Sends a request and retries with the same key while the outcome is unknown; sometimes sends it twice at once,
    /// like a double click.
    /// </summary>
    private async Task<Answer> SendCommand(ClientRequest request)
    {
        shared.Unknown[request.Key!] = request;
        var twice = _random.NextDouble() < 0.05 ? Send(request, name + "-again") : null;
        var answer = await Send(request);
        for (var tries = 1; answer.Outcome == CallOutcome.Unknown && tries < LoadLimits.Tries; tries++)
            answer = await Send(request);
        if (twice is not null) await twice;
        if (answer.Outcome == CallOutcome.Unknown) return answer;
        shared.Unknown.TryRemove(request.Key!, out _);
        shared.Remember(request);
        return answer;
    }

    private async Task RepeatOld()
    {
        if (shared.RandomAnswered(_random) is { } old) await Send(old);
    }

    private async Task QueryOperation()
    {
        if (shared.Unknown.Keys.FirstOrDefault() is { } unknown && _random.Next(2) == 0)
        {
            // Its caller may still be retrying it: both must get the same answer.
            await Send(ClientRequest.QueryOperation(unknown));
        }
        else if (shared.RandomAnswered(_random) is { } old)
        {
            await Send(ClientRequest.QueryOperation(old.Key!));
        }
    }

    private async Task List()
    {
        var answer = await Send(ClientRequest.Read($"/api/referrals?serviceLine={Line()}&limit=20"));
        foreach (var shown in answer.Shown) shared.Update(shown);
        if (answer.Shown.Count > 0 && _random.Next(3) == 0)
            await Send(ClientRequest.Read($"/api/referrals/{answer.Shown[0].Id}/history"));
    }

    private async Task Slots()
    {
        if (shared.Referral(_random) is { } known && _random.Next(3) > 0)
        {
            var matches = await Send(ClientRequest.Read($"/api/referrals/{known.Id}/matches?limit=5"));
            shared.AddSlots(SlotsIn(matches, "items"));
            return;
        }

        var from = DateTimeOffset.UtcNow.AddDays(_random.Next(1, 6));
        var capacity = await Send(ClientRequest.Read(
            $"/api/capacity?serviceLine={Line()}&from={Text(from)}&to={Text(from.AddDays(1))}"));
        shared.AddSlots(SlotsIn(capacity, "slots").Take(8));
    }

    private async Task<Answer> Send(ClientRequest request, string? by = null)
    {
        var silo = silos.Next(_random);
        var answer = await calls.Send(by ?? name, silo, request);
        if (answer.Outcome != CallOutcome.Unknown) return answer;
        silos.Avoid(silo);
        await Task.Delay(LoadLimits.AfterUnknown, CancellationToken.None);
        return answer;
    }

    private static IEnumerable<string> SlotsIn(Answer answer, string list) =>
        answer is { IsOk: true, Body: { ValueKind: JsonValueKind.Object } body }
            && body.TryGetProperty(list, out var items)
            ? [.. items.EnumerateArray().Select(i => i.GetProperty("slot").GetString()!)]
            : [];

    private static string Text(DateTimeOffset at) =>
        Uri.EscapeDataString(at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    private string Key() => $"{name}-{++_requests}";

    private string Line() => lines[_random.Next(lines.Count)];

    private object Intake(string key) => new
    {
        serviceLine = Line(),
        priority = _random.Next(5) == 0 ? "urgent" : "routine",
        reason = new { text = "Sleepless since " + key },
        visitGoal = key,
        patient = new
        {
            givenName = "Dana", familyName = "Of " + name, birthDate = "1988-04-12",
            location = new { country = "US", state = "CO" }, timeZone = "America/Denver", email = $"{key}@example.org",
        },
    };
}
