using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Demo;

/// <summary>One referral of the load and how far it goes.</summary>
/// <param name="Number">Names it in every key.</param>
/// <param name="Stage">Where its walk ends.</param>
/// <param name="Line">Service line.</param>
/// <param name="Priority">As submitted.</param>
/// <param name="Twist">What is odd about it.</param>
public sealed record DemoPlanned(int Number, Stage Stage, string Line, Priority Priority, DemoTwist Twist)
{
    public DemoDice Dice => new((ulong)Number);
}

/// <summary>Which referrals the load makes: all stages, in proportions a program of this size has on a busy
/// day.</summary>
public static class DemoPlan
{
    /// <summary>Referrals received last, urgent or more, that nobody has taken yet: they alarm.</summary>
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
