using System.Text.Json.Serialization;

namespace ReferralSilo.Contracts.Boards;

/// <summary>One message of a live board: the whole board (<c>Snapshot</c>, from version 0) or the changes between two
/// versions. A frame with equal from and to is a heartbeat.</summary>
/// <param name="Board">Name, e.g. <c>triage/dermatology</c>.</param>
/// <param name="Epoch">Changes when versions restart; a cursor of another epoch is invalid.</param>
/// <param name="From">Version this frame builds on.</param>
/// <param name="To">Version after this frame.</param>
/// <param name="Snapshot">True when the rows replace all earlier rows.</param>
/// <param name="Upserts">New or changed rows.</param>
/// <param name="Removes">Keys of removed rows.</param>
/// <param name="At">When the server created it, at most a second before sending. A slow client reads old frames from
/// its buffers, so this instant, not the arrival, shows whether the client is up to date.</param>
public sealed record BoardFrame(
    string Board, string Epoch, long From, long To, bool Snapshot, IReadOnlyList<BoardRow> Upserts,
    IReadOnlyList<string> Removes, DateTimeOffset At)
{
    /// <summary>The referrals of a queue board that have no row on it, as of <c>To</c>; null on other boards.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MoreRows? More { get; init; }

    /// <summary>True when the frame only shows that the connection works.</summary>
    public bool IsHeartbeat => !Snapshot && From == To;
}

/// <summary>Referrals that belong on a queue board and are not among its most urgent rows; none of them
/// alarms.</summary>
/// <param name="Count">Number of them.</param>
/// <param name="Visits">Number of those with a visit (<c>booked</c>, <c>arrived</c>, <c>completed</c>).</param>
public sealed record MoreRows(int Count, int Visits = 0);

/// <summary>The version of a board that a client has.</summary>
public sealed record BoardCursor(string Epoch, long Version);

/// <summary>A row of a board; the key is unique on its board.</summary>
public abstract record BoardRow(string Key);

/// <summary>A patient on a board.</summary>
public sealed record BoardPatient(string Name, int? Age);

/// <summary>A row of <c>triage/{serviceLine}</c>: received, or waiting for information. Key: referral id.</summary>
/// <param name="Key">Referral id.</param>
/// <param name="Number">Number.</param>
/// <param name="Version">Version of the referral.</param>
/// <param name="Priority">Priority.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Patient">Display name and age.</param>
/// <param name="Reason">Start of the reason, see <see cref="RowReason"/>.</param>
/// <param name="Source">Source id.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="DueAt">When the review is due.</param>
/// <param name="Breached">True when the target was missed.</param>
/// <param name="ClaimedBy">Staff id of the person who works on it.</param>
/// <param name="Alarm">True while no one who may triage has taken the referral and it is urgent, an emergency, or has a
/// past need-by.</param>
/// <param name="Eligibility">Result of the eligibility rules.</param>
/// <param name="MissingCount">Number of missing items.</param>
public sealed record TriageRow(
    string Key, string Number, long Version, Priority Priority, Stage Stage, BoardPatient Patient, string? Reason,
    string? Source, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt, bool Breached, string? ClaimedBy, bool Alarm,
    EligibilityOutcome Eligibility, int MissingCount) : BoardRow(Key)
{
    /// <summary>Danger to life. Emergencies come first; <c>review-first</c> comes first within its priority.</summary>
    public EmergencyConcern Concern { get; init; }

    /// <summary>Staff id of the person from whom <c>ClaimedBy</c> took it over; null when it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TakenOverFrom { get; init; }

    /// <summary>The visit should have taken place by this instant; null for none.</summary>
    public DateTimeOffset? NeedBy { get; init; }
}

/// <summary>A worklist row of <c>desk/{serviceLine}</c>: accepted up to booked. Key: referral id.</summary>
public sealed record DeskRow(
    string Key, string Number, long Version, Priority Priority, Stage Stage, BoardPatient Patient, string? Reason,
    string? State, string? Language, DateTimeOffset? NeedBy, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt,
    bool Breached, string? ClaimedBy, string? AssignedTo, DateTimeOffset? AppointmentAt, string? Clinician,
    DateTimeOffset? OfferExpiresAt) : BoardRow(Key)
{
    /// <summary>Distinguishes worklist rows from clinician rows in JSON.</summary>
    public string Kind => "referral";

    /// <summary>True while a visit is booked and the patient has not consented to telehealth.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ConsentMissing { get; init; }

    /// <summary>Staff id of the person from whom <c>ClaimedBy</c> took it over; null when it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TakenOverFrom { get; init; }

    /// <summary>IANA zone of the patient; null when it is not known.</summary>
    public string? PatientTimeZone { get; init; }
}

/// <summary>A clinician's row of <c>desk/{serviceLine}</c> with the coming days. Key: <c>clinician:{id}</c>.</summary>
public sealed record ClinicianRow(
    string Key, string Clinician, string Name, string TimeZone, long Version, IReadOnlyList<string> LicensedStates,
    IReadOnlyList<BoardSlot> Slots) : BoardRow(Key)
{
    /// <summary>Distinguishes worklist rows from clinician rows in JSON.</summary>
    public string Kind => "clinician";

    /// <summary>How many minutes late the clinician is today, 0 to 240, as reported; 0 when on time.</summary>
    public int LateMinutes { get; init; }

    /// <summary>End of the time in which the clinician takes immediate visits; null when not now.</summary>
    public DateTimeOffset? AvailableUntil { get; init; }

    /// <summary>The slots of booked visits that lie in time off: someone must move them. By start. <c>Slots</c> has
    /// each of them, also after the two weeks.</summary>
    public IReadOnlyList<string> VisitsInTimeOff { get; init; } = [];

    /// <summary>The <c>Slots</c> of <c>VisitsInTimeOff</c>.</summary>
    public IEnumerable<BoardSlot> SlotsToMove() => Slots.Where(s => VisitsInTimeOff.Contains(s.Slot));
}

/// <summary>An interval on the clinicians × time board. <c>Referral</c> and <c>ExpiresAt</c> are set only when it is
/// held or booked.</summary>
public sealed record BoardSlot(string Slot, DateTimeOffset Start, DateTimeOffset End, SlotStatus Status,
    IReadOnlyList<VisitType> VisitTypes, string? Referral, DateTimeOffset? ExpiresAt);

/// <summary>A row of <c>schedule/{clinician}</c>. Key: slot id.</summary>
public sealed record ScheduleRow(
    string Key, DateTimeOffset Start, DateTimeOffset End, SlotStatus Status, IReadOnlyList<VisitType> VisitTypes,
    string? Referral, DateTimeOffset? ExpiresAt) : BoardRow(Key)
{
    /// <summary>Compares by content with visit types, so that a change of one slot does not change all slots.</summary>
    public bool Equals(ScheduleRow? other) => other is not null
        && (Key, Start, End, Status, Referral, ExpiresAt) == (other.Key, other.Start, other.End, other.Status,
            other.Referral, other.ExpiresAt)
        && VisitTypes.SequenceEqual(other.VisitTypes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Status, Referral, ExpiresAt);
}

/// <summary>A row of <c>wallboard</c>: numbers of one service line, no patients. Key: service line id.</summary>
/// <param name="Key">Service line id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Stages">Open referrals per stage (kebab-case name to count).</param>
/// <param name="Alarms">Number of untaken referrals that are urgent, emergencies or past their need-by.</param>
/// <param name="Breached">Number of clocks past their target.</param>
/// <param name="DueSoon">Due within 15 minutes.</param>
/// <param name="OldestReceivedAt">Arrival of the longest-waiting referral in review.</param>
/// <param name="ReceivedToday">Arrivals since midnight in the service line's zone.</param>
/// <param name="OpenSlotsToday">Free slots until midnight in the service line's zone.</param>
/// <param name="OpenSlotsWeek">Free slots in the next 7 days.</param>
/// <param name="HeldSlots">Slots held now.</param>
/// <param name="BookedToday">Visits booked for today.</param>
/// <param name="Clinicians">Clinicians who serve this line.</param>
public sealed record WallboardRow(
    string Key, string Name, IReadOnlyDictionary<string, int> Stages, int Alarms, int Breached, int DueSoon,
    DateTimeOffset? OldestReceivedAt, int ReceivedToday, int OpenSlotsToday, int OpenSlotsWeek, int HeldSlots,
    int BookedToday, int Clinicians) : BoardRow(Key)
{
    /// <summary>Alarms of which someone on call was alerted.</summary>
    public int Alerted { get; init; }

    /// <summary>Alarms of which no one on call could be alerted, because no one is on call or no alert could be
    /// delivered.</summary>
    public int Unreached { get; init; }

    /// <summary>Conversations in which staff must act.</summary>
    public int Conversations { get; init; }

    /// <summary>Conversations whose due time has passed.</summary>
    public int ConversationsOverdue { get; init; }

    /// <summary>Conversations with words of an emergency on which no nurse has decided.</summary>
    public int TextEmergencies { get; init; }

    /// <summary>Those of them that no one who may triage has taken.</summary>
    public int TextAlarms { get; init; }
}

/// <summary>The one row of <c>referral/{id}</c>: the whole referral. Key: referral id.</summary>
public sealed record ReferralRow(string Key, Referrals.ReferralView Referral) : BoardRow(Key);
