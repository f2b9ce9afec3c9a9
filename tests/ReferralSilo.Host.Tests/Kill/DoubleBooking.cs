using System.Globalization;
using System.Text.Json.Nodes;

namespace ReferralSilo.Host.Tests.Kill;

/// <summary>Judges from the histories of referrals alone whether at any moment an interval was booked by two
/// (I4).</summary>
internal static class DoubleBooking
{
    /// <summary>Null, or who and what.</summary>
    public static string? Find(Dictionary<string, JsonArray> histories)
    {
        var holders = new Dictionary<string, string>();
        var events =
            histories.SelectMany(h =>
            h.Value.Select(e =>
            (Referral: h.Key, What: e!["what"]!.GetValue<string>(),
            At: DateTimeOffset.Parse(e["at"]!.GetValue<string>(), CultureInfo.InvariantCulture), Facts: e["facts"]!)));
        foreach (var (referral, what, _, facts) in events.OrderBy(e => e.At)
            .ThenBy(e => e.What == "appointment-booked"))
        {
            if (what == "appointment-cancelled")
                foreach (var held in holders.Where(h => h.Value == referral).Select(h => h.Key)
                    .ToList()) holders.Remove(held);
            if (what != "appointment-booked") continue;
            var slot = $"{facts["clinician"]} {facts["start"]}";
            if (holders.TryGetValue(slot, out var other)) return $"{slot} was booked by {other} and by {referral}";
            holders[slot] = referral;
        }

        return null;
    }
}

public sealed class DoubleBookingTests
{
    [Fact]
    public void A_planted_double_booking_is_seen_and_one_after_a_cancellation_is_none()
    {
        Assert.Equal("dr 16:00 was booked by a and by b",
            DoubleBooking.Find(new() { ["a"] = [Booked(1)], ["b"] = [Booked(3)] }));
        Assert.Null(DoubleBooking.Find(
            new() { ["a"] = [Booked(1), Event("appointment-cancelled", 2)], ["b"] = [Booked(3)] }));
    }

    private static JsonObject Booked(int second) => Event("appointment-booked", second);

    private static JsonObject Event(string what, int second) => new()
    {
        ["what"] = what, ["at"] = $"2031-03-03T09:00:0{second}Z",
        ["facts"] = new JsonObject { ["clinician"] = "dr", ["start"] = "16:00" },
    };
}
