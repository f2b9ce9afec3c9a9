using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Tests.Silos;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class SqliteMyDayBoardTests(SqliteSilos silos) : MyDayBoardSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresMyDayBoardTests(PostgresSilos silos) : MyDayBoardSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>The board <c>my-day/{clinician}</c> shows what is committed about the visits of one civil day.</summary>
public abstract class MyDayBoardSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_visit_appears_when_it_is_booked_and_passes_through_its_stages()
    {
        var (id, clinician, slot) = await Bookable();
        await using var board = Follow(clinician);
        await board.Shows<DayRow>("day", r => r.TimeZone == "America/Denver", "at once");
        await silos.Do(id, new Book(slot));
        var booking = await Booking(id);
        await board.Shows<VisitRow>(booking, r => r.Stage == VisitStage.Booked && r.Referral == id, "as booked");
        silos.Time.Advance(TimeSpan.FromMinutes(30));
        await silos.Do(id, new Arrive());
        await board.Shows<VisitRow>(booking, r => r.Stage == VisitStage.Arrived, "as arrived");
        await silos.Do(id, new Complete("seen"));
        await board.Shows<VisitRow>(booking, r => r.Stage == VisitStage.Completed, "as completed");
    }

    [Fact]
    public async Task A_cancelled_visit_leaves_the_board()
    {
        var (id, clinician, slot) = await Bookable();
        await silos.Do(id, new Book(slot));
        var booking = await Booking(id);
        await using var board = Follow(clinician);
        await board.Shows<VisitRow>(booking, _ => true, "at once");

        await silos.Do(id, new CancelAppointment("ill"));
        await board.ShowsNo(booking);
    }

    [Fact]
    public async Task It_shows_what_another_activation_wrote()
    {
        var (id, clinician, slot) = await Bookable();
        await silos.Do(id, new Book(slot));
        var booking = await Booking(id);
        await using var board = Follow(clinician);
        await board.Shows<VisitRow>(booking, r => !r.Confirmed, "at once");

        await silos.CommitInLedger(id, new ReferralEvent.VisitConfirmed(silos.Now));
        await board.Shows<VisitRow>(booking, r => r.Confirmed, "as committed");
    }

    [Fact]
    public async Task The_day_changes_at_midnight_of_the_clinician()
    {
        var (_, clinician, _) = await Bookable();
        await using var board = Follow(clinician);
        await board.Shows<DayRow>("day", _ => true, "at once");
        var today = board.Row<DayRow>("day")!.Date;
        var zone = CivilTime.FindZone("America/Denver")!;
        var tomorrow = CivilTime.DayOf(silos.Now, zone).PlusDays(1);

        silos.Time.Advance((CivilTime.StartOf(tomorrow, zone) - silos.Now).ToTimeSpan());
        await silos.Until("the day has changed", () => Task.FromResult(
            board.Row<DayRow>("day") is { } row && row.Date != today), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Available_now_ends_by_itself()
    {
        var (_, clinician, _) = await Bookable();
        await using var board = Follow(clinician);
        await silos.DoOnSchedule(clinician, new ScheduleCommand.BeAvailable(silos.Now + Duration.FromMinutes(20)));
        await board.Shows<DayRow>("day", r => r.AvailableUntil is not null, "as available");
        silos.Time.Advance(TimeSpan.FromMinutes(20));
        await board.Shows<DayRow>("day", r => r.AvailableUntil is null, "as ended");
    }

    [Fact]
    public async Task A_clinician_who_does_not_exist_has_no_board()
    {
        await using var frames = silos.Feed().Watch("my-day/nobody", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<BoardRefusedException>(async () => await frames.MoveNextAsync());
        Assert.Equal("board-unknown", refused.Code);
    }

    private BoardReader Follow(string clinician) => new(silos.Feed(silos.Silos - 1), $"my-day/{clinician}");

    /// <summary>A waiting referral, a clinician, and the next slot, which is on the same civil day.</summary>
    private async Task<(string Referral, string Clinician, string Slot)> Bookable()
    {
        var civil = silos.Now.InZone(CivilTime.FindZone("America/Denver")!);
        if (civil.Hour is < 6 or > 20)
            silos.Time.Advance(TimeSpan.FromHours(civil.Hour < 6 ? 6 - civil.Hour : 30 - civil.Hour));
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var schedule = await silos.ScheduleOf(clinician);
        var slot = SlotGrid.Free(schedule, new Interval(silos.Now, silos.Now + Duration.FromHours(2)), silos.Now)[0];
        return (await silos.Waiting(line), clinician, slot.Slot!.Value.Value);
    }

    private async Task<string> Booking(string referral) =>
        Assert.IsType<Referral.Booked>(await silos.State(referral)).Appointment.Id;
}
