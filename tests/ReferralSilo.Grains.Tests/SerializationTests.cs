using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Serialization;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Tests;

public sealed class SerializationTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddReferralSiloSerialization().BuildServiceProvider();

    public static IEnumerable<TheoryDataRow<object>> Immutables =>
    [
        new(new ReferralId("r1")),
        new(new PatientName("Dana", "Okafor")),
        new(new SourceRow("r1", "RS-7F3K-9Q2M", Contracts.Stage.Received, "Okafor, Dana", DateTimeOffset.UnixEpoch, null, null)),
    ];

    [Theory, MemberData(nameof(Immutables))]
    public void What_cannot_change_is_handed_on_within_a_silo_and_equal_between_silos(object value)
    {
        Assert.Same(value, Services.GetRequiredService<DeepCopier>().Copy(value));
        var serializer = Services.GetRequiredService<Serializer>();
        Assert.Equal(value, serializer.Deserialize<object>(serializer.SerializeToArray<object>(value)));
    }

    [Fact]
    public void Values_cross_inside_others_whatever_type_their_field_has()
    {
        var row = new SourceRow("r1", "RS-7F3K-9Q2M", Contracts.Stage.Received, "Okafor, Dana", DateTimeOffset.UnixEpoch, null, null);
        var change = new BoardChange("source/1", "e", 1, 2, [row, row], ["r2"]);
        var order = new Order<ReferralCommand>(new Claim(), "nora", true, null, 3);
        var outcome = CommandOutcome<SlotGrant>.No(new Refusal("slot-taken", "Somebody was faster."), null, 4);
        var hold = new ScheduleCommand.ReleaseHold(new HoldId("h1"));
        var need = new MatchNeed(
            new ReferralId("r1"), "RS-7F3K-9Q2M", new ServiceLineId("cardiology"), Contracts.Priority.Urgent, null, "CO", "en", false, 38, null,
            [new WeeklyWindow(Weekdays.Mon | Weekdays.Fri, new LocalTime(9, 0), new LocalTime(12, 30))], "America/Denver", null, Instant.FromUtc(2031, 3, 3, 6, 0));

        Assert.Equal([row, row], Sent(change).Upserts);
        Assert.Equal(order, Sent(order));
        Assert.Equal(outcome, Sent(outcome));
        Assert.Equal([hold], Sent<IReadOnlyList<OutboxItem>>([new("referral/r1", 3, 0, "hold-released", hold)]).Select(i => i.Payload));
        Assert.Equal(need.Times, Sent(need).Times);
        Assert.Equal(need, Sent(need) with { Times = need.Times });
        Assert.Null(Sent<Snapshot<Referral>?>(null));
    }

    private static T Sent<T>(T value)
    {
        var serializer = Services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
