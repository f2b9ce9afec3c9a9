using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Projections;

/// <summary>
/// Passes the new events of all streams to one grain, on its scheduler and in order. While the ledger cannot be read
/// they are passed again until the grain has handled them, and the grain knows how old its view may be.
/// </summary>
/// <param name="tail">The events of this silo.</param>
/// <param name="receive">Handles a page of events; interleaves with calls of the grain at its awaits.</param>
/// <param name="logger">Logs failures other than an unavailable ledger.</param>
public sealed partial class TailFollower(
    LedgerTail tail, Func<IReadOnlyList<PositionedEvent>, Task> receive, ILogger logger)
{
    private readonly Queue<(IReadOnlyList<PositionedEvent> Events, long At)> _waiting = new();
    private readonly Lock _gate = new();
    private TaskScheduler _scheduler = TaskScheduler.Default;
    private IDisposable? _subscription;
    private bool _running, _stopped;

    /// <summary>Events are passed on this long after they were read, for a grain that mostly gets the same changes
    /// sooner by message.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Everything committed longer ago than this was handled; <see cref="BoardLimits.Stale"/> when it is not
    /// known.</summary>
    public TimeSpan Age
    {
        get
        {
            if (tail.Age is not { } age) return BoardLimits.Stale;
            lock (_gate)
            {
                return _waiting.TryPeek(out var first) && Stopwatch.GetElapsedTime(first.At) is var waits && waits > age
                    ? waits : age;
            }
        }
    }

    /// <summary>Begins, and then loads what the grain shows; call it from <c>OnActivateAsync</c>. When loading fails
    /// it ends again, because a grain that was not activated is not deactivated either.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger could not be read.</exception>
    public async Task Start(Func<Task> load, CancellationToken ct)
    {
        _scheduler = TaskScheduler.Current;
        _subscription = await tail.Subscribe(Enqueue, ct);
        try
        {
            await load();
        }
        catch
        {
            Stop();
            throw;
        }
    }

    /// <summary>Ends; call it from <c>OnDeactivateAsync</c>.</summary>
    public void Stop()
    {
        lock (_gate) _stopped = true;
        _subscription?.Dispose();
    }

    private void Enqueue(IReadOnlyList<PositionedEvent> events)
    {
        lock (_gate)
        {
            _waiting.Enqueue((events, Stopwatch.GetTimestamp()));
            if (_running) return;
            _running = true;
        }

        _ = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.None, _scheduler);
    }

    private async Task Run()
    {
        while (true)
        {
            IReadOnlyList<PositionedEvent> events;
            TimeSpan wait;
            lock (_gate)
            {
                if (_stopped || !_waiting.TryPeek(out var first))
                {
                    _running = false;
                    return;
                }

                events = first.Events;
                wait = Delay - Stopwatch.GetElapsedTime(first.At);
            }

            try
            {
                if (wait > TimeSpan.Zero) await Task.Delay(wait);
                await receive(events);
            }
            catch (Exception e)
            {
                // The age grows while the ledger cannot be read: the board of the grain is not live meanwhile.
                if (e is LedgerUnavailableException)
                {
                    await Task.Delay(TailLimits.Retry);
                    continue;
                }

                // A state that this program cannot read would stop all later events.
                LogFailed(e.GetType().Name);
            }

            lock (_gate) _waiting.Dequeue();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "New events could not be handled: {Error}; they are left out")]
    private partial void LogFailed(string error);
}
