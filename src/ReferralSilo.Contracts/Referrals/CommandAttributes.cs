using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>Stages as a set: bit <c>n</c> is the <see cref="Stage"/> of value <c>n</c>.</summary>
[Flags]
public enum Stages
{
    /// <summary>No stage.</summary>
    None = 0,
    /// <summary>See <see cref="Stage.Received"/>.</summary>
    Received = 1 << Stage.Received,
    /// <summary>See <see cref="Stage.InformationRequested"/>.</summary>
    InformationRequested = 1 << Stage.InformationRequested,
    /// <summary>See <see cref="Stage.Accepted"/>.</summary>
    Accepted = 1 << Stage.Accepted,
    /// <summary>See <see cref="Stage.Contacting"/>.</summary>
    Contacting = 1 << Stage.Contacting,
    /// <summary>See <see cref="Stage.Waiting"/>.</summary>
    Waiting = 1 << Stage.Waiting,
    /// <summary>See <see cref="Stage.Offered"/>.</summary>
    Offered = 1 << Stage.Offered,
    /// <summary>See <see cref="Stage.Booked"/>.</summary>
    Booked = 1 << Stage.Booked,
    /// <summary>See <see cref="Stage.Arrived"/>.</summary>
    Arrived = 1 << Stage.Arrived,
    /// <summary>See <see cref="Stage.Completed"/>.</summary>
    Completed = 1 << Stage.Completed,
    /// <summary>Triage has not decided yet.</summary>
    InTriage = Received | InformationRequested,
    /// <summary>Accepted, and neither a slot is held nor a visit is booked.</summary>
    Unbooked = Accepted | Contacting | Waiting,
    /// <summary>Staff can work on the referral, and no visit is booked.</summary>
    BeforeBooking = InTriage | Unbooked | Offered,
    /// <summary>The visit has not begun; the sender can still change the order.</summary>
    BeforeVisit = BeforeBooking | Booked,
    /// <summary>The stages to which a decision leads that can be undone.</summary>
    Undoable = Accepted | Contacting | Arrived | Ended | 1 << Stage.Closed,
    /// <summary>The referral has ended, and the source may not know the outcome yet.</summary>
    Ended = Completed | 1 << Stage.Declined | 1 << Stage.Redirected | 1 << Stage.Withdrawn | Unreachable,
    /// <summary>See <see cref="Stage.Unreachable"/>.</summary>
    Unreachable = 1 << Stage.Unreachable,
    /// <summary>The referral has ended without a visit, or is closed.</summary>
    Over = 1 << Stage.Declined | 1 << Stage.Redirected | 1 << Stage.Withdrawn | Unreachable | 1 << Stage.Closed,
    /// <summary>Every stage.</summary>
    Any = BeforeVisit | Arrived | Ended | 1 << Stage.Closed,
}

/// <summary>
/// The row of a referral's command in <see cref="CommandTable"/>: the endpoint, the rights, the allowed stages and the
/// history text all follow from it.
/// </summary>
/// <param name="name">Name in the URL and in <c>ReferralView.Actions</c>, for example <c>offers/accept</c>.</param>
/// <param name="permission">What the caller needs.</param>
/// <param name="stages">Stages that allow the command.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CommandAttribute(string name, Permission permission, Stages stages) : Attribute
{
    public string Name => name;

    public Permission Permission => permission;

    public Stages Stages => stages;

    /// <summary>Work on the referral by staff of triage or the desk: while someone else has claimed it, it is 409
    /// <c>claimed-by-another</c>. Never true for what the patient, the source or the clinician of the visit
    /// decides.</summary>
    public bool BoundByClaim { get; init; }

    /// <summary>Wire name of the event that the command writes, for its <see cref="Did"/>.</summary>
    public string? Event { get; init; }

    /// <summary>The event in the history, after the name of the person: <c>accepted it</c>.</summary>
    public string? Did { get; init; }
}

/// <summary>The button of a command on the screens; without one the screens have their own way to send it.</summary>
/// <param name="place">Order among the buttons, rising. The first allowed one is the main button.</param>
/// <param name="label">Text of the button.</param>
/// <param name="key">Key on the boards; null when there is none.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ButtonAttribute(int place, string label, string? key = null) : Attribute
{
    public int Place => place;

    public string Label => label;

    public string? Key => key;

    /// <summary>Ends the referral or takes something away; the button looks different, and is placed last.</summary>
    public bool Destructive { get; init; }

    /// <summary>Records something about the visit: the screen asks first when the visit is on another day.</summary>
    public bool ConcernsVisit { get; init; }

    /// <summary>Nothing can be done afterwards: the screen always asks first.</summary>
    public bool Final { get; init; }

    /// <summary>The command would change nothing while the view has this value: a property of
    /// <see cref="ReferralView"/>, or of one of its parts as <c>Part.Property</c>.</summary>
    public string? HiddenWith { get; init; }

    /// <summary>The command would change nothing while the view does not have this value.</summary>
    public string? HiddenWithout { get; init; }

    /// <summary>False when the command would change nothing now.</summary>
    public bool IsShown(ReferralView view) =>
        (HiddenWith is null || Value(view, HiddenWith) is null)
        && (HiddenWithout is null || Value(view, HiddenWithout) is not null);

    private static object? Value(ReferralView view, string path) => path.Split('.').Aggregate((object?)view,
        (part, name) => part is null ? null : (part.GetType().GetProperty(name)
            ?? throw new InvalidOperationException($"{part.GetType().Name} has no {name}.")).GetValue(part));
}

/// <summary>The form of a command's button asks for this parameter. It is optional when its type is nullable.</summary>
/// <param name="label">Text above the field.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AskAttribute(string label) : Attribute
{
    public string Label => label;

    /// <summary>Shown for no choice in an optional field.</summary>
    public string None { get; init; } = "—";
}
