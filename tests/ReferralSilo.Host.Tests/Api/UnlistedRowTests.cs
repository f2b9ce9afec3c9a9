using NodaTime;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Words;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Host.Tests.Kept;

namespace ReferralSilo.Host.Tests.Api;

/// <summary>The screens make the row of a referral that has none on its board from its view.</summary>
public sealed class UnlistedRowTests
{
    private static readonly Zone LineZone = Zone.Find("America/Denver");

    public static TheoryData<string> Referrals => [.. KeptReferrals.All.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Referrals))]
    public void The_row_is_that_of_the_board(string id)
    {
        var events = KeptReferrals.All.Single(r => r.Id == id).Events;
        Referral? state = null;
        foreach (var (happened, n) in events.Select((e, n) => (e, n)))
        {
            state = ReferralEvolver.Evolve(state, happened);
            foreach (var hours in new[] { 0, 6, 15 })
                AssertSame(state, n + 1, KeptReferrals.Start + Duration.FromHours(hours));
        }
    }

    private static void AssertSame(Referral state, long version, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb[LineZone.Name];
        var view = ReferralViews.View(state, version, now);
        var entry = QueueEntry.From(state, version) with { ClaimedBy = view.ClaimedBy };
        var line = state.Case.ServiceLine.Value;

        Assert.Equal(QueueBoards.Triage(entry, now, zone),
            UnlistedRows.Triage(view, line, now.ToDateTimeOffset(), LineZone));
        Assert.Equal(QueueBoards.Desk(entry, now, zone),
            UnlistedRows.Desk(view, line, now.ToDateTimeOffset(), LineZone));
        Assert.Null(UnlistedRows.Triage(view, "another", now.ToDateTimeOffset(), LineZone));
        Assert.Null(UnlistedRows.Desk(view, "another", now.ToDateTimeOffset(), LineZone));
    }
}
