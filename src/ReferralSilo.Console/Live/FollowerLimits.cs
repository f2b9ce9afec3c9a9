namespace ReferralSilo.Console.Live;

/// <summary>Every limit of a live screen, named with its unit.</summary>
public static class FollowerLimits
{
    /// <summary>Without any frame for this long a board is not live (I9). The feed's heartbeat is 2 s at
    /// most.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Wait before the first repeated question.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between questions; a recovered feed is found within it.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(4);

    /// <summary>Shortest time between two renders of one screen: at most 50 a second.</summary>
    public static readonly TimeSpan RenderEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>A screen pauses for so many times what its last render took: it never has more than a tenth of a
    /// processor.</summary>
    public const int RestPerRender = 10;

    /// <summary>Longest such pause: a slow machine still shows ten changes of a screen a second.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest time between two beats of the live badge.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    /// <summary>Rests this long on a row before its details are read, so that walking past is not a read of patient
    /// data.</summary>
    public static readonly TimeSpan ReadAfter = TimeSpan.FromMilliseconds(150);

    /// <summary>What somebody else changed on a chosen referral is on the screen this long before a key acts on it: as
    /// long as a person needs to see it.</summary>
    public static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(700);

    /// <summary>A hold that ends within this time says so.</summary>
    public static readonly TimeSpan EndsSoon = TimeSpan.FromMinutes(2);

    /// <summary>Most rows one list draws; the rest is counted in words.</summary>
    public const int ShownRows = 500;
}
