namespace ReferralSilo.Messaging.Sending;

/// <summary>Until when a transmission may begin. It is asked right before the first byte, because a process that was
/// frozen may go on with a message before its timers run.</summary>
public sealed class BeginLimit : IDisposable
{
    private readonly TimeSpan _within;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _over;

    /// <param name="within">Longer than zero.</param>
    /// <param name="time">Measures it.</param>
    public BeginLimit(TimeSpan within, TimeProvider time)
    {
        (_within, _time, _startedAt) = (within, time, time.GetTimestamp());
        _over = new CancellationTokenSource(within, time);
    }

    /// <summary>Cancelled when the time is over; ends waits.</summary>
    public CancellationToken Token => _over.Token;

    public bool IsOver => _time.GetElapsedTime(_startedAt) >= _within;

    public void Dispose() => _over.Dispose();
}
