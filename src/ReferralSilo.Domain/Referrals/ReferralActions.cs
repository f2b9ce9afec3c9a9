using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Receives a new referral, or applies a known order that was sent again.</summary>
/// <param name="Submission">The parsed submission.</param>
/// <param name="Number">Unique number of a new referral; empty for a known order, which is never created again.</param>
public sealed record Submit(ReferralId Id, Submission Submission, string Number) : ReferralCommand
{
    /// <summary>True when an earlier submission created the referral.</summary>
    public bool IsKnown => Number.Length == 0;
}

/// <summary>A deadline of the referral may be due; the state decides. Has no effect when too early.</summary>
public sealed record TimeUp : ReferralCommand;

/// <summary>The schedule reports that it booked this slot for the referral; sent again when the referral's own commit
/// was lost.</summary>
public sealed record SlotWasBooked(SlotGrant Grant) : ReferralCommand;

/// <summary>The schedule reports that a hold ended: <c>expired</c> or <c>displaced</c>.</summary>
public sealed record HoldWasLost(string HoldId, string Reason) : ReferralCommand;

/// <summary>The public names of commands, and the commands that each stage allows.</summary>
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

    /// <summary>All public commands with their URL names.</summary>
    public static IEnumerable<(Type Type, string Name)> All => Table.Select(row => (row.Type, row.Name));

    private static Stage[] Workable =>
        [Stage.Received, Stage.InformationRequested, Stage.Accepted, Stage.Contacting, Stage.Waiting, Stage.Offered];

    /// <summary>Whether triage must still decide.</summary>
    public static bool InTriage(Stage stage) => stage is Stage.Received or Stage.InformationRequested;

    /// <summary>Whether the sender can still change the order.</summary>
    public static bool IsBeforeVisit(Stage stage) => BeforeVisit.Contains(stage);

    private static Stage[] BeforeVisit => [.. Workable, Stage.Booked];

    private static Stage[] Ended =>
        [Stage.Completed, Stage.Declined, Stage.Redirected, Stage.Withdrawn, Stage.Unreachable];

    /// <summary>The URL name of a command, e.g. <c>offers/accept</c>.</summary>
    public static string WireName(ReferralCommand command) =>
        Names.TryGetValue(command.GetType(), out var name) ? name : command.GetType().Name;

    /// <summary>The commands that a stage allows, for screens.</summary>
    public static IReadOnlyList<string> AllowedIn(Stage stage) => ByStage[stage];

    /// <summary>Whether a stage allows the command.</summary>
    public static bool Allows(Stage stage, ReferralCommand command) => ByStage[stage].Contains(WireName(command));
}
