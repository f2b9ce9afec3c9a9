using ReferralSilo.Contracts;

namespace ReferralSilo.Demo;

/// <summary>One referral of the load and its planned stage.</summary>
/// <param name="Number">Identifies the referral in every idempotency key.</param>
/// <param name="Stage">The stage the referral must reach.</param>
/// <param name="Line">The service line id.</param>
/// <param name="Priority">The priority at submission.</param>
/// <param name="Twist">The problem the referral has, if any.</param>
public sealed record DemoPlanned(int Number, Stage Stage, string Line, Priority Priority, DemoTwist Twist)
{
    public DemoDice Dice => new((ulong)Number);
}

/// <summary>The referrals of the load: all stages, in the proportions of a program this size on a busy day.</summary>
public static class DemoPlan
{
    /// <summary>Number of newest referrals that are at least urgent and unclaimed, so that they raise alarms.</summary>
    public const int Alarms = 6;

    private static readonly (Stage Stage, int Count)[] Counts =
    [
        (Stage.Closed, 38), (Stage.Completed, 18), (Stage.Arrived, 7), (Stage.Booked, 48), (Stage.Offered, 24),
        (Stage.Waiting, 30),
        (Stage.Contacting, 28), (Stage.Accepted, 26), (Stage.InformationRequested, 15), (Stage.Declined, 9),
        (Stage.Redirected, 6),
        (Stage.Withdrawn, 8), (Stage.Unreachable, 7), (Stage.Received, 36),
    ];

    private static readonly string[] Lines = [.. DemoServiceLines.All.Select(l => l.Id)];

    public static IReadOnlyList<DemoPlanned> All { get; } =
        [.. Counts.SelectMany(c => Enumerable.Repeat(c.Stage, c.Count)).Select(Planned)];

    private static int Total => Counts.Sum(c => c.Count);

    private static DemoPlanned Planned(Stage stage, int number)
    {
        var dice = new DemoDice((ulong)number);
        var priority = number >= Total - Alarms
            ? dice.Of("alarm", [Priority.Urgent, Priority.Urgent, Priority.Asap])
            : dice.Throw("priority", 100) switch { < 82 => Priority.Routine, < 95 => Priority.Urgent, < 99 =>
                Priority.Asap, _ => Priority.Stat };
        return new DemoPlanned(number, stage, Lines[number % Lines.Length], priority, Twist(stage, number));
    }

    private static DemoTwist Twist(Stage stage, int number) => stage switch
    {
        Stage.Redirected => DemoTwist.Emergency,
        Stage.Declined when number % 3 != 0 => DemoTwist.OutOfState,
        Stage.InformationRequested => DemoTwist.Incomplete,
        Stage.Received when number < Total - Alarms && number % 6 == 0 => DemoTwist.Incomplete,
        Stage.Received when number < Total - Alarms && number % 11 == 0 => DemoTwist.OutOfState,
        _ => DemoTwist.None,
    };
}
