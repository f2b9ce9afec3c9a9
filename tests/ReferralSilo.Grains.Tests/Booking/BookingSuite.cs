using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Booking;

public sealed class SqliteBookingTests(SqliteSilos silos) : BookingSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresBookingTests(PostgresSilos silos) : BookingSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>No slot is held or booked twice or lost, whatever fails between referral and schedule (I4, I5).</summary>
public abstract class BookingSuite(SiloFixture silos)
{
    [Fact]
    public async Task Of_many_referrals_that_request_one_slot_one_gets_it()
    {
        var (line, clinician) = await LineWithClinician();
        var slot = silos.Slot(clinician);
        var waiting = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => silos.Waiting(line)));
        var outcomes = await Task.WhenAll(waiting.Select(id => silos.Referral(id).Handle(Envelope(new Book(slot)))));

        var booked = Assert.Single(outcomes, o => o.Refusal is null);
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Equal("slot-taken", o.Refusal!.Code));
        Assert.Equal(booked.State!.View!.Value.Id,
            Assert.Single((await silos.ScheduleOf(clinician)).Bookings).Referral.Value);
    }

    [Fact]
    public async Task An_offer_with_one_taken_slot_holds_none_of_the_others()
    {
        var (line, clinician) = await LineWithClinician();
        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician, 2)));
        var id = await silos.Waiting(line);
        var offer = new Offer([silos.Slot(clinician, 0), silos.Slot(clinician, 1), silos.Slot(clinician, 2)]);
        var outcome = await silos.Referral(id).Handle(Envelope(offer));

        Assert.Equal("slot-taken", outcome.Refusal!.Code);
        Assert.Empty((await silos.ScheduleOf(clinician)).LiveHolds(silos.Now));
        Assert.Equal(Stage.Waiting, (await silos.State(id)).Stage);
    }

    [Fact]
    public async Task An_accepted_offer_books_its_slot_and_frees_the_others()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        await silos.Do(id, new Offer([silos.Slot(clinician, 0), silos.Slot(clinician, 1)]),
            new AcceptOffer(silos.Slot(clinician, 1)));

        await Eventually.Is("the other hold is freed", async () =>
            !(await silos.ScheduleOf(clinician)).LiveHolds(silos.Now).Any());
        Assert.Equal(silos.Slot(clinician, 1), Assert.Single((await silos.ScheduleOf(clinician)).Bookings).Slot.Value);
    }

    [Fact]
    public async Task A_retry_of_an_ended_offer_gets_its_recorded_answer_and_holds_nothing()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        var offer = Envelope(new Offer([silos.Slot(clinician)]), "op-offer" + id);
        await silos.Referral(id).Handle(offer);
        await silos.Do(id, new DeclineOffer());
        await Eventually.Is("the hold is freed", async () =>
            !(await silos.ScheduleOf(clinician)).LiveHolds(silos.Now).Any());

        var retry = await silos.Referral(id).Handle(offer);
        Assert.Equal((true, Stage.Offered), (retry.Replayed, retry.State!.View!.Value.Stage));
        Assert.Empty((await silos.ScheduleOf(clinician)).LiveHolds(silos.Now));
    }

    [Fact]
    public async Task A_moved_and_a_cancelled_appointment_release_their_slots()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        await silos.Do(id, new Book(silos.Slot(clinician, 0)), new Reschedule(silos.Slot(clinician, 1)));
        await Eventually.Is("only the new slot is booked", async () =>
            (await Booked(clinician)).SequenceEqual([silos.Slot(clinician, 1)]));

        await silos.Do(id, new CancelAppointment("ill"));
        await Eventually.Is("no slot is booked", async () => (await Booked(clinician)).Count == 0);
    }

    [Fact]
    public async Task A_booking_whose_referral_commit_was_lost_is_recovered()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        silos.Ledger.FailNext(Stream(id), Fault.Before);

        Assert.True((await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician))))).Unknown);
        await Eventually.Is("the referral has caught up with its schedule", async () =>
            (await silos.State(id)).Stage == Stage.Booked);
        Assert.Equal(silos.Slot(clinician), Assert.Single(await Booked(clinician)));
    }

    [Fact]
    public async Task A_lost_booking_commit_of_an_unaccepted_referral_releases_the_slot()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Received(line);
        silos.Ledger.FailNext(Stream(id), Fault.Before);

        Assert.True((await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician))))).Unknown);
        await Eventually.Is("the slot is released", async () => (await Booked(clinician)).Count == 0);
        Assert.Equal(Stage.Received, (await silos.State(id)).Stage);
        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician)));
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task A_booking_whose_schedule_commit_was_lost_is_made_once_by_the_retry(Fault when)
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        silos.Ledger.FailNext(new StreamId("schedule", clinician), when);

        Assert.True((await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician)), "book" + id))).Unknown);
        Assert.Null((await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician)), "book" + id))).Refusal);
        Assert.Single(await Booked(clinician));
        Assert.Single(await silos.Events(id), e => e == "appointment-booked");
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task A_booking_retried_under_its_key_is_one_booking(Fault when)
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);
        silos.Ledger.FailNext(Stream(id), when);

        Assert.True((await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician)), "again" + id))).Unknown);
        var retry = await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician)), "again" + id));
        Assert.Equal((null, Stage.Booked), (retry.Refusal?.Code, retry.State!.View!.Value.Stage));
        Assert.Single(await Booked(clinician));
        Assert.Single(await silos.Events(id), e => e == "appointment-booked");
    }

    [Fact]
    public async Task An_invalid_slot_and_one_of_an_unknown_clinician_are_refused()
    {
        var (line, _) = await LineWithClinician();
        var id = await silos.Waiting(line);

        Assert.Equal(("slot-unknown", "/slot"),
            Refused(await silos.Referral(id).Handle(Envelope(new Book("nonsense")))));
        Assert.Equal(("clinician-unknown", null),
            Refused(await silos.Referral(id).Handle(Envelope(new Book(silos.Slot("nobody"))))));
    }

    [Fact]
    public async Task A_clinician_of_another_line_is_refused()
    {
        var (line, _) = await LineWithClinician();
        var (_, other) = await LineWithClinician();

        Assert.Equal("service-line-not-served",
            (await silos.Referral(await silos.Waiting(line)).Handle(Envelope(new Book(silos.Slot(other)))))
                .Refusal!.Code);
    }

    [Fact]
    public async Task Slots_are_found_for_a_referral_that_its_line_has_not_received_yet()
    {
        var (line, clinician) = await LineWithClinician();
        var elsewhere = await silos.State(await silos.Waiting(await silos.ServiceLine()));
        var entry = QueueEntry.From(elsewhere, 1) with { ServiceLine = new ServiceLineId(line) };
        var lines = silos.Grains.GetGrain<IServiceLineGrain>(line);

        await Eventually.Is("the line knows its clinician", async () => (await lines.Clinicians()).Contains(clinician));
        var matches = await lines.BestSlots(MatchNeed.From(entry), 3);
        Assert.Equal(entry.Id.Value, matches.Referral);
        Assert.All(matches.Items, m => Assert.Equal(clinician, m.Clinician));
        Assert.Equal(3, matches.Items.Count);
        Assert.Equal(["The referral needs no slot."],
            (await lines.BestSlots(MatchNeed.From(entry with { Stage = Stage.Closed }), 3)).WhyNot);
    }

    [Fact]
    public async Task A_booking_after_the_need_by_needs_a_reason_and_keeps_it()
    {
        var (line, clinician) = await LineWithClinician();
        var id = New("r");
        var submit = Submission(id, line);
        await silos.Do(id, submit with { Submission = submit.Submission with { NeedBy = silos.Now } }, new Accept(),
            new ContactAttempt(Channel.Call, ContactOutcome.Reached));

        Assert.Equal("need-by-passed",
            (await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician))))).Refusal!.Code);
        await silos.Do(id, new Offer([silos.Slot(clinician)], Overrule: "Nothing is free before"),
            new AcceptOffer(silos.Slot(clinician)),
            new Reschedule(silos.Slot(clinician, 1), null, "The patient asked for it"));

        Assert.Equal("The patient asked for it", ((Referral.Booked)await silos.State(id)).Appointment.Overrule);
        var history = (await silos.Real.ReadEvents(Stream(id)))
            .Select(e => ReferralHistory.Entry(
                e.Version, e.At, e.Actor, e.Type, silos.Of<ReferralMapper>().ReadEvent(e.Body.Span)))
            .Where(h => h.Facts.ContainsKey("overrule")).Select(h => (h.What, h.Facts["overrule"]));
        Assert.Equal(
            [
                ("slots-offered", "Nothing is free before"), ("appointment-booked", "Nothing is free before"),
                ("appointment-moved", "The patient asked for it"),
            ],
            history);
    }

    [Fact]
    public async Task A_visit_moves_within_its_full_day_and_to_an_overlapping_time()
    {
        var (line, clinician) = await LineWithClinician();
        var profile = (await silos.ScheduleOf(clinician)).Profile;
        await silos.DoOnSchedule(clinician, new ScheduleCommand.Define(profile with { DailyLimit = 1 }));
        var id = await silos.Waiting(line);
        Assert.True(SlotId.TryParse(silos.Slot(clinician), out var first));
        var half = SlotId.Create(first.Clinician, first.Start + Duration.FromMinutes(15),
            first.End + Duration.FromMinutes(15)).Value;

        await silos.Do(id, new Book(first.Value), new Reschedule(half));
        await Eventually.Is("the first time is free", async () => (await Booked(clinician)).SequenceEqual([half]));
        await silos.Do(id, new Reschedule(silos.Slot(clinician, 3)));

        await Eventually.Is("the old times are free", async () =>
            (await Booked(clinician)).SequenceEqual([silos.Slot(clinician, 3)]));
        Assert.Equal("daily-limit-reached",
            (await silos.Referral(await silos.Waiting(line)).Handle(Envelope(new Book(silos.Slot(clinician)))))
                .Refusal!.Code);
    }

    [Fact]
    public async Task A_held_slot_is_offered_again_together_with_another()
    {
        var (line, clinician) = await LineWithClinician();
        var id = await silos.Waiting(line);

        await silos.Do(id, new Offer([silos.Slot(clinician)]),
            new Offer([silos.Slot(clinician), silos.Slot(clinician, 1)]), new AcceptOffer(silos.Slot(clinician)));

        await Eventually.Is("only the visit is left", async () =>
            (await silos.ScheduleOf(clinician)) is { Holds.Count: 0, Bookings: [var visit] }
            && visit.Slot.Value == silos.Slot(clinician));
    }

    private static (string? Code, string? Field) Refused(CommandOutcome<ReferralResult> outcome) =>
        (outcome.Refusal?.Code, outcome.Refusal?.Field);

    private async Task<(string Line, string Clinician)> LineWithClinician()
    {
        var line = await silos.ServiceLine();
        return (line, await silos.Clinician(line));
    }

    private async Task<IReadOnlyList<string>> Booked(string clinician) =>
        [.. (await silos.ScheduleOf(clinician)).Bookings.Select(b => b.Slot.Value)];
}
