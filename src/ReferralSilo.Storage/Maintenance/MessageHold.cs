using System.Data.Common;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>
/// Holds messages to the outside (email, SMS, webhooks, answers to other systems). Senders must check it first.
/// Messages are held after a restore: they may have been sent before the backup was restored, and only a person can
/// decide.
/// </summary>
public sealed class MessageHold
{
    /// <summary>How often a running process checks for a release.</summary>
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);

    /// <summary>Longest read; a health probe waits for it and has 2 s in all.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(1);

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private long _checkedAt;

    private MessageHold(StorageOptions options, Installation installation, TimeProvider time)
    {
        (_options, _time, Installation) = (options, time, installation);
        _checkedAt = time.GetTimestamp();
    }

    /// <summary>As last read.</summary>
    public Installation Installation { get; private set; }

    public static async Task<MessageHold> Open(StorageOptions options, TimeProvider time,
        CancellationToken ct = default) =>
        new(options, await Installation.Read(options, ct), time);

    /// <summary>True when messages may be sent. Once true it stays true: a restore requires a stopped system.</summary>
    public async ValueTask<bool> MaySend(CancellationToken ct = default)
    {
        if (!Installation.MessagesHeld) return true;
        if (_time.GetElapsedTime(_checkedAt) < RecheckInterval) return false;
        _checkedAt = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(ReadTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            // A hanging read does not always react to cancellation.
            Installation = await Installation.Read(_options, linked.Token).WaitAsync(linked.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is DbException || timeout.IsCancellationRequested))
        {
            // The state is not known: still held; checked again later.
        }

        return !Installation.MessagesHeld;
    }
}
