using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Words;

/// <summary>What a person did, after "You": <c>accepted the referral</c>.</summary>
public static class ReceiptWords
{
    /// <param name="command">The command.</param>
    /// <param name="after">The referral after the command, for what the command itself does not say.</param>
    /// <param name="line">The zone of the screens of its line.</param>
    public static string Did(ReferralCommand command, ReferralView after, Zone line) => command switch
    {
        Claim { TakeOver: true } => "took the referral over",
        Claim => "took the referral",
        Release => "gave the referral back",
        Accept { Overrule: not null } => "accepted the referral although a rule says no",
        Accept => "accepted the referral",
        Route => "sent the referral to another service line",
        Prioritize p => $"set the priority to {p.Priority.ToString().ToLowerInvariant()}",
        RequestInformation => "asked the source",
        SupplyInformation => "recorded the information",
        Decline => "declined the referral",
        Redirect r => $"sent the patient to {r.To}",
        Withdraw => "withdrew the referral",
        Assign { To: null } => "removed the assignment",
        Assign => "assigned the referral",
        ContactAttempt c => $"recorded the contact: {PlainWords.Text(c.Outcome).ToLowerInvariant()}",
        Offer { Slots.Count: 1 } => "held a time",
        Offer o => $"held {o.Slots.Count} times",
        DeclineOffer => "let the held times go",
        AcceptOffer or Book => "booked the visit" + When(after, line),
        Reschedule => "moved the visit" + When(after, line),
        CancelAppointment => "cancelled the visit",
        Confirm => "recorded that the patient confirmed",
        Arrive => "recorded that the patient is here",
        Complete => "completed the visit",
        NoShow => "recorded that the patient did not come",
        Acknowledge => "recorded that the source was informed",
        Close => "closed the referral",
        Reopen => "opened the referral again",
        _ => CommandTable.Of(command)?.Did ?? "changed the referral",
    };

    /// <summary>In the patient's zone when it is known, else as on the screen, with its name: the person may say it to
    /// the patient.</summary>
    private static string When(ReferralView after, Zone line)
    {
        if (after.Appointment is not { } visit) return "";
        var zone = after.Patient.TimeZone is { } patients ? Zone.Find(patients) : line;
        return $" on {zone.DayAndClock(visit.Start)} {PlaceNames.Zone(zone.Name)}";
    }
}
