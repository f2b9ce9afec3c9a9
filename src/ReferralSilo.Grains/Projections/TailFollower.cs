using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Projections;

/// <summary>
/// Passes the new events of all streams to one grain, on its scheduler and in order. While the ledger cannot be read
/// they are passed again until the grain has handled them, and the grain knows how old its view may be. When the grain
/// cannot follow, because a newer program stored something or too many events wait, it is deactivated: the next call
/// loads it again, perhaps on a silo with the newer program.
/// </summary>
/// <param name="tail">The events of this silo.</param>
/// <param name="receive">Handles a page of events; interleaves with calls of the grain at its awaits. A page with an
/// event that it cannot handle is passed again event by event.</param>
/// <param name="deactivate">Deactivates the grain.</param>
/// <param name="logger">Logs failures other than an unavailable ledger.</param>
public sealed partial class TailFollower(LedgerTail tail, Func<IReadOnlyList<PositionedEvent>, Task> receive,
    Action deactivate, ILogger logger)
{
    private readonly Queue<(IReadOnlyList<PositionedEvent> Events, long At)> _waiting = new();
    private readonly Lock _gate = new();
    private TaskScheduler _scheduler = TaskScheduler.Default;
    private IDisposable? _subscription;
    private int _events;
    private bool _running, _stopped;

    /// <summary>Events are passed on this long after they were read, for a grain that mostly gets the same changes
    /// sooner by message.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Most events that wait, events.</summary>
    public int MaxWaiting { get; init; } = TailLimits.MaxWaiting;

    /// <summary>Everything committed longer ago than this was handled; <see cref="TailLimits.Unknown"/> when it is not
    /// known.</summary>
    public TimeSpan Age
    {
        get
        {
            if (tail.Age is not { } age) return TailLimits.Unknown;
            lock (_gate)
            {
                if (_stopped) return TailLimits.Unknown;
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
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
        }

        _subscription?.Dispose();
    }

    private void Enqueue(IReadOnlyList<PositionedEvent> events)
    {
        lock (_gate)
        {
            if (_stopped) return;
            _waiting.Enqueue((events, Stopwatch.GetTimestamp()));
            _events += events.Count;
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
            bool tooMany;
            lock (_gate)
            {
                if (_stopped || !_waiting.TryPeek(out var first))
                {
                    _running = false;
                    return;
                }

                tooMany = _events > MaxWaiting;
                events = first.Events;
                wait = Delay - Stopwatch.GetElapsedTime(first.At);
            }

            if (tooMany)
            {
                GiveUp("too many events wait");
                continue;
            }

            try
            {
                if (wait > TimeSpan.Zero) await Task.Delay(wait);
                await Handle(events);
            }
            catch (LedgerUnavailableException)
            {
                // The age grows while the ledger cannot be read: the board of the grain is not live meanwhile.
                await Task.Delay(TailLimits.Retry);
                continue;
            }
            catch (NewerFormException e)
            {
                GiveUp(e.Message);
                continue;
            }

            lock (_gate)
                if (_waiting.TryDequeue(out var handled)) _events -= handled.Events.Count;
        }
    }

    private async Task Handle(IReadOnlyList<PositionedEvent> events)
    {
        try
        {
            await receive(events);
        }
        catch (Exception e) when (e is not (LedgerUnavailableException or NewerFormException))
        {
            // What this program cannot read must not stop or hide any other event.
            if (events is [var only]) LogLeftOut(only.Stream, only.Event.Version, e.GetType().Name);
            else foreach (var happened in events) await Handle([happened]);
        }
    }

    private void GiveUp(string why)
    {
        LogGivesUp(why);
        Stop();
        deactivate();
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The new event of {Stream}, version {Version}, could not be handled ({Error}) and is left out")]
    private partial void LogLeftOut(StreamId stream, long version, string error);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A board cannot follow new events and is loaded again with its next call: {Why}")]
    private partial void LogGivesUp(string why);
}
