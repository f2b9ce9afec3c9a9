using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>A part that a text must have.</summary>
public enum TemplatePart
{
    /// <summary>The name of the clinic: who writes, and so what the message is about.</summary>
    Clinic,
    /// <summary>The link or the phone number: the next step.</summary>
    Contact,
    /// <summary>The link.</summary>
    Link,
    /// <summary>The day of the visit.</summary>
    Day,
    /// <summary>The time of the visit.</summary>
    Time,
    /// <summary>Until when times are held.</summary>
    Until,
    /// <summary>How late the clinician runs.</summary>
    Minutes,
    /// <summary>The number of the referral.</summary>
    Number,
    /// <summary>The milestone.</summary>
    Milestone,
    /// <summary>How to stop the texts: the word STOP.</summary>
    StopHint,
    /// <summary>What the message cannot do: the number 911 for emergencies.</summary>
    Limitation,
}

/// <summary>The parts that a text must have, by occasion and channel (OB-13, outreach.md 1.5 and 1.7).</summary>
public static class TemplateParts
{
    /// <summary>The required parts.</summary>
    public static IReadOnlyList<TemplatePart> Required(MessageOccasion occasion, MessageChannel channel) =>
        IsForPatient(occasion)
            ? [TemplatePart.Clinic, .. OfPatients(occasion),
                .. channel == MessageChannel.Email ? [TemplatePart.Limitation]
                    : AsksForStop(occasion) ? (TemplatePart[])[TemplatePart.StopHint] : []]
            : occasion == MessageOccasion.StaffAlarm ? [TemplatePart.Number, TemplatePart.Link]
            : occasion == MessageOccasion.StaffTextAlarm ? [TemplatePart.Link]
            : [TemplatePart.Clinic, TemplatePart.Number, TemplatePart.Milestone];

    /// <summary>False for messages to staff and sources.</summary>
    public static bool IsForPatient(MessageOccasion occasion) =>
        occasion is not (MessageOccasion.StaffAlarm or MessageOccasion.StaffTextAlarm or MessageOccasion.ToSource);

    private static TemplatePart[] OfPatients(MessageOccasion occasion) => occasion switch
    {
        MessageOccasion.Booked or MessageOccasion.Moved or MessageOccasion.Reminder =>
            [TemplatePart.Contact, TemplatePart.Day, TemplatePart.Time],
        MessageOccasion.Cancelled or MessageOccasion.Prepare => [TemplatePart.Contact, TemplatePart.Day],
        MessageOccasion.Offer => [TemplatePart.Contact, TemplatePart.Until],
        MessageOccasion.RunningLate => [TemplatePart.Contact, TemplatePart.Minutes],
        _ => [TemplatePart.Contact],
    };

    // The answer to a STOP says that it took effect; a note minutes before a visit has no room for more.
    private static bool AsksForStop(MessageOccasion occasion) =>
        occasion is not (MessageOccasion.StopConfirmed or MessageOccasion.RunningLate);
}
