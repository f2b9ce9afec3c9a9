using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Contracts.Boards;

/// <summary>The stage of a visit on <c>my-day/{clinician}</c>.</summary>
public enum VisitStage
{
    /// <summary>Expected.</summary>
    Booked,
    /// <summary>The patient is in the visit.</summary>
    Arrived,
    /// <summary>It took place.</summary>
    Completed,
    /// <summary>The patient did not come.</summary>
    NoShow,
}

/// <summary>The one row of <c>my-day/{clinician}</c> that is always there: whose day it is. Key: <c>day</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">Display name of the clinician.</param>
/// <param name="Date">Civil date, <c>2031-03-03</c>.</param>
/// <param name="TimeZone">IANA zone of the clinician, in which the day begins and ends.</param>
public sealed record DayRow(string Key, string Name, string Date, string TimeZone) : BoardRow(Key)
{
    /// <summary>Distinguishes the rows in JSON.</summary>
    public string Kind => "day";

    /// <summary>How many minutes late the clinician is today, 0 to 240, as reported; 0 when on time.</summary>
    public int LateMinutes { get; init; }

    /// <summary>End of the time in which the clinician takes immediate visits; null when not now.</summary>
    public DateTimeOffset? AvailableUntil { get; init; }
}

/// <summary>A visit of <c>my-day/{clinician}</c>. Key: booking id, because a patient may have several visits on one
/// day.</summary>
/// <param name="Key">Booking id.</param>
/// <param name="Referral">Referral id.</param>
/// <param name="Number">Number of the referral.</param>
/// <param name="Version">Version of the referral.</param>
/// <param name="ServiceLine">Service line of the referral.</param>
/// <param name="Stage">Stage of the visit.</param>
/// <param name="Start">Start, inclusive.</param>
/// <param name="End">End, exclusive.</param>
/// <param name="VisitType">Video or phone.</param>
/// <param name="Confirmed">True when the patient confirmed the visit.</param>
/// <param name="Patient">Display name, and age on the day of the visit.</param>
/// <param name="Phone">The only safe phone number, else the best one; null for none.</param>
/// <param name="Reason">Reason in one line.</param>
/// <param name="Language">BCP 47; null when not known.</param>
/// <param name="Interpreter">Language of a needed interpreter; null for none.</param>
/// <param name="AccessNeeds">Access needs.</param>
/// <param name="State">State or, outside of the US, country where the patient is; null when not known.</param>
public sealed record VisitRow(
    string Key, string Referral, string Number, long Version, string ServiceLine, VisitStage Stage,
    DateTimeOffset Start, DateTimeOffset End, VisitType VisitType, bool Confirmed, BoardPatient Patient, string? Phone,
    string? Reason, string? Language, string? Interpreter, IReadOnlyList<string> AccessNeeds, string? State)
    : BoardRow(Key)
{
    /// <summary>Distinguishes the rows in JSON.</summary>
    public string Kind => "visit";

    /// <summary>IANA zone of the patient; null when it is not known.</summary>
    public string? PatientTimeZone { get; init; }

    /// <summary>How the patient may be contacted safely; null when nothing is noted.</summary>
    public SafeContactInput? SafeContact { get; init; }

    /// <summary>True while the patient has not consented to telehealth and the visit is not over.</summary>
    public bool ConsentMissing { get; init; }

    /// <summary>True while a visit that is not over lies in time off: the desk must move it.</summary>
    public bool InTimeOff { get; init; }

    /// <summary>Address of the video room; null when the visit is over, by phone, or has no room.</summary>
    public string? JoinAddress { get; init; }

    /// <summary>Who calls at a visit by phone; null when nothing is set, or for a visit by video.</summary>
    public JoinByPhone? JoinByPhone { get; init; }
}

/// <summary>Time off on <c>my-day/{clinician}</c>. Key: <c>time-off:{id}</c>.</summary>
public sealed record TimeOffRow(string Key, DateTimeOffset Start, DateTimeOffset End, string? Reason) : BoardRow(Key)
{
    /// <summary>Distinguishes the rows in JSON.</summary>
    public string Kind => "time-off";
}
