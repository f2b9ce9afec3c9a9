using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Boards;

/// <summary>
/// Reads the truth again while a board is watched. What an activation holds may be behind for a moment, when another
/// one on a silo that was frozen or cut off has written; without a command it would never find out.
/// </summary>
internal sealed class Reread(TimeProvider time, Func<Task> load)
{
    private long? _readAt;

    /// <summary>How far what is held may be behind, after reading again when it was long ago.</summary>
    public async Task<TimeSpan> Age()
    {
        if (_readAt is not { } at || time.GetElapsedTime(at) > BoardLimits.Reread)
        {
            var asked = time.GetTimestamp();
            try
            {
                await load();
            }
            catch (LedgerUnavailableException)
            {
                // Nobody knows what was committed: the board says that it is not live.
                return BoardLimits.Stale;
            }

            _readAt = at = asked;
        }

        return time.GetElapsedTime(at);
    }
}
