using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Serialization;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests;

public sealed class SerializationTests
{
    private static readonly Instant Now = Instant.FromUtc(2031, 3, 3, 6, 0);

    private static readonly Submit Submit = TestData.Submission("r1", "cardiology");

    private static readonly Referral Received = ((Decision<ReferralEvent>.Accepted)ReferralDecider.Decide(
        null, Submit with { Submission = Submit.Submission with { ServiceLine = null } },
            new ReferralContext(Now, "nora", new Dictionary<ServiceLineId, ServiceLine>())))
        .Events.Aggregate((Referral?)null, ReferralEvolver.Evolve)!;

    private static readonly ServiceProvider Services = new ServiceCollection().AddReferralSiloSerialization()
        .BuildServiceProvider();

    private static SourceRow ASourceRow => new("r1", "RS-7F3K-9Q2M", 1, Contracts.Stage.Received,
        Contracts.Priority.Routine, "Okafor, Dana", null, DateTimeOffset.UnixEpoch, null, null, null, null, false);

    public static IEnumerable<TheoryDataRow<object>> Immutables =>
    [
        new(new Prioritize(Contracts.Priority.Urgent)),
        new(new Prioritize(Contracts.Priority.Urgent) { NeedBy = null }),
        new(new Prioritize(Contracts.Priority.Urgent) { NeedBy = DateTimeOffset.UnixEpoch }),
        new(new ReferralId("r1")),
        new(new PatientName("Dana", "Okafor")),
        new(ASourceRow),
    ];

    [Theory, MemberData(nameof(Immutables))]
    public void Immutable_values_are_shared_within_a_silo_and_equal_between_silos(object value)
    {
        Assert.Same(value, Services.GetRequiredService<DeepCopier>().Copy(value));
        var serializer = Services.GetRequiredService<Serializer>();
        Assert.Equal(value, serializer.Deserialize<object>(serializer.SerializeToArray<object>(value)));
    }

    [Fact]
    public void Ledger_unavailable_crosses_without_its_inner_exception()
    {
        var serializer = Services.GetRequiredService<Serializer>();
        var failed =
            new LedgerUnavailableException("The database did not answer.", new NotSupportedException("of the engine"));

        var received = Assert.IsType<LedgerUnavailableException>(
            serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(failed)));

        Assert.Equal(failed.Message, received.Message);
        Assert.Null(received.InnerException);
    }

    [Fact]
    public void Values_cross_inside_others_for_any_field_type()
    {
        var row = ASourceRow;
        var change = new BoardChange("source/1", "e", 1, 2, [row, row], ["r2"]);
        var envelope = new CommandEnvelope<ReferralCommand>(new Claim(), "nora", true, null, 3);
        var outcome = CommandOutcome<SlotGrant>.Refused(new Refusal("slot-taken", "The slot was taken."), null, 4);
        var hold = new ScheduleCommand.ReleaseHold(new HoldId("h1"));
        var need = new MatchNeed(
            new SlotNeed(new ReferralId("r1"), new ServiceLineId("cardiology"), "CO", new LocalDate(1988, 4, 12), null,
                Overrule: "agreed"),
            "RS-7F3K-9Q2M", Contracts.Priority.Urgent, "en",
            [new WeeklyWindow(Weekdays.Mon | Weekdays.Fri, new LocalTime(9, 0), new LocalTime(12, 30))],
            "America/Denver", null, Instant.FromUtc(2031, 3, 3, 6, 0));

        Assert.Equal([row, row], Sent(change).Upserts);
        Assert.Equal(envelope, Sent(envelope));
        Assert.Equal(outcome, Sent(outcome));
        Assert.Equal([hold], Sent<IReadOnlyList<OutboxItem>>([new("referral/r1", 3, 0, "hold-released", hold)])
            .Select(i => i.Payload));
        Assert.Equal(need.Times, Sent(need).Times);
        Assert.Equal(need, Sent(need) with { Times = need.Times });
        Assert.Null(Sent<Snapshot<Referral>?>(null));
    }

    [Fact]
    public void Another_silo_gets_the_view_of_a_referral_as_the_api_writes_it()
    {
        var here = ReferralResult.Of(CommandOutcome<Referral>.Accepted(Received, 3), Now).State!;
        var there = Sent(here);

        Assert.Equal((here.ServiceLine, here.Person), (there.ServiceLine, there.Person));
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(ReferralViews.View(Received, 3, Now), ContractsJson.Options),
            there.View!.Json);
        Assert.Equal(("r1", 3), (there.View.Value.Id, there.View.Value.Version));
        Assert.Equal(there.View.Json, new SerializedView(there.View.Value).Json);
        Assert.Same(Received, here.State);
        Assert.Null(there.State);
        Assert.Null(there.Need);
    }

    [Fact]
    public void A_refusal_has_no_view_and_for_a_taken_slot_the_need_to_find_others()
    {
        var taken = Sent(
            ReferralResult.Of(CommandOutcome<Referral>.Refused(ScheduleRefusals.SlotTaken, Received, 3), Now));
        var other = Sent(
            ReferralResult.Of(CommandOutcome<Referral>.Refused(IdempotencyStore.Reused, Received, 3), Now));
        var unknown = Sent(ReferralResult.Of(CommandOutcome<Referral>.OutcomeUnknown, Now));

        Assert.Equal((null, "r1"), (taken.State!.View, taken.State.Need!.Referral.Value));
        Assert.Equal((null, null, "idempotency-key-reused"),
            (other.State!.View, other.State.Need, other.Refusal!.Code));
        Assert.Equal((null, true), (unknown.State, unknown.Unknown));
    }

    private static T Sent<T>(T value)
    {
        var serializer = Services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
