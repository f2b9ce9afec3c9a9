using ReferralSilo.Console.Desk;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Tests.Desk;

public sealed class SlotLanesTests
{
    private static readonly DateTimeOffset Eight = new(2031, 3, 3, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Times_that_follow_each_other_share_one_line() =>
        Assert.Equal([1, 1, 1], SlotLanes.Assign([Slot(0, 30), Slot(30, 60), Slot(60, 90)]));

    [Fact]
    public void Times_that_overlap_are_never_drawn_over_each_other() =>
        Assert.Equal([1, 2, 2, 1], SlotLanes.Assign([Slot(0, 45), Slot(0, 30), Slot(40, 70), Slot(55, 100)]));

    [Fact]
    public void The_order_in_which_they_come_does_not_matter() =>
        Assert.Equal([2, 1], SlotLanes.Assign([Slot(10, 40), Slot(0, 30)]));

    private static BoardSlot Slot(int from, int to) =>
        new($"s{from}-{to}", Eight.AddMinutes(from), Eight.AddMinutes(to), SlotStatus.Free, [], null, null);
}
