using System.Data.Common;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>
/// What leaves for the outside (email, SMS, webhooks, answers to other systems) asks here first. Held after a restore:
/// the first life of the data may have sent it already, and only a person can know.
/// </summary>
public sealed class MessageHold
{
    /// <summary>How soon a running process notices the release.</summary>
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);

    /// <summary>Longest reading; a probe of health waits for it, and has 2 s in all.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(1);

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private long _askedAt;

    private MessageHold(StorageOptions options, Installation installation, TimeProvider time)
    {
        (_options, _time, Installation) = (options, time, installation);
        _askedAt = time.GetTimestamp();
    }

    /// <summary>As last read.</summary>
    public Installation Installation { get; private set; }

    public static async Task<MessageHold> Open(StorageOptions options, TimeProvider time,
        CancellationToken ct = default) =>
        new(options, await Installation.Read(options, ct), time);

    /// <summary>Whether anything may be sent now. Once open it stays open: a restore begins with a stopped
    /// system.</summary>
    public async ValueTask<bool> MaySend(CancellationToken ct = default)
    {
        if (!Installation.MessagesHeld) return true;
        if (_time.GetElapsedTime(_askedAt) < RecheckInterval) return false;
        _askedAt = _time.GetTimestamp();
        using var tooLong = new CancellationTokenSource(ReadTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, tooLong.Token);
        try
        {
            // Not every reading that hangs lets itself be cancelled.
            Installation = await Installation.Read(_options, either.Token).WaitAsync(either.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is DbException || tooLong.IsCancellationRequested))
        {
            // Who cannot ask may not send: still held, asked again later.
        }

        return !Installation.MessagesHeld;
    }
}
