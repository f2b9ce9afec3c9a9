using System.Runtime.CompilerServices;
using System.Text;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Every state × command with its outcome, stored as a text that a nurse can read.</summary>
public sealed class ReferralTableTests
{
    // Nora sends the commands. Slots a and b are offered, a is booked; c is another slot.
    internal static readonly (string Name, Referral? State, Instant At)[] States =
    [
        ("no such referral", null, Now),
        ("received", Received(), Now),
        ("received, claimed by nora", Received().After(new Claim()), Now),
        ("received, claimed by otto", Received().After(new Claim(), actor: Other), Now),
        ("received, claim of otto is over", Received().After(new Claim(), actor: Other), Minutes(15)),
        ("received, a rule failed", Ineligible(), Now),
        ("received, no line takes it", Unassigned(), Now),
        ("received, review is late", Received(), In(Duration.FromHours(24))),
        ("information requested", InformationRequested(), Now),
        ("accepted", Accepted(), Now),
        ("contacting", Contacting(), Now),
        ("contacting, last attempt", Contacting().After(Tried(ContactOutcome.NoAnswer)), Now),
        ("waiting", Waiting(), Now),
        ("waiting, claimed by otto", Waiting().After(new Claim(), actor: Other), Now),
        ("offered a and b", Offered(), Now),
        ("offered, claimed by otto", Offered().After(new Claim(), actor: Other), Now),
        ("offered, offer is over", Offered(), Minutes(10)),
        ("booked a", Booked(), Now),
        ("booked a, the visit has begun", Booked(), VisitStart),
        ("booked a, confirmed", Booked().After(new Confirm()), Now),
        ("arrived", Arrived(), Now),
        ("completed", Completed(), Now),
        ("completed, source acknowledged", Completed().After(new Acknowledge()), Now),
        ("declined", Declined(), Now),
        ("redirected", Redirected(), Now),
        ("withdrawn", Withdrawn(), Now),
        ("unreachable", Unreachable(), Now),
        ("unreachable, 91 days ago", Unreachable(), In(Duration.FromDays(91))),
        ("closed", Closed(), Now),
        ("closed, unreachable", Unreachable().After(new Acknowledge()).After(new Close()), Minutes(1)),
    ];

    internal static readonly (string Name, ReferralCommand Command)[] Commands =
    [
        ("submit it again", new Submit(new ReferralId("r1"), Submission(), Number)),
        ("send it again as stat", new Submit(new ReferralId("r1"), Submission(priority: Priority.Stat), Number)),
        ("claim", new Claim()),
        ("claim, taking over", new Claim(TakeOver: true, "on call now")),
        ("release", new Release()),
        ("accept", new Accept()),
        ("accept, overruling", new Accept("seen before")),
        ("request information", new RequestInformation(["document:medication-list"])),
        ("supply information", new SupplyInformation(["document:medication-list"])),
        ("supply a birth date", new SuppliedInformation([], null, Born(1990))),
        ("source: supply a language", new SuppliedInformation([], null, Speaks("es"), ByStaff: false)),
        ("source: supply other patient", new SuppliedInformation([], null, Born(1990), ByStaff: false)),
        ("route to dermatology", new Route("dermatology")),
        ("prioritize: stat", new Prioritize(Priority.Stat)),
        ("assign to sam", new Assign("sam")),
        ("decline", new Decline("not ours")),
        ("redirect to 911", new Redirect("911", "emergency")),
        ("withdraw", new Withdraw("changed their mind")),
        ("contact: reached", Tried(ContactOutcome.Reached)),
        ("contact: no answer", Tried(ContactOutcome.NoAnswer)),
        ("contact: refused", Tried(ContactOutcome.Refused)),
        ("consent", new RecordConsent(ConsentKind.Call, true)),
        ("offer c", new Offer(["c"])),
        ("accept offer of a", new AcceptOffer("a")),
        ("decline offer", new DeclineOffer()),
        ("book a", new Book("a")),
        ("book c", new Book("c")),
        ("reschedule to c", new Reschedule("c")),
        ("cancel appointment", new CancelAppointment("ill")),
        ("confirm", new Confirm()),
        ("arrive", new Arrive()),
        ("no-show", new NoShow()),
        ("complete", new Complete("seen")),
        ("acknowledge", new Acknowledge()),
        ("close", new Close()),
        ("reopen", new Reopen("called back")),
        ("undo, without its last act", new Undo(2)),
        ("time up", new TimeUp()),
        ("schedule: c was booked", new SlotWasBooked(Grant("c", "late"))),
        ("address: texts are refused", new ConsentEnded(ConsentKind.Sms, Now, "stop")),
        ("alarm: no screen shows it", new AlarmUnseen()),
        ("alarm: the list changed", new OnCallChanged()),
        ("alarm: an alert has failed", new AlertFailed(1, "ann", MessageChannel.Sms, "suppressed")),
        ("alarm: an alert has left", new AlertReported(new(1, "ann", MessageChannel.Sms, Now, null, null))),
        ("patient: wrote a minute later", new PatientResponded(ReferralReopening.Reply, Minutes(1))),
        ("schedule: hold of a is lost", new HoldWasLost("r1:op:a", "displaced")),
        ("upgrade: gets its patient", new AssignPatient(new PatientId("p1"))),
        ("patient: other birth date", new ChangePatient(new PatientCopy(new PatientId("p1"), 2)
        {
            Corrected = new PatientCorrections { BirthDate = new(1990, 1, 2) },
        })),
        ("patient: has died", new ChangePatient(new PatientCopy(new PatientId("p1"), 2) { DeceasedAt = Now })),
    ];

    [Fact]
    public void The_table_matches_the_approved_file()
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "referral-table.approved.txt");
        var received = Table();
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (received != approved)
            File.WriteAllText(path.Replace(".approved.", ".received.", StringComparison.Ordinal), received);

        Assert.Equal(approved, received);
    }

    [Fact]
    public void The_table_has_every_stage_and_every_command()
    {
        Assert.Equal(Enum.GetValues<Stage>().Order(), States.Select(s => s.State?.Stage).OfType<Stage>().Distinct()
            .Order());
        var internals = typeof(Submit).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ReferralCommand)));
        Assert.Empty(CommandTable.All.Select(a => a.Type).Concat(internals)
            .Except(Commands.Select(c => c.Command.GetType())));
    }

    [Fact]
    public void Every_command_of_the_contract_has_a_public_name() =>
        Assert.Equal(
            typeof(ReferralCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ReferralCommand)))
                .Select(t => t.Name).Order(),
            CommandTable.All.Select(a => a.Type.Name).Order());

    [Fact]
    public void A_stage_allows_exactly_its_listed_commands()
    {
        var known = CommandTable.All.Select(a => a.Type).ToHashSet();
        foreach (var (name, state, at) in States.Where(s => s.State is not null))
        foreach (var (commandName, command) in Commands
            .Where(c => known.Contains(c.Command.GetType()) && c.Command is not Undo))
        {
            var listed = CommandTable.AllowedIn(state!.Stage).Contains(CommandTable.Name(command));
            var outcome = Outcome(state.Decide(command, At(at)));
            if (listed) Assert.False(outcome == "no: not-allowed-in-stage",
                $"{name}: {commandName} is listed and was not allowed.");
            else Assert.True(outcome is "no: not-allowed-in-stage" or "no change",
                $"{name}: {commandName} is not listed and gave {outcome}.");
        }
    }

    /// <summary>The most frequent refusal of a state is its last line.</summary>
    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var (name, state, at) in States)
        {
            var rows = Commands.Select(c => (c.Name, Outcome: Outcome(state.Decide(c.Command, At(at))))).ToList();
            var common = rows.Where(r => r.Outcome.StartsWith("no: ", StringComparison.Ordinal)).CountBy(r => r.Outcome)
                .MaxBy(c => c.Value).Key;
            text.Append(name).Append('\n');
            foreach (var (commandName, outcome) in rows.Where(r => r.Outcome != common)) Row(commandName, outcome);
            Row("everything else", common);
            text.Append('\n');
        }

        return text.ToString();

        void Row(string commandName, string outcome) =>
            text.Append("  ").Append(commandName.PadRight(30)).Append(outcome).Append('\n');
    }

    private static string Outcome(Decision<ReferralEvent> decision) => decision switch
    {
        Decision<ReferralEvent>.Refused refused => "no: " + refused.Refusal.Code,
        Decision<ReferralEvent>.Accepted { Events.Count: 0 } => "no change",
        Decision<ReferralEvent>.Accepted accepted => string.Join(", ", accepted.Events.Select(EventText)),
        _ => throw new InvalidOperationException(),
    };

    private static string EventText(ReferralEvent happened) => ReferralJson.WireName(happened) + happened switch
    {
        E.Ended e => $" ({e.As.WireName()})",
        E.ClaimEnded e => $" ({e.How})",
        E.OfferEnded e => $" ({e.How})",
        _ => "",
    };

    private static Patient Born(int year) =>
        new(new PatientName(null, null), new LocalDate(year, 1, 1), null, null, null, [], null, null);

    private static Patient Speaks(string language) =>
        new(new PatientName(null, null), null, null, null, language, [], null, null);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
