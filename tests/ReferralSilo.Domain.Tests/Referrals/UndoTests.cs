using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>A decision is taken back by its person within eight seconds, as if it had not been made.</summary>
public sealed class UndoTests
{
    private const long Version = 9;

    private static readonly Duration Window = ReferralUndo.Window;

    public static TheoryData<string> Decisions => [.. Made.Keys];

    private static Dictionary<string, (Referral Before, ReferralCommand Command)> Made => new()
    {
        ["accept"] = (Received().After(new Claim()), new Accept()),
        ["decline"] = (Received(), new Decline("not ours")),
        ["redirect"] = (Received(), new Redirect("911", "emergency")),
        ["close"] = (Completed().After(new Acknowledge()), new Close()),
        ["arrive"] = (Booked(), new Arrive()),
        ["complete"] = (Arrived(), new Complete("seen", ["letter"])),
        ["complete without an arrival"] = (Booked(), new Complete("seen")),
        ["no-show"] = (Booked(), new NoShow()),
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public void A_decision_is_taken_back_as_if_it_had_not_been_made(string decision)
    {
        var (before, command) = Made[decision];

        var (after, undone) = Undo(before, command);

        Assert.NotEqual(before.Stage, after.Stage);
        Assert.Equal(ReferralJson.Form.WriteState(before),
            ReferralJson.Form.WriteState(ReferralEvolver.Evolve(after, Stored(undone!))));
        var entry = ReferralHistory.Entry(Version + 1, Now, Nurse, "undone", undone!);
        Assert.Equal("9", entry.Facts["undone"]);
    }

    [Fact]
    public void After_eight_seconds_it_stays()
    {
        Assert.Null(Refused(Received(), new Accept(), after: Window));
        Assert.Equal("undo-too-late", Refused(Received(), new Accept(), after: Window + Duration.FromTicks(1)));
        Assert.Equal("undo-too-late", Refused(Received(), new Accept(), version: Version - 1));
    }

    [Fact]
    public void Another_persons_decision_is_not_undone() =>
        Assert.Equal("not-undoable", Refused(Received(), new Accept(), by: Other));

    [Fact]
    public void What_is_no_decision_or_gave_up_a_slot_is_not_undone()
    {
        Assert.Equal("not-undoable", Refused(Accepted(), Tried(ContactOutcome.NoAnswer)));
        Assert.Equal("not-undoable", Refused(Waiting().After(new Claim()), new Redirect("911", "x"),
            replaced: Offered()));
        Assert.Equal("not-undoable", Refused(Offered(), new Redirect("911", "x")));
        Assert.Equal("not-undoable", Refused(Booked(), new Redirect("911", "x")));
        Assert.Equal("not-undoable", Accepted().Refusal(new Undo(2)));
    }

    [Fact]
    public void The_booking_of_a_visit_that_is_not_over_after_all_is_open_again()
    {
        var booking = ((Referral.Booked)Booked()).Appointment;
        ReferralEffect reopened = new ReferralEffect.VisitReopened(booking.Clinician, booking.Id);

        foreach (var decision in (string[])["complete", "complete without an arrival", "no-show"])
            Assert.Equal([reopened], Effects(decision));
        foreach (var decision in (string[])["accept", "arrive", "close"])
            Assert.Empty(Effects(decision));
    }

    private static IEnumerable<ReferralEffect> Effects(string decision)
    {
        var (before, command) = Made[decision];
        var (after, undone) = Undo(before, command);
        return ReferralEffects.From(after, [undone!], ReferralEvolver.Evolve(after, undone!))
            .Where(e => e is not ReferralEffect.QueueChanged);
    }

    private static string? Refused(Referral before, ReferralCommand command, Duration? after = null,
        long version = Version, string by = Nurse, Referral? replaced = null) =>
        (Decide(replaced ?? before, command, after ?? Duration.Zero, version, by).Decision
            as Decision<ReferralEvent>.Refused)?.Refusal.Code;

    private static (Referral After, ReferralEvent? Undone) Undo(Referral before, ReferralCommand command)
    {
        var (state, decision) = Decide(before, command, Window, Version, Nurse);
        return (state, Assert.Single(Assert.IsType<Decision<ReferralEvent>.Accepted>(decision).Events));
    }

    private static (Referral After, Decision<ReferralEvent> Decision) Decide(Referral before, ReferralCommand command,
        Duration after, long version, string by)
    {
        var at = command is NoShow ? VisitStart : Now;
        var events = before.Events(command, at, by);
        var state = events.Aggregate(before, ReferralEvolver.Evolve);
        return (state, ReferralDecider.Decide(state, new Undo(version),
            At(at + after) with { LastAct = new LastAct(before, Version, by, at, events) }));
    }

    private static ReferralEvent Stored(ReferralEvent happened) =>
        ReferralJson.Form.ReadEvent(ReferralJson.Form.WriteEvent(happened));
}
