using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Shared;

/// <summary>
/// The selected referral after it left the list: it keeps its place until the person moves on, says who did what, and
/// takes no orders.
/// </summary>
/// <param name="Key">Referral id.</param>
/// <param name="Number">What people read out.</param>
/// <param name="Patient">Name.</param>
/// <param name="Version">The last one that was on the list.</param>
/// <param name="At">How many rows stand above it.</param>
public sealed record Ghost(string Key, string Number, string Patient, long Version, int At)
{
    public const string Unsaid = "It left this list.";
}

/// <summary>Asks once per ghost what became of it.</summary>
public sealed class GhostStory(IConsoleApi desk)
{
    private (string, long)? _asked;

    /// <summary>A sentence; at first only that it left.</summary>
    public string Text { get; private set; } = Ghost.Unsaid;

    /// <summary>True when there is something new to draw.</summary>
    public async Task<bool> Follow(Ghost? ghost, Names names, Zone zone)
    {
        if (ghost is null)
        {
            _asked = null;
            return false;
        }
        if (_asked == (ghost.Key, ghost.Version)) return false;
        _asked = (ghost.Key, ghost.Version);
        Text = Ghost.Unsaid;
        var story = await Story.Since(desk, ghost.Key, ghost.Version, names, zone);
        if (_asked != (ghost.Key, ghost.Version) || story.Text is null) return false;
        Text = story.Text;
        return true;
    }
}
