using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Boards;

/// <summary>Reloads a grain's state while its board is watched. Another activation, on a silo that was frozen or cut
/// off, may have written a newer version; without a command this activation would not notice.</summary>
internal sealed class StateRefresher(TimeProvider time, Func<Task> load)
{
    private long? _loadedAt;

    /// <summary>The largest age of the loaded state, after a reload when it was too old.</summary>
    public async Task<TimeSpan> RefreshedAge()
    {
        if (_loadedAt is not { } at || time.GetElapsedTime(at) > BoardLimits.RowRefresh)
        {
            var startedAt = time.GetTimestamp();
            try
            {
                await load();
            }
            catch (Exception e) when (e is LedgerUnavailableException or NewerFormException)
            {
                // The newest version is not known: the board becomes "not live".
                return BoardLimits.Stale;
            }

            _loadedAt = at = startedAt;
        }

        return time.GetElapsedTime(at);
    }
}
