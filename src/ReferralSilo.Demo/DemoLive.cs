using NodaTime;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Demo;

/// <summary>
/// Runs the live demo: it submits new referrals and works on each open demo referral until the referral is closed. It
/// does not touch referrals that real users submit.
/// </summary>
public sealed partial class DemoLive(
    DemoOptions options, DemoProgram program, DemoDesk desk, DemoCapacity capacity, ReferralList list,
    Random random, TimeProvider time, IClock clock, ILogger<DemoLive> logger) : BackgroundService
{
    /// <summary>Maximum open referrals in work. At this number, no new referral is submitted.</summary>
    public const int MostInHands = 800;

    /// <summary>Consecutive refusals after which the demo stops work on a referral.</summary>
    private const int MostRefusals = 8;

    /// <summary>First pause when the service does not answer; doubles up to <see cref="LongestPause"/>.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Maximum delay of arrivals. Arrivals that are later than this are skipped.</summary>
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(1);

    private readonly DemoPace _pace = new(options.LivePerMinute, random);
    private int _inHands;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await program.Loaded.WaitAsync(stoppingToken);
        var work = new HashSet<Task>();
        foreach (var found in await Found(stoppingToken)) Take(work, found, _pace.BeforeFound(), stoppingToken);
        try
        {
            await TakeIn(work, stoppingToken);
        }
        finally
        {
            // Waits for commands in progress while the silo still runs.
            await Task.WhenAll(work);
        }
    }

    private async Task TakeIn(HashSet<Task> work, CancellationToken stoppingToken)
    {
        var (pause, next, started) = (FirstPause, TimeSpan.Zero, time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            // The gap starts at the previous arrival, so that the time to store that referral is not added. Late
            // arrivals are skipped.
            next += _pace.NextArrival();
            var wait = next - time.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, stoppingToken);
            else if (wait < -MostLate) next -= wait;
            work.RemoveWhere(w => w.IsCompleted);
            if (Volatile.Read(ref _inHands) >= MostInHands) continue;
            if (await Arrive(stoppingToken) is { } view)
            {
                pause = FirstPause;
                Take(work, view, null, stoppingToken);
                continue;
            }

            await Task.Delay(pause, time, stoppingToken);
            pause = Longer(pause);
        }
    }

    private void Take(HashSet<Task> work, ReferralView view, TimeSpan? first, CancellationToken ct)
    {
        Interlocked.Increment(ref _inHands);
        work.Add(Work(new DemoLiveCase(desk, capacity, _pace, clock, view), first, ct));
    }

    /// <summary>Submits a new referral. Null when it was not accepted; the caller then pauses.</summary>
    private async Task<ReferralView?> Arrive(CancellationToken ct)
    {
        var twist = _pace.Percent(4) ? DemoTwist.OutOfState : _pace.Percent(6) ? DemoTwist.Incomplete : _pace.Percent(3)
            ? DemoTwist.Emergency : DemoTwist.None;
        var priority = _pace.Percent(80) ? Priority.Routine
            : _pace.Of([Priority.Urgent, Priority.Urgent, Priority.Urgent, Priority.Asap, Priority.Stat]);
        var name = Guid.NewGuid().ToString("N");
        var referral = DemoReferral.Make(name, _pace.Dice(), _pace.Of(DemoServiceLines.All).Id, priority, twist,
            clock.GetCurrentInstant().ToDateTimeOffset());
        var answer = await desk.Submit(referral, $"live/{name}", ct);
        if (answer.Problem is { } problem) LogNotTaken(problem.Code);
        return answer.View;
    }

    /// <summary>Works on one referral until it is closed or refused too often.</summary>
    private async Task Work(DemoLiveCase work, TimeSpan? first, CancellationToken ct)
    {
        try
        {
            var (refusals, pause) = (0, FirstPause);
            for (var wait = first ?? work.Wait(); !work.IsDone && refusals < MostRefusals; wait = work.Wait())
            {
                await Task.Delay(wait, time, ct);
                try
                {
                    if (await work.Act(ct) is { } problem)
                    {
                        if (problem.Status < StatusCodes.Status500InternalServerError) refusals++;
                        else await Task.Delay(pause, time, ct);
                        pause = Longer(pause);
                        await work.Look();
                        continue;
                    }

                    (refusals, pause) = (0, FirstPause);
                }
                catch (Exception e) when (DemoDesk.IsUnavailable(e))
                {
                    // The service is unavailable. The demo keeps the referral and retries after a growing pause.
                    await Task.Delay(pause, time, ct);
                    pause = Longer(pause);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The process stops; the next start finds the referral and continues.
        }
        catch (Exception e)
        {
            // A bug in the demo, not in the service: work on this referral stops, and the others continue.
            LogLeft(work.View.Id, e);
        }
        finally
        {
            Interlocked.Decrement(ref _inHands);
        }
    }

    /// <summary>Finds open demo referrals from the load and from earlier runs.</summary>
    private async Task<List<ReferralView>> Found(CancellationToken ct)
    {
        var found = new List<ReferralView>();
        foreach (var stage in Enum.GetValues<Stage>().Where(s => s != Stage.Closed))
        {
            string? cursor = null;
            do
            {
                var answer =
                    await list.Read(
                    new ReferralFilter(Stage: stage.WireName(), Limit: ReferralList.MaxLimit, Cursor: cursor),
                    DemoStaff.Supervisor, ct);
                found.AddRange(answer.Value!.Items.Where(r => r.Identifiers.Any(i => i.System == DemoReferral.System)));
                cursor = answer.Value.Next;
            }
            while (cursor is not null && found.Count < MostInHands);
        }

        return [.. found.Take(MostInHands)];
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    [LoggerMessage(Level = LogLevel.Error, Message = "The live demo left referral {Referral} alone")]
    private partial void LogLeft(string referral, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A demo referral was not taken in: {Code}")]
    private partial void LogNotTaken(string code);
}
