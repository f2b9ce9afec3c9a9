using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Serialization;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

/// <summary>How a service line follows schedules that are committed on this silo and on others.</summary>
public sealed class CapacityChangeTests
{
    private static readonly ServiceLineId Line = new("cardiology"), Other = new("dermatology");
    private static readonly ClinicianId Ames = new("ames");
    private static readonly ServiceProvider Services = new ServiceCollection().AddReferralSiloSerialization()
        .BuildServiceProvider();

    private readonly LineCapacity _capacity = new(Line);

    [Fact]
    public void Within_the_silo_the_schedule_itself_is_passed_on()
    {
        var change = Change(1, Defined(Line));

        Assert.True(_capacity.Receive(Services.GetRequiredService<DeepCopier>().Copy(change)));
        Assert.Same(change.After, Stored.Schedule);
    }

    [Fact]
    public void From_another_silo_the_events_lead_to_the_same_schedule()
    {
        _capacity.Receive(Change(1, Defined(Line)));
        var held = Change(3, Held("h1", 9), Held("h2", 10));

        Assert.True(_capacity.Receive(Sent(held)));
        Assert.Equal(3, Stored.Version);
        Assert.Equal(held.After!.Holds, Stored.Schedule.Holds);
        Assert.False(_capacity.Receive(Sent(held)));
    }

    [Fact]
    public void A_missing_version_between_requires_a_read()
    {
        Assert.Null(_capacity.Receive(Sent(Change(1, Defined(Line)))));
        _capacity.Receive(Change(1, Defined(Line)));

        Assert.Null(_capacity.Receive(Sent(Change(3, Held("h2", 10)))));
        Assert.Equal(1, Stored.Version);
    }

    [Fact]
    public void A_known_version_requires_no_read()
    {
        _capacity.Receive(Change(1, Defined(Line)));
        _capacity.Receive(Change(3, Held("h1", 9), Held("h2", 10)));

        Assert.False(_capacity.Receive(Sent(Change(2, Held("h1", 9)))));
    }

    [Fact]
    public void A_clinician_who_returns_to_the_line_is_read()
    {
        _capacity.Receive(Change(1, Defined(Line)));
        Assert.True(_capacity.Receive(Sent(Change(2, Defined(Other)))));
        Assert.Empty(_capacity.Schedules);

        Assert.Null(_capacity.Receive(Sent(Change(3, Defined(Line)))));
    }

    private CapacityFact Stored => Assert.Single(_capacity.Schedules);

    private static CapacityChange Change(long version, params ScheduleEvent[] events) => new(Ames, version, events)
    {
        After = ScheduleEvolver.Fold(null, version == events.Length ? events : [Defined(Line), .. events]),
    };

    private static CapacityChange Sent(CapacityChange change)
    {
        var serializer = Services.GetRequiredService<Serializer>();
        var sent = (CapacityChange)serializer.Deserialize<object>(serializer.SerializeToArray<object>(change))!;
        Assert.Null(sent.After);
        Assert.Equal(change.Events, sent.Events);
        return sent;
    }

    private static ScheduleEvent.Defined Defined(ServiceLineId line) => new(new ClinicianProfile(
        Ames, "Dr. Ames", "America/Denver", [line], ["CO"], ["en"], [new(VisitType.Video, 30)], 0, null, null, null));

    private static ScheduleEvent.SlotHeld Held(string id, int hour)
    {
        var start = Instant.FromUtc(2031, 3, 3, hour, 0);
        return new(new HoldId(id), SlotId.Create(Ames, start, start + Duration.FromMinutes(30)), new ReferralId("r1"),
            VisitType.Video, start);
    }
}
