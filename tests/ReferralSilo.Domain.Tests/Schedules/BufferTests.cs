using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>Free time before and after visits, which each visit type may have of its own.</summary>
public sealed class BufferTests
{
    /// <summary>Video of 30 minutes with 10 before and 5 after; phone of 30 minutes with 15 after.</summary>
    private static readonly ClinicianProfile Buffered = Profile(buffer: 15) with
    {
        VisitTypes =
        [
            new(VisitType.Video, 30) { BeforeMinutes = 10, AfterMinutes = 5 }, new(VisitType.Phone, 30),
        ],
    };

    [Theory]
    // 5 minutes after the one and 10 before the other one must be free.
    [InlineData(VisitType.Video, 9, 0, VisitType.Video, 9, 45, true)]
    [InlineData(VisitType.Video, 9, 0, VisitType.Video, 9, 44, false)]
    [InlineData(VisitType.Video, 9, 0, VisitType.Phone, 9, 35, true)]
    [InlineData(VisitType.Video, 9, 0, VisitType.Phone, 9, 34, false)]
    [InlineData(VisitType.Phone, 9, 0, VisitType.Video, 9, 55, true)]
    [InlineData(VisitType.Phone, 9, 0, VisitType.Video, 9, 54, false)]
    [InlineData(VisitType.Video, 10, 0, VisitType.Phone, 9, 5, true)]
    [InlineData(VisitType.Video, 10, 0, VisitType.Phone, 9, 6, false)]
    public void Buffers_of_both_visits_stay_free(VisitType booked, int bookedHour, int bookedMinute, VisitType wanted,
        int hour, int minute, bool fits)
    {
        var schedule = Free(Buffered).After(
            Book("b1", Slot(bookedHour, bookedMinute)) with { VisitType = booked });
        var decided = ScheduleDecider.Decide(schedule,
            Hold("h1", Slot(hour, minute), "r2") with { VisitType = wanted }, Now);

        Assert.Equal(fits ? null : "slot-taken", Code(decided));
    }

    [Fact]
    public void A_slot_is_open_for_the_type_whose_buffers_fit_and_taken_as_that()
    {
        var schedule = Free(Buffered).After(Book("b1", Slot(9)) with { VisitType = VisitType.Video });
        var slot = Slot(9, 35);

        Assert.Equal([VisitType.Phone], FreeTime.TypesOf(schedule, slot, Now));
        Assert.Equal(VisitType.Phone, Assert.Single(schedule.After(Hold("h1", slot, "r2")).Holds).VisitType);
        Assert.Equal([SlotRule.Taken], SlotRules.Broken(schedule, slot, VisitType.Video, Now, null));
    }

    [Fact]
    public void A_held_slot_is_not_booked_by_a_type_whose_buffers_do_not_fit()
    {
        var schedule = Free(Buffered).After(Book("b1", Slot(9)) with { VisitType = VisitType.Video },
            Hold("h1", Slot(9, 35), "r2") with { VisitType = VisitType.Phone });
        var book = Book("b2", Slot(9, 35), "r2", "h1");

        Assert.Equal("slot-taken", Code(ScheduleDecider.Decide(schedule,
            book with { VisitType = VisitType.Video }, Now)));
        Assert.Equal(VisitType.Phone, schedule.After(book).Bookings[1].VisitType);
    }

    [Fact]
    public void Open_time_is_divided_by_the_buffers_of_each_visit_type()
    {
        var profile = Profile(buffer: 15) with
        {
            VisitTypes = [new(VisitType.Video, 30) { BeforeMinutes = 15 }, new(VisitType.Phone, 20)],
        };
        var free = SlotGrid.Free(Free(profile), new Interval(Now, Now + Duration.FromHours(6)), Now);

        Assert.Equal([Slot(9), Slot(10), Slot(11)],
            free.Where(f => f.VisitTypes.Contains(VisitType.Video)).Select(f => f.Slot!.Value));
        Assert.Equal([Slot(9, 0, 20), Slot(9, 35, 20), Slot(10, 10, 20), Slot(10, 45, 20), Slot(11, 20, 20)],
            free.Where(f => f.VisitTypes.Contains(VisitType.Phone)).Select(f => f.Slot!.Value));
        Assert.Equal(5, CapacityCounter.Fitting(free, profile));
    }

    [Fact]
    public void Buffers_are_read_and_shown_as_they_were_given()
    {
        var input = new ClinicianInput("Dr. Ames", "America/Denver", ["behavioral-health"], ["CO"], VisitTypes:
        [
            new VisitLength(VisitType.Video, 30)
            {
                BufferBefore = TimeSpan.FromMinutes(10), BufferAfter = TimeSpan.Zero,
            },
            new VisitLength(VisitType.Phone, 30),
        ]);
        var (value, errors) = ClinicianParser.Profile(new("ames"), input);

        Assert.Empty(errors);
        Assert.Equal([new(VisitType.Video, 30) { BeforeMinutes = 10, AfterMinutes = 0 }, new(VisitType.Phone, 30)],
            value!.VisitTypes);
        Assert.Equal(input.VisitTypes!, ScheduleViews.Clinician(Free(value), 1).VisitTypes);
    }

    [Fact]
    public void Bad_buffers_are_told_at_their_field() => Assert.Equal(
        ["/visitTypes/0/bufferAfter", "/visitTypes/0/bufferBefore", "/visitTypes/1"],
        ClinicianParser.Profile(new("ames"), new ClinicianInput("Dr. Ames", "America/Denver", ["behavioral-health"],
            ["CO"], VisitTypes:
            [
                new VisitLength(VisitType.Video, 30)
                {
                    BufferBefore = TimeSpan.FromMinutes(121), BufferAfter = TimeSpan.FromSeconds(90),
                },
                new VisitLength(VisitType.Video, 30),
            ])).Errors.Keys.Order(StringComparer.Ordinal));
}
