using CsCheck;
using NodaTime;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using static ReferralSilo.Domain.Tests.Matching.ANeed;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class MatchIndexTests
{
    private readonly MatchIndex _index = new();

    /// <summary>Words of a day with one length and at most 64 starts: five of taken time, one of live
    /// time.</summary>
    private const int WordsOfADay = 6;

    [Fact]
    public void A_hold_writes_the_words_of_its_own_day_only()
    {
        for (var i = 0; i < 20; i++) _index.Put(Free(Profile("c" + i)));
        _index.Put(Free());
        _index.Advance(Now);
        var before = _index.WordsWritten;

        _index.Put(Free().After(Hold()));
        _index.Advance(Now);

        Assert.Equal(WordsOfADay, _index.WordsWritten - before);
    }

    [Fact]
    public void Time_off_writes_the_words_of_a_few_days_only()
    {
        var off = new ScheduleException(new("x"), Slot(9).Start, Slot(10).Start, false, null);
        _index.Put(Free());
        _index.Advance(Now);
        var before = _index.WordsWritten;

        _index.Put(Free() with { Exceptions = [off] });
        _index.Advance(Now);

        Assert.InRange(_index.WordsWritten - before, WordsOfADay, 4 * WordsOfADay);
        Assert.False(IsFree(Slot(9, 30)));
        Assert.True(IsFree(Slot(10)));
    }

    [Fact]
    public void A_hold_that_is_past_due_frees_its_slot_without_a_message()
    {
        _index.Put(Free().After(Hold(minutes: 10)));
        _index.Advance(Now);
        Assert.Equal(Slot(9, 30), First());

        _index.Advance(Now + Duration.FromMinutes(10));

        Assert.Equal(Slot(9), First());
    }

    [Fact]
    public void A_clock_that_goes_back_by_a_moment_writes_nothing_and_revives_a_hold()
    {
        _index.Put(Free().After(Hold(minutes: 10)));
        _index.Advance(Now + Duration.FromSeconds(30));
        var before = _index.WordsWritten;
        _index.Advance(Now + Duration.FromSeconds(20));
        Assert.Equal(before, _index.WordsWritten);

        _index.Advance(Now + Duration.FromSeconds(601));
        Assert.True(IsFree(Slot(9)));
        _index.Advance(Now + Duration.FromSeconds(599));
        Assert.False(IsFree(Slot(9)));
    }

    [Fact]
    public void A_slot_is_gone_when_it_has_begun_and_the_day_after_the_last_one_comes()
    {
        _index.Put(Free());
        _index.Advance(Slot(9).Start);
        Assert.True(IsFree(Slot(9)));
        Assert.False(IsFree(InTwoWeeks(Slot(9))));

        _index.Advance(Slot(9).Start + Duration.FromTicks(1));
        Assert.False(IsFree(Slot(9)));
        Assert.True(IsFree(InTwoWeeks(Slot(9))));
        Assert.False(IsFree(InTwoWeeks(Slot(9, 30))));
    }

    [Fact]
    public void A_search_without_its_answer_allocates_nothing()
    {
        for (var i = 0; i < 20; i++) _index.Put(Free(Profile("c" + i, minAge: i % 2 == 0 ? 18 : null)));
        _index.Advance(Now);
        var need = Waiting(needBy: Duration.FromDays(9), times: Hours(Weekdays.Tue | Weekdays.Thu, 9, 11));
        for (var i = 0; i < 3; i++) _index.Search(need, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = _index.Search(need, 10);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10, found);
    }

    [Fact]
    public void A_clinician_who_leaves_is_not_offered_and_may_come_back_in_another_zone()
    {
        _index.Put(Free());
        _index.Advance(Now);
        _index.Remove(Ames);
        _index.Advance(Now);
        Assert.Equal(["There is no clinician."], _index.BestSlots(Waiting(), 5).WhyNot);

        _index.Put(Free(Profile(zone: "America/New_York")));
        _index.Advance(Now);

        Assert.True(IsFree(Slot(9, 30)));
        Assert.False(IsFree(Slot(10)));
    }

    [Fact]
    public void Age_is_the_number_of_full_years() =>
        Gen.Select(Gen.Int[-400, 45_000], Gen.Int[0, 45_000]).Sample((born, day) =>
        {
            var (from, to) = (new LocalDate(1920, 2, 29).PlusDays(born), new LocalDate(1920, 2, 29).PlusDays(day));

            Assert.Equal(from <= to ? NodaTime.Period.Between(from, to, PeriodUnits.Years).Years : null,
                CivilTime.AgeOn(from, to));
        }, iter: 20_000);

    private SlotId? First() => _index.BestSlots(Waiting(), 1).Items is [var best, ..] ? best.Slot : null;

    private bool IsFree(SlotId slot) => _index.FreeTypesOf(slot) is not null;

    private static SlotId InTwoWeeks(SlotId slot) =>
        SlotId.Create(Ames, slot.Start + Duration.FromDays(14), slot.End + Duration.FromDays(14));
}
