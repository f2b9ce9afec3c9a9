using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatchIndexProperties
{
    [Fact]
    public void The_index_answers_as_the_scan_of_every_slot() =>
        Gen.Int.Sample(seed =>
        {
            var world = new MatchWorld(seed);
            var index = new MatchIndex();
            foreach (var schedule in world.Schedules) index.Put(schedule);
            for (var step = 0; step < 12; step++)
            {
                index.Advance(world.Now);
                for (var asked = 0; asked < 2; asked++) AssertEqual(world, index, $"world {seed}, step {step}");
                var (changed, gone) = world.Step();
                if (changed is not null) index.Put(changed);
                if (gone is { } id) index.Remove(id);
            }
        }, iter: 400);

    private static void AssertEqual(MatchWorld world, MatchIndex index, string where)
    {
        var need = world.Need();
        var limit = 1 + (need.Times.Count + (int)need.Priority * 7);
        var scan = Matcher.BestSlots(need, world.Schedules,
            new Interval(world.Now, world.Now + ScheduleBoards.Horizon), world.Now, limit);
        var found = index.BestSlots(need, limit);

        Assert.True(scan.Items.Select(Text).SequenceEqual(found.Items.Select(Text)),
            $"{where}\n{string.Join('\n', scan.Items.Select(Text))}\n--\n"
                + string.Join('\n', found.Items.Select(Text)));
        Assert.True(scan.WhyNot.SequenceEqual(found.WhyNot),
            $"{where}\n{string.Join('\n', scan.WhyNot)}\n--\n{string.Join('\n', found.WhyNot)}");
        var unsuitable = UnsuitableClinicians.Find(need, world.Schedules.Select(s => s.Profile), world.Now);
        Assert.Equal(unsuitable, UnsuitableClinicians.Find(need, index.PossiblyUnsuitable(need), world.Now));
        Assert.Equal(UnsuitableStarts.Find(need, [.. world.Schedules.Select(s => s.Profile)], world.Now),
            UnsuitableStarts.Find(need, [.. index.PossiblyUnsuitable(need)], world.Now));
    }

    private static string Text(MatchedSlot slot) =>
        $"{slot.Clinician} {slot.Slot.Start} {slot.Slot.Length} {slot.VisitType} {slot.Score} "
        + $"{string.Join(", ", slot.ToOverrule)} "
        + string.Join(" ", slot.Reasons.Select(r => $"{r.Points} {r.Detail}"));
}
