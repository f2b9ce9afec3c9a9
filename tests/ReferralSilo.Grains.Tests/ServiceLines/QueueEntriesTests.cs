using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

/// <summary>What a queue keeps of a referral.</summary>
public sealed class QueueEntriesTests
{
    private static readonly ServiceLineId Line = new("cardiology");
    private static readonly Instant Morning = Instant.FromUtc(2031, 3, 3, 6, 0);

    [Fact]
    public void It_keeps_neither_contacts_nor_addresses_nor_order_keys()
    {
        var kept = Kept(Full());

        Assert.Empty(kept.Patient.Phones);
        Assert.Null(kept.Patient.Email);
        Assert.Null(kept.Patient.Address);
        Assert.Null(kept.Patient.Identifiers);
        Assert.Null(kept.Patient.Contacts);
        Assert.Null(kept.Orders);
    }

    [Theory]
    [InlineData(Stage.Received)]
    [InlineData(Stage.Waiting)]
    [InlineData(Stage.Booked)]
    public void Rows_needs_and_places_are_those_of_the_whole_entry(Stage stage)
    {
        var (full, kept) = (Full() with { Stage = stage }, Kept(Full() with { Stage = stage }));

        Assert.Equal(QueueBoards.Triage(full, Morning, DateTimeZone.Utc),
            QueueBoards.Triage(kept, Morning, DateTimeZone.Utc));
        Assert.Equal(QueueBoards.Desk(full, Morning, DateTimeZone.Utc),
            QueueBoards.Desk(kept, Morning, DateTimeZone.Utc));
        Assert.Equal(JsonSerializer.Serialize(MatchNeed.From(full)), JsonSerializer.Serialize(MatchNeed.From(kept)));
        Assert.Equal((full.Alarm, full.Version, full.DueAt), (kept.Alarm, kept.Version, kept.DueAt));
    }

    [Fact]
    public void Equal_texts_are_kept_once()
    {
        var queue = new Queue(Line);
        queue.Receive(Full());
        queue.Receive(Full() with { Id = new ReferralId("r2") });

        var entries = queue.Entries.ToList();
        Assert.Same(entries[0].Patient.TimeZone, entries[1].Patient.TimeZone);
        Assert.Same(entries[0].Patient.Location, entries[1].Patient.Location);
        Assert.Same(entries[0].Source!.Value.Value, entries[1].Source!.Value.Value);
    }

    [Fact]
    public void The_order_of_the_queue_is_that_of_the_screens()
    {
        var entry = Full() with { ClaimedBy = "nora" };
        foreach (var stage in Enum.GetValues<Stage>())
        foreach (var priority in Enum.GetValues<Priority>())
        foreach (var concern in Enum.GetValues<EmergencyConcern>())
        {
            var placed = entry with { Stage = stage, Priority = priority, Concern = concern };
            if (QueueBoards.Triage(placed, Morning, DateTimeZone.Utc) is { } row)
                Assert.Equal(QueuePlace.InTriage(row), QueueOrder.Triage(placed));
            if (QueueBoards.Desk(placed, Morning, DateTimeZone.Utc) is not { } onDesk) continue;
            Assert.Equal(QueuePlace.ToDo(onDesk), QueueOrder.ToDo(placed));
            Assert.Equal(QueuePlace.Visit(onDesk), QueueOrder.Visits(placed));
        }
    }

    private static QueueEntry Kept(QueueEntry entry)
    {
        var queue = new Queue(Line);
        queue.Receive(entry);
        return Assert.Single(queue.Entries);
    }

    /// <summary>Each call makes its own texts, as reading does.</summary>
    private static QueueEntry Full() => new(
        new ReferralId("r1"), 1, "RS-7F3K-9Q2M", Line, Stage.Received, Priority.Urgent, Morning + Duration.FromDays(3),
        new Patient(new PatientName("Dana", "Okafor"), new LocalDate(1988, 4, 12),
            new PatientLocation(Text("US"), Text("CO")), Text("America/Denver"), Text("es"),
            [new PhoneNumber("+13035550123")], new EmailAddress("dana@example.org"), Channel.Sms, Text("asl"), ["ramp"])
        {
            Gender = "female",
            Address = new PostalAddress(["1 Main St"], "Denver", "80202"),
            Identifiers = [],
            Contacts = [],
        }, "Panic attacks", new SourceId(Text("lakeside")), Morning, Morning + Duration.FromHours(1), false, null,
        "sam", EligibilityOutcome.Eligible, 2,
        new Preferences(VisitType.Video, [new PreferredTime([IsoDayOfWeek.Monday], new LocalTime(9, 0),
            new LocalTime(12, 0))], new ClinicianId("ames"), LanguageRequired: true),
        new SlotGrant("b1", "slot", new ClinicianId("ames"), Morning, Morning + Duration.FromMinutes(30),
            VisitType.Video), Morning + Duration.FromHours(2), ["document:medication-list"])
    {
        Orders = ["order"],
    };

    private static string Text(string text) => new(text.AsSpan());
}
