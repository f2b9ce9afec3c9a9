namespace ReferralSilo.Console.Live;

/// <summary>Limits of a live screen.</summary>
public static class FollowerLimits
{
    /// <summary>
    /// A board without any frame for this long is not live (I9). The feed sends a heartbeat at least every 2 s.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Wait before the first reconnect.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between reconnects.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(4);

    /// <summary>Shortest time between two renders of one screen: at most 50 per second.</summary>
    public static readonly TimeSpan RenderEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// After a render, a screen pauses this many times the render's
    /// duration, so it uses at most a tenth of a processor.
    /// </summary>
    public const int RestPerRender = 10;

    /// <summary>Longest such pause: a slow machine still renders a screen ten times per second.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest time between two updates of the live badge.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A row must stay selected this long before its details are
    /// read, so that passing over it does not read patient data.
    /// </summary>
    public static readonly TimeSpan ReadAfter = TimeSpan.FromMilliseconds(150);

    /// <summary>
    /// Another person's change to the selected referral is on the screen for
    /// this long before a key acts on it: the time a person needs to notice it.
    /// </summary>
    public static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(700);

    /// <summary>A chosen referral that was not read within this time does not replace another one on the
    /// screen.</summary>
    public static readonly TimeSpan ReplacesWithin = TimeSpan.FromSeconds(1);

    /// <summary>A hold that ends within this time shows a warning.</summary>
    public static readonly TimeSpan EndsSoon = TimeSpan.FromMinutes(2);

    /// <summary>How long the receipt of an act is shown.</summary>
    public static readonly TimeSpan ReceiptFor = TimeSpan.FromSeconds(8);

    /// <summary>Maximum rows that one list draws; a text states the total.</summary>
    public const int ShownRows = 500;
}
