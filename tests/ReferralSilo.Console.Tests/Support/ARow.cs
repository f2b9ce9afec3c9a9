using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Rows and views with defaults; a test sets only the values it is about.</summary>
internal static class ARow
{
    public static readonly DateTimeOffset Now = new(2031, 3, 3, 16, 0, 0, TimeSpan.Zero);

    public static TriageRow Triage(
        string key, Priority priority = Priority.Routine, int dueIn = 30, bool alarm = false, string? claimedBy = null,
            long version = 1) =>
        new(key, "RS-" + key.ToUpperInvariant(), version, priority, Stage.Received, new BoardPatient("Dana Okafor", 38),
            "Panic attacks",
            "lakeside", Now.AddMinutes(-12), Now.AddMinutes(dueIn), dueIn < 0, claimedBy, alarm,
                EligibilityOutcome.Eligible, 0);

    public static DeskRow Desk(string key, Stage stage = Stage.Waiting, Priority priority = Priority.Routine,
        int dueIn = 30, long version = 1) =>
        new(key, "RS-" + key.ToUpperInvariant(), version, priority, stage, new BoardPatient("Dana Okafor", 38),
            "Panic attacks", "CO", "en",
            null, Now.AddHours(-2), Now.AddMinutes(dueIn), false, null, null, null, null, null);

    public static ClinicianRow Clinician(string id, params BoardSlot[] slots) =>
        new("clinician:" + id, id, "Dr " + id, "UTC", 1, ["CO"], slots);

    public static BoardSlot Slot(string id, int startsIn, SlotStatus status = SlotStatus.Free,
        string? referral = null) =>
        new(id, Now.AddMinutes(startsIn), Now.AddMinutes(startsIn + 30), status, [VisitType.Video], referral, null);

    public static SlotMatch Match(string slot, int startsIn = 60, double score = 80) =>
        new(slot, "a", "Dr a", Now.AddMinutes(startsIn), Now.AddMinutes(startsIn + 30), VisitType.Video, score,
            [new ScoreReason("need-by", 40, "well before the need-by")]);

    public static ReferralView View(string id, Stage stage = Stage.Received, long version = 1,
        params string[] actions) =>
        new(id, "RS-" + id.ToUpperInvariant(), version, stage,
            new ClockView(ClockKind.Review, Now.AddMinutes(30), false), "behavioral-health",
            ReferralModel.WarmHandoff, "lakeside", null, IntakeChannel.Api, null, Priority.Urgent, null,
                new ReasonInput("Panic attacks"), null,
            new PatientInput("Dana", "Okafor", "1988-04-12"), null, null, [], null,
            new EligibilityView(EligibilityOutcome.Eligible,
                [new RuleAnswer("age-range", true, "38 is within 18 to 120.")]), [], null, null, null,
            [], null, null, 0, [], [], [], [], null, null, null, [], actions, Now.AddMinutes(-12));

    public static BoardFrame Snapshot(string board, long to, params BoardRow[] rows) =>
        new(board, "e1", 0, to, true, rows, [], Now);

    public static BoardFrame Change(string board, long from, params BoardRow[] rows) =>
        new(board, "e1", from, from + 1, false, rows, [], Now);

    public static BoardFrame Heartbeat(string board, long at) => new(board, "e1", at, at, false, [], [], Now);
}
