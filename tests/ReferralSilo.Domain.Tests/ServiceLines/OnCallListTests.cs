using NodaTime;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.ServiceLines.AServiceLine;

namespace ReferralSilo.Domain.Tests.ServiceLines;

/// <summary>The list of people on call: hours in the zone of the line (Denver), and what is refused.</summary>
public sealed class OnCallListTests
{
    private static readonly DateTimeZone Denver = DateTimeZoneProviders.Tzdb["America/Denver"];

    [Theory]
    // Nights of Monday: 20:00 to 07:00 of Tuesday.
    [InlineData("mon", "20:00", "07:00", "2031-03-03T19:59", false)]
    [InlineData("mon", "20:00", "07:00", "2031-03-03T20:00", true)]
    [InlineData("mon", "20:00", "07:00", "2031-03-04T06:59", true)]
    [InlineData("mon", "20:00", "07:00", "2031-03-04T07:00", false)]
    [InlineData("mon", "20:00", "07:00", "2031-03-04T20:00", false)]
    // From Sunday to Monday the week begins anew.
    [InlineData("sun", "20:00", "07:00", "2031-03-03T06:59", true)]
    [InlineData("sun", "20:00", "07:00", "2031-03-03T20:00", false)]
    // A whole day, and all of them.
    [InlineData("mon", null, null, "2031-03-03T00:00", true)]
    [InlineData("mon", null, null, "2031-03-04T00:00", false)]
    [InlineData("mon", "08:00", "08:00", "2031-03-04T07:59", true)]
    [InlineData(null, null, null, "2031-03-04T12:00", true)]
    [InlineData(null, "22:00", null, "2031-03-04T23:59", true)]
    public void Hours_hold_in_the_zone_of_the_line(string? day, string? from, string? to, string local, bool holds) =>
        Assert.Equal(holds, Person(day, from, to).IsOnCall(Civil(local), Denver));

    [Fact]
    public void Hours_over_the_night_of_a_clock_change_end_at_the_civil_hour()
    {
        // 2031-03-09, 02:00 to 03:00 does not exist; 2031-11-02, 01:00 to 02:00 is twice.
        var night = Person("sat", "22:00", "06:00");

        Assert.True(night.IsOnCall(Instant.FromUtc(2031, 3, 9, 11, 59), Denver));
        Assert.False(night.IsOnCall(Instant.FromUtc(2031, 3, 9, 12, 0), Denver));
        Assert.True(night.IsOnCall(Instant.FromUtc(2031, 11, 2, 12, 59), Denver));
        Assert.False(night.IsOnCall(Instant.FromUtc(2031, 11, 2, 13, 0), Denver));
        // Hours that lie in the gap are empty on that day only.
        var gap = Person("sun", "02:00", "03:00");
        Assert.False(gap.IsOnCall(Instant.FromUtc(2031, 3, 9, 9, 30), Denver));
        Assert.True(gap.IsOnCall(Instant.FromUtc(2031, 3, 16, 8, 30), Denver));
        var list = new OnCallList(Duration.FromMinutes(10), Duration.FromMinutes(10), [gap], null, Denver);
        Assert.Equal(Instant.FromUtc(2031, 3, 16, 8, 0), list.NextBegin([], Instant.FromUtc(2031, 3, 9, 0, 0)));
    }

    [Fact]
    public void An_entry_needs_one_address_and_each_fault_is_named_at_its_field()
    {
        var onCall = new OnCallInput
        {
            After = TimeSpan.Zero, Every = TimeSpan.FromDays(1),
            People =
            [
                new("Ann"), new("Ann", Phone: "+13035550100", Email: "ann@example.org"),
                new("Ben", Phone: "303-555-0100"), new("Cat", Email: "cat at example"),
                new("Dan", Phone: "+13035550101", Days: ["funday"], From: "25:00", To: "x"),
                new("Eva", Phone: "+13035550102", Language: "fr"), new(" ", Phone: "+13035550103"),
                // No id can be made from it, so no one would be called.
                new("☎", Phone: "+13035550104"), new("☎", "gil", "+13035550105"),
            ],
            Supervisor = new OnCallPersonInput("Sue"),
        };

        Assert.Equal([
            "/onCall/after", "/onCall/every", "/onCall/people/0/phone", "/onCall/people/1/phone",
            "/onCall/people/2/phone", "/onCall/people/3/email", "/onCall/people/4/days/0", "/onCall/people/4/from",
            "/onCall/people/4/to", "/onCall/people/5/language", "/onCall/people/6/name", "/onCall/people/7/name",
            "/onCall/supervisor/phone"],
            Errors(onCall).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_person_may_have_other_hours_and_another_channel_but_no_second_number()
    {
        Assert.Empty(Errors(new OnCallInput
        {
            People =
            [
                new("Ann Lee", Phone: "+13035550100", Days: ["mon"]),
                new("Ann Lee", Phone: "+13035550100", Days: ["sat"]),
                new("Ann Lee", Email: "ann@example.org"),
            ],
        }));
        Assert.Equal(["/onCall/people/1/phone"], Errors(new OnCallInput
        {
            People = [new("Ann Lee", Phone: "+13035550100"), new("ann  lee", Phone: "+13035550199")],
        }));
        Assert.Empty(Errors(new OnCallInput
        {
            People = [new("Ann Lee", "ann1", "+13035550100"), new("Ann Lee", "ann2", "+13035550199")],
        }));
    }

    [Theory]
    [InlineData("911", true)]
    [InlineData("+13035550100", true)]
    [InlineData("11", false)]
    [InlineData("9-1-1", false)]
    [InlineData("++911", false)]
    public void The_emergency_number_has_only_digits(string text, bool isValid) =>
        Assert.Equal(isValid, ServiceLineParser.Parse(new("a"), 1, Input() with { EmergencyPhone = text })
            .Errors.Count == 0);

    [Fact]
    public void A_list_is_stored_and_read_back_unchanged()
    {
        var input = Input() with
        {
            EmergencyPhone = "911",
            OnCall = new OnCallInput
            {
                After = TimeSpan.FromMinutes(3), Every = TimeSpan.FromMinutes(4),
                People = [new("Ann", "ann", "+13035550100", null, ["mon"], "20:00", "07:00", "es")],
                Supervisor = new("Sue", null, null, "sue@example.org"),
            },
        };
        var stored = new StoredServiceLines
        {
            Lines = new Dictionary<string, StoredServiceLine>
            {
                ["a"] = ServiceLineViews.Stored(new ServiceLineView("a", 1, input)),
            },
        };

        var read = ServiceLineViews.View(
            ServiceLineJson.Form.ReadState(ServiceLineJson.Form.WriteState(stored)).Lines["a"]).Settings;
        Assert.Equal("911", read.EmergencyPhone);
        Assert.Equal((input.OnCall.After, input.OnCall.Every), (read.OnCall!.After, read.OnCall.Every));
        Assert.Equal(input.OnCall.Supervisor, read.OnCall.Supervisor);
        Assert.Equal(["mon"], read.OnCall.People[0].Days);
        Assert.Equal(input.OnCall.People[0] with { Days = null }, read.OnCall.People[0] with { Days = null });
    }

    [Fact]
    public void A_stored_list_with_a_name_without_letters_stays_readable_without_it()
    {
        var input = Input() with
        {
            OnCall = new OnCallInput
            {
                People = [new("☎", Phone: "+13035550104"), new("Ann", Phone: "+13035550100")],
            },
        };

        var (line, errors) = ServiceLineParser.Parse(new("a"), 1, input, isStored: true);
        Assert.Empty(errors);
        Assert.Equal("ann", Assert.Single(line!.OnCall!.People).Key.Person);
    }

    private static IEnumerable<string> Errors(OnCallInput onCall) =>
        ServiceLineParser.Parse(new("a"), 1, Input() with { OnCall = onCall }).Errors.Keys;

    private static OnCallPerson Person(string? day, string? from, string? to) => Parsed(Input() with
    {
        OnCall = new OnCallInput
        {
            People = [new("Ann", Phone: "+13035550100", Days: day is null ? null : [day], From: from, To: to)],
        },
    }).OnCall!.People[0];

    private static Instant Civil(string local) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm").Parse(local).Value.InZoneStrictly(Denver).ToInstant();
}
