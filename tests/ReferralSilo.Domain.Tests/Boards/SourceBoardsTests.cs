using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Tests.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Boards;

public sealed class SourceBoardsTests
{
    private static readonly string[] Secrets =
        ["secret-staff", "secret-assignee", "secret-clinician", "secret-note", "secret-overrule", "3035550123"];

    [Fact]
    public void A_row_shows_whose_referral_it_is_and_where_it_stands()
    {
        var row = SourceBoards.Row(Received(), 3);

        Assert.Equal(("r1", Number, 3L, Stage.Received, Priority.Routine, "Okafor, Dana", "behavioral-health"),
            (row.Key, row.Number, row.Version, row.Stage, row.Priority, row.Patient, row.ServiceLine));
        Assert.Equal(Now.ToDateTimeOffset(), row.ReceivedAt);
        Assert.True(row is { Asked: null, Visit: null, Outcome: null, EndedBecause: null, Acknowledged: false });
    }

    [Fact]
    public void What_is_asked_is_shown_only_while_it_is_asked()
    {
        var asked = Received().After(new RequestInformation(["document:medication-list"], "The list of this month"));

        var row = SourceBoards.Row(asked, 2);
        Assert.Equal(["document:medication-list"], row.Asked!.Items);
        Assert.Equal("The list of this month", row.Asked.Message);
        Assert.Null(SourceBoards.Row(asked.After(new SupplyInformation(null, "Sent")), 3).Asked);
    }

    [Fact]
    public void A_visit_has_its_time_and_type_and_the_outcome_stays_after_the_end()
    {
        Assert.Equal(VisitType.Video, SourceBoards.Row(Booked(), 4).Visit!.VisitType);
        Assert.Null(SourceBoards.Row(Booked(), 4).Outcome);
        Assert.Equal("seen", SourceBoards.Row(Completed(), 6).Outcome);
        Assert.True(SourceBoards.Row(Closed(), 8) is { Outcome: "seen", Acknowledged: true, EndedBecause: null });
    }

    [Fact]
    public void The_reason_of_an_end_without_a_visit_is_shown_unless_it_is_a_note_of_the_desk()
    {
        Assert.Equal(("not ours", "911: emergency", "changed their mind"),
            (SourceBoards.Row(Declined(), 2).EndedBecause, SourceBoards.Row(Redirected(), 2).EndedBecause,
                SourceBoards.Row(Withdrawn(), 2).EndedBecause));
        Assert.True(SourceBoards.Row(Unreachable(), 5) is { EndedBecause: null, Outcome: null });
        var closed = Declined().After(new Acknowledge()).After(new Close());
        Assert.True(SourceBoards.Row(closed, 4) is { EndedBecause: "not ours", Outcome: null, Acknowledged: true });
    }

    [Fact]
    public void No_row_contains_staff_notes_clinicians_or_phones()
    {
        Referral[] states =
        [
            Received(), InformationRequested(), Accepted(), Contacting(), Waiting(), Offered(), Booked(), Arrived(),
            Completed(), Declined(), Redirected(), Withdrawn(), Unreachable(), Closed(),
        ];
        foreach (var state in states.Select(Plant))
        {
            var planted = JsonSerializer.Serialize(state, ReferralJson.Options);
            Assert.Contains("secret-staff", planted, StringComparison.Ordinal);
            var shown = JsonSerializer.Serialize(SourceBoards.Row(state, 9), ContractsJson.Options);
            Assert.All(Secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
            Assert.DoesNotContain("claim", shown, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static Referral Plant(Referral state)
    {
        var seen = state.Case with
        {
            Claim = new StaffClaim("secret-staff", Minutes(30)), AssignedTo = "secret-assignee",
            ContactAttempts = [new ContactAttemptRecord(Channel.Call, ContactOutcome.NoAnswer, "secret-note",
                Now, "secret-staff")],
        };
        static SlotGrant Hidden(SlotGrant grant) =>
            grant with { Clinician = new ClinicianId("secret-clinician"), Overrule = "secret-overrule" };
        return state switch
        {
            Referral.Offered s => s with { Case = seen, Holds = [.. s.Holds.Select(Hidden)] },
            Referral.Booked s => s with { Case = seen, Appointment = Hidden(s.Appointment) },
            Referral.Arrived s => s with { Case = seen, Appointment = Hidden(s.Appointment) },
            Referral.Completed s => s with { Case = seen, Appointment = Hidden(s.Appointment) },
            Referral.Closed s => s with { Case = seen, Appointment = Hidden(s.Appointment!) },
            Referral.Ended { EndedAs: Stage.Unreachable } s => s with { Case = seen, Reason = "secret-note" },
            _ => state with { Case = seen },
        };
    }
}
