namespace ReferralSilo.Contracts.Boards;

/// <summary>
/// One message of a live board: the whole (<c>Snapshot</c>, from 0) or what changed between two versions.
/// A frame whose from equals its to is the heartbeat.
/// </summary>
/// <param name="Board">Name, e.g. <c>triage/dermatology</c>.</param>
/// <param name="Epoch">Changes when versions start anew; a cursor of another epoch is worthless.</param>
/// <param name="From">Version this frame builds on.</param>
/// <param name="To">Version after this frame.</param>
/// <param name="Snapshot">True when the rows replace everything known before.</param>
/// <param name="Upserts">Rows new or changed.</param>
/// <param name="Removes">Keys of rows that left.</param>
/// <param name="At">
/// When the server made it, at most a second before it was sent. A client that reads slowly finds old frames in its
/// buffers: it is live by this moment, not by that of arrival.
/// </param>
public sealed record BoardFrame(
    string Board, string Epoch, long From, long To, bool Snapshot, IReadOnlyList<BoardRow> Upserts,
    IReadOnlyList<string> Removes, DateTimeOffset At)
{
    /// <summary>Says only that the connection lives and nothing changed.</summary>
    public bool IsHeartbeat => !Snapshot && From == To;
}

/// <summary>Where a client stands on a board.</summary>
public sealed record BoardCursor(string Epoch, long Version);

/// <summary>A row of a board; the key is unique on its board.</summary>
public abstract record BoardRow(string Key);

/// <summary>The patient as a board shows them.</summary>
public sealed record BoardPatient(string Name, int? Age);

/// <summary>A row of <c>triage/{serviceLine}</c>: received, or waiting for information. Key: referral id.</summary>
/// <param name="Key">Referral id.</param>
/// <param name="Number">Number.</param>
/// <param name="Version">Version of the referral.</param>
/// <param name="Priority">Priority.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Patient">Display name and age.</param>
/// <param name="Reason">Reason text.</param>
/// <param name="Source">Source id.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="DueAt">When the review is due.</param>
/// <param name="Breached">The target was missed.</param>
/// <param name="ClaimedBy">Who works on it.</param>
/// <param name="Alarm">True until someone takes an urgent one, an emergency, or one whose need-by is over.</param>
/// <param name="Eligibility">Answer of the rules.</param>
/// <param name="MissingCount">How many things are missing.</param>
public sealed record TriageRow(
    string Key, string Number, long Version, Priority Priority, Stage Stage, BoardPatient Patient, string? Reason,
    string? Source, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt, bool Breached, string? ClaimedBy, bool Alarm,
    EligibilityOutcome Eligibility, int MissingCount) : BoardRow(Key)
{
    /// <summary>Danger to life: emergencies stand before every priority, those to be reviewed first before the others
    /// of their priority.</summary>
    public EmergencyConcern Concern { get; init; }
}

/// <summary>A worklist row of <c>desk/{serviceLine}</c>: accepted up to booked. Key: referral id.</summary>
public sealed record DeskRow(
    string Key, string Number, long Version, Priority Priority, Stage Stage, BoardPatient Patient, string? Reason,
    string? State, string? Language, DateTimeOffset? NeedBy, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt,
    bool Breached, string? ClaimedBy, string? AssignedTo, DateTimeOffset? AppointmentAt, string? Clinician,
    DateTimeOffset? OfferExpiresAt) : BoardRow(Key)
{
    /// <summary>Tells worklist rows from clinician rows on the wire.</summary>
    public string Kind => "referral";
}

/// <summary>A clinician's row of <c>desk/{serviceLine}</c> with the coming days. Key: <c>clinician:{id}</c>.</summary>
public sealed record ClinicianRow(
    string Key, string Clinician, string Name, string TimeZone, long Version, IReadOnlyList<string> LicensedStates,
    IReadOnlyList<BoardSlot> Slots) : BoardRow(Key)
{
    /// <summary>Tells worklist rows from clinician rows on the wire.</summary>
    public string Kind => "clinician";
}

/// <summary>An interval on the clinicians × time board. <c>Referral</c> and <c>ExpiresAt</c> only when held or
/// booked.</summary>
public sealed record BoardSlot(string Slot, DateTimeOffset Start, DateTimeOffset End, SlotStatus Status,
    IReadOnlyList<VisitType> VisitTypes, string? Referral, DateTimeOffset? ExpiresAt);

/// <summary>A row of <c>schedule/{clinician}</c>. Key: slot id.</summary>
public sealed record ScheduleRow(
    string Key, DateTimeOffset Start, DateTimeOffset End, SlotStatus Status, IReadOnlyList<VisitType> VisitTypes,
    string? Referral, DateTimeOffset? ExpiresAt) : BoardRow(Key)
{
    /// <summary>By content, visit types included: or every slot of two weeks would count as changed whenever one
    /// is.</summary>
    public bool Equals(ScheduleRow? other) => other is not null
        && (Key, Start, End, Status, Referral, ExpiresAt) == (other.Key, other.Start, other.End, other.Status,
            other.Referral, other.ExpiresAt)
        && VisitTypes.SequenceEqual(other.VisitTypes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Status, Referral, ExpiresAt);
}

/// <summary>A row of <c>wallboard</c>: numbers of one service line, no patient. Key: service line id.</summary>
/// <param name="Key">Service line id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Stages">Open referrals per stage (kebab-case name to count).</param>
/// <param name="Alarms">Not yet taken: urgent ones, emergencies, and those whose need-by is over.</param>
/// <param name="Breached">Clocks over their target.</param>
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
    int BookedToday, int Clinicians) : BoardRow(Key);

/// <summary>The one row of <c>referral/{id}</c>: the whole referral. Key: referral id.</summary>
public sealed record ReferralRow(string Key, Referrals.ReferralView Referral) : BoardRow(Key);

/// <summary>A row of <c>source/{id}</c>: progress of one referral as its source sees it. Key: referral id.</summary>
public sealed record SourceRow(string Key, string Number, Stage Stage, string Patient, DateTimeOffset ReceivedAt,
    DateTimeOffset? AppointmentAt, string? Outcome) : BoardRow(Key);
