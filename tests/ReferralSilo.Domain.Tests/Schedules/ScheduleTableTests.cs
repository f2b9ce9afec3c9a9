using System.Runtime.CompilerServices;
using System.Text;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Schedules;

/// <summary>Every state × command with its outcome, stored as a text that a scheduler can read.</summary>
public sealed class ScheduleTableTests
{
    private static readonly Instant Expired = Now + Duration.FromMinutes(10);

    // The commands are for referral r1; r2 is another one. The hold is h1, the booking b1, the slot Monday 09:00.
    private static readonly (string Name, Schedule? State, Instant At)[] States = [
        ("unknown clinician", null, Now),
        ("free", Free(), Now),
        ("held by r1", Free().After(Hold()), Now),
        ("held by r2", Free().After(Hold("h2", referral: "r2")), Now),
        ("hold of r1 expired, not recorded", Free().After(Hold()), Expired),
        ("hold of r1 expired, recorded", Free().After(Hold()).AfterAt(Expired, new ScheduleCommand.TimeUp()), Expired),
        ("hold of r1 released", Free().After(Hold(), new ScheduleCommand.ReleaseHold(new("h1"))), Now),
        ("booked by r1 from its hold", Free().After(Hold(), Book(from: "h1")), Now),
        ("booked by r2", Free().After(Book("b2", referral: "r2")), Now),
        ("booking of r1 released", Free().After(Book(), new ScheduleCommand.ReleaseBooking(new("b1"))), Now),
        ("visit of r1 finished", Free().After(Book(), new ScheduleCommand.Finish(new("b1"))), Now),
        ("time off", Free().After(TimeOff), Now),
        ("held by r1, then time off", Free().After(Hold(), TimeOff), Now),
        ("on demand and late", Free()
        .After(new ScheduleCommand.BeAvailable(Now + Duration.FromHours(1)), new ScheduleCommand.RunLate(10)), Now),
        ("slot in the past", Free(), Slot(9, 1).Start),
    ];

    private static readonly (string Name, Func<Instant, ScheduleCommand> Command)[] Commands = [
        ("hold h1 for r1", now => Hold() with { Until = now + Duration.FromMinutes(10) }),
        ("book b1 for r1", _ => Book()),
        ("book b1 for r1 from h1", _ => Book(from: "h1")),
        ("release h1", _ => new ScheduleCommand.ReleaseHold(new("h1"))),
        ("displace h1", _ => new ScheduleCommand.ReleaseHold(new("h1"), Displaced: true)),
        ("release b1", _ => new ScheduleCommand.ReleaseBooking(new("b1"))),
        ("finish b1", _ => new ScheduleCommand.Finish(new("b1"))),
        ("reopen b1", _ => new ScheduleCommand.Reopen(new("b1"))),
        ("time up", _ => new ScheduleCommand.TimeUp()),
        ("define again", _ => new ScheduleCommand.Define(Profile())),
        ("set other availability", _ => new ScheduleCommand.SetAvailability([Period(Workdays, 13, 16)])),
        ("add time off", _ => TimeOff),
        ("available now, an hour", now => new ScheduleCommand.BeAvailable(now + Duration.FromHours(1))),
        ("available no more", _ => new ScheduleCommand.BeAvailable(null)),
        ("ten minutes late", _ => new ScheduleCommand.RunLate(10)),
        ("remove time off", _ => new ScheduleCommand.RemoveException(new("x1"))),
    ];

    private static ScheduleCommand TimeOff =>
        new ScheduleCommand.AddException(new ScheduleException(new("x1"), Slot(9).Start, Slot(10).Start, false, null));

    [Fact]
    public void The_table_matches_the_approved_file()
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "schedule-table.approved.txt");
        var received = Table();
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (received != approved)
            File.WriteAllText(path.Replace(".approved.", ".received.", StringComparison.Ordinal), received);

        Assert.Equal(approved, received);
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var (name, state, at) in States)
        {
            text.Append(name).Append('\n');
            foreach (var (command, make) in Commands)
                text.Append("  ").Append(command.PadRight(26))
                    .Append(Outcome(ScheduleDecider.Decide(state, make(at), at))).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Outcome(Decision<ScheduleEvent> decision) => decision switch
    {
        Decision<ScheduleEvent>.Refused r => "no: " + r.Refusal.Code,
        Decision<ScheduleEvent>.Accepted { Events.Count: 0 } => "no change",
        Decision<ScheduleEvent>.Accepted a => string.Join(", ", a.Events.Select(e =>
            ScheduleJson.WireName(e) + (e is ScheduleEvent.HoldEnded h ? $" ({h.Reason.WireName()})" : ""))),
        _ => throw new InvalidOperationException(),
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
