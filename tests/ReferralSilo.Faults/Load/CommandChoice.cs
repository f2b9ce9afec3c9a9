using System.Globalization;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// Chooses a caller's next command for a referral: mostly one that fits the stage, sometimes any. Commands with a text
/// carry the key in it, so that their effect can be recognized.
/// </summary>
internal sealed class CommandChoice(Random random, Func<string> slot, IReadOnlyList<string> lines)
{
    private static readonly string[] Priorities = ["routine", "urgent", "asap"];

    /// <summary>Creates the body; also returns the slots in it.</summary>
    private delegate (object Body, string[] Slots) Build(string key);

    public ClientRequest Next(ReferralShown seen, string key)
    {
        var (command, build) = random.NextDouble() < 0.06 ? Anything() : ForStage(seen.Stage);
        var (body, slots) = build(key);
        return new ClientRequest(HttpMethod.Post, $"/api/referrals/{seen.Id}/{command}", key, body, slots.Length == 0
            ? null : slots);
    }

    private (string, Build) ForStage(string stage) => stage switch
    {
        "received" => Pick(
            (3, "claim", Empty), (1, "release", Empty), (5, "accept", Note), (1.5, "book", Slot),
            (1, "request-information", Items), (0.7, "route", Line), (1, "prioritize", Priority),
            (0.5, "decline", Reason), (0.3, "redirect", Redirect), (0.3, "withdraw", Reason)),
        "information-requested" =>
            Pick((4, "supply-information", Empty), (1, "accept", Note), (0.5, "withdraw", Reason)),
        "accepted" or "contacting" => Pick(
            (4, "contact-attempts", Reached), (1, "contact-attempts", NoAnswer), (2, "offers", Offer),
            (2, "book", Slot), (0.5, "assign", Assignee), (0.4, "consents", Consent)),
        "waiting" => Pick((5, "offers", Offer), (3, "book", Slot), (0.5, "route", Line), (0.3, "withdraw", Reason)),
        "offered" => Pick(
            (5, "offers/accept", Slot), (1.5, "offers/decline", Reason), (1.5, "offers", Offer), (1, "book", Slot),
            (0.3, "withdraw", Reason)),
        "booked" => Pick(
            (3, "reschedule", Slot), (3, "cancel-appointment", Reason), (1, "arrive", Empty),
            (0.7, "complete", Outcome), (0.7, "no-show", Note), (0.4, "withdraw", Reason)),
        "arrived" => ("complete", Outcome),
        "closed" => Anything(),
        _ => Pick((2, "acknowledge", Note), (3, "close", Note)),
    };

    private (string, Build) Anything() => Pick(
        (1, "claim", Empty), (1, "accept", Note), (1, "book", Slot), (1, "offers", Offer), (1, "offers/accept", Slot),
        (1, "reschedule", Slot), (1, "cancel-appointment", Reason), (1, "complete", Outcome),
        (1, "contact-attempts", Reached), (1, "close", Note));

    private (string, Build) Pick(params (double Weight, string Command, Build Build)[] choices)
    {
        var left = random.NextDouble() * choices.Sum(c => c.Weight);
        foreach (var (weight, command, build) in choices)
        {
            left -= weight;
            if (left < 0) return (command, build);
        }

        return (choices[^1].Command, choices[^1].Build);
    }

    private (object, string[]) Empty(string key) => (new { }, []);

    private (object, string[]) Note(string key) => (new { note = key }, []);

    private (object, string[]) Reason(string key) => (new { reason = key }, []);

    private (object, string[]) Outcome(string key) => (new { outcome = key }, []);

    private (object, string[]) Redirect(string key) => (new { to = "somewhere else", reason = key }, []);

    private (object, string[]) Items(string key) =>
        (new { items = new[] { "document:medication-list" }, message = key }, []);

    private (object, string[]) Line(string key) =>
        (new { serviceLine = lines[random.Next(lines.Count)], reason = key }, []);

    private (object, string[]) Priority(string key) =>
        (new { priority = Priorities[random.Next(Priorities.Length)], reason = key }, []);

    private (object, string[]) Assignee(string key) => (new { to = random.Next(3) == 0 ? null : "nurse" }, []);

    private (object, string[]) Consent(string key) =>
        (new { kind = "sms", given = random.Next(2) == 0, how = key }, []);

    private (object, string[]) Reached(string key) => (new { channel = "call", outcome = "reached", note = key }, []);

    private (object, string[]) NoAnswer(string key) =>
        (new { channel = "call", outcome = "no-answer", note = key }, []);

    private (object, string[]) Slot(string key)
    {
        var one = slot();
        return (new { slot = one }, [one]);
    }

    private (object, string[]) Offer(string key)
    {
        string[] slots = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => slot()).Distinct()];
        var expires = random.Next(2) == 0 ? null : DateTimeOffset.UtcNow.AddSeconds(random.Next(62, 80))
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return (new { slots, expiresAt = expires }, slots);
    }
}
