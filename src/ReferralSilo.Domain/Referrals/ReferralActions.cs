using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Keeps a new referral, or takes what an order that was sent again says differently into the known
/// one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Submission">What was submitted, already parsed.</param>
/// <param name="Number">Its number, given to no other; empty for an order that is known, which keeps its own and is
/// never made.</param>
public sealed record Submit(ReferralId Id, Submission Submission, string Number) : ReferralCommand
{
    /// <summary>Another submission made it before.</summary>
    public bool IsKnown => Number.Length == 0;
}

/// <summary>A clock of the referral may have rung; the state says which. Too early is accepted and does
/// nothing.</summary>
public sealed record TimeUp : ReferralCommand;

/// <summary>The schedule says that it booked this slot for us; heard again when our own commit was lost.</summary>
public sealed record SlotWasBooked(SlotGrant Grant) : ReferralCommand;

/// <summary>The schedule says that a hold is over: <c>expired</c> or <c>displaced</c>.</summary>
public sealed record HoldWasLost(string HoldId, string Reason) : ReferralCommand;

/// <summary>The public names of commands, and which of them each stage takes.</summary>
public static class ReferralActions
{
    private static readonly (Type Type, string Name, Stage[] Stages)[] Table =
    [
        (typeof(Claim), "claim", Workable),
        (typeof(Release), "release", Workable),
        (typeof(Accept), "accept", [Stage.Received, Stage.InformationRequested]),
        (typeof(RequestInformation), "request-information", [Stage.Received]),
        (typeof(SupplyInformation), "supply-information", [Stage.InformationRequested]),
        (typeof(Route), "route",
        [Stage.Received, Stage.InformationRequested, Stage.Accepted, Stage.Contacting, Stage.Waiting]),
        (typeof(Prioritize), "prioritize", BeforeVisit),
        (typeof(Assign), "assign", BeforeVisit),
        (typeof(Decline), "decline", [Stage.Received, Stage.InformationRequested]),
        (typeof(Redirect), "redirect", BeforeVisit),
        (typeof(Withdraw), "withdraw", BeforeVisit),
        (typeof(ContactAttempt), "contact-attempts",
        [Stage.Accepted, Stage.Contacting, Stage.Waiting, Stage.Offered, Stage.Booked]),
        (typeof(RecordConsent), "consents", [.. BeforeVisit, Stage.Arrived, Stage.Completed]),
        (typeof(Offer), "offers", [Stage.Accepted, Stage.Contacting, Stage.Waiting, Stage.Offered]),
        (typeof(AcceptOffer), "offers/accept", [Stage.Offered]),
        (typeof(DeclineOffer), "offers/decline", [Stage.Offered]),
        (typeof(Book), "book",
        [Stage.Received, Stage.InformationRequested, Stage.Accepted, Stage.Contacting, Stage.Waiting, Stage.Offered]),
        (typeof(Reschedule), "reschedule", [Stage.Booked]),
        (typeof(CancelAppointment), "cancel-appointment", [Stage.Booked]),
        (typeof(Arrive), "arrive", [Stage.Booked]),
        (typeof(NoShow), "no-show", [Stage.Booked]),
        (typeof(Complete), "complete", [Stage.Booked, Stage.Arrived]),
        (typeof(Acknowledge), "acknowledge", Ended),
        (typeof(Close), "close", Ended),
    ];

    private static readonly Dictionary<Type, string> Names = Table.ToDictionary(row => row.Type, row => row.Name);

    private static readonly Dictionary<Stage, string[]> ByStage = Enum.GetValues<Stage>()
        .ToDictionary(stage => stage, stage =>
            Table.Where(row => row.Stages.Contains(stage)).Select(row => row.Name).ToArray());

    /// <summary>Every public command: its record and its name in the URL.</summary>
    public static IEnumerable<(Type Type, string Name)> All => Table.Select(row => (row.Type, row.Name));

    private static Stage[] Workable =>
        [Stage.Received, Stage.InformationRequested, Stage.Accepted, Stage.Contacting, Stage.Waiting, Stage.Offered];

    /// <summary>Whether triage has still to decide.</summary>
    public static bool InTriage(Stage stage) => stage is Stage.Received or Stage.InformationRequested;

    /// <summary>Whether the sender can still change the order.</summary>
    public static bool IsBeforeVisit(Stage stage) => BeforeVisit.Contains(stage);

    private static Stage[] BeforeVisit => [.. Workable, Stage.Booked];

    private static Stage[] Ended =>
        [Stage.Completed, Stage.Declined, Stage.Redirected, Stage.Withdrawn, Stage.Unreachable];

    /// <summary>The command's name in the URL, e.g. <c>offers/accept</c>.</summary>
    public static string WireName(ReferralCommand command) =>
        Names.TryGetValue(command.GetType(), out var name) ? name : command.GetType().Name;

    /// <summary>The commands this stage takes, so that a screen can show them.</summary>
    public static IReadOnlyList<string> AllowedIn(Stage stage) => ByStage[stage];

    /// <summary>Whether this stage takes the command at all.</summary>
    public static bool Allows(Stage stage, ReferralCommand command) => ByStage[stage].Contains(WireName(command));
}
