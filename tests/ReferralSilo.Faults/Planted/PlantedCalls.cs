using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Orleans.Metadata;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Faults.Planted;

/// <summary>Bugs and trouble in calls to grains.</summary>
internal sealed class PlantedCalls(PlantedBug bug, Troubles troubles, NumberedFeed feed, ShiftedClock clock)
    : IIncomingGrainCallFilter
{
    private const int FromHold = 3;

    /// <summary>Longer than any hold of the load.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(62);

    private readonly ConcurrentDictionary<GrainId, bool> _rung = new();

    public Task Invoke(IIncomingGrainCallContext call)
    {
        switch (call.Grain, call.InterfaceMethod.Name)
        {
            case (ServiceLineGrain, nameof(IOutboxReceiver.Receive)) when bug == PlantedBug.FeedByNumber:
                call.Request.SetArgument(0,
                    feed.After(call.TargetId.ToString(), (IReadOnlyList<OutboxItem>)call.Request.GetArgument(0)!));
                break;
            case (ServiceLineGrain, nameof(IOutboxReceiver.Receive)) when troubles.HasFlag(Troubles.ChangesLost):
                call.Request.SetArgument(0, (IReadOnlyList<OutboxItem>)[]);
                break;
            case (IScheduleGrain, nameof(IScheduleGrain.Grant)) when call.Request.GetArgument(FromHold) is not null:
                if (bug == PlantedBug.ConfirmWithoutHold) call.Request.SetArgument(FromHold, null!);
                return troubles.HasFlag(Troubles.AcceptsArriveLate) ? InvokeLate(call) : call.Invoke();
            case (IHasDeadline, nameof(IHasDeadline.OnDeadline)) when troubles.HasFlag(Troubles.DeadlinesLost)
                && _rung.TryAdd(call.TargetId, true):
                throw new TimeoutException("The deadline call was lost.");
        }

        return call.Invoke();
    }

    /// <summary>Shifts the clock for this call only, so that a repeated call arrives late too.</summary>
    private async Task InvokeLate(IIncomingGrainCallContext call)
    {
        clock.Jump(TooLate);
        try
        {
            await call.Invoke();
        }
        finally
        {
            clock.Jump(-TooLate);
        }
    }
}

/// <summary>Lets calls of a schedule interleave while one of them waits for its commit.</summary>
internal sealed class ReentrantSchedules : IGrainPropertiesProvider
{
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass == typeof(ScheduleGrain)) properties[WellKnownGrainTypeProperties.Reentrant] = "true";
    }
}

/// <summary>Serves any board that a client requests.</summary>
internal sealed class AnyBoard(BoardFeed feed) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext call,
        Func<HubInvocationContext, ValueTask<object?>> next) => call.HubMethodName == "Watch"
        ? new(feed.Watch((string)call.HubMethodArguments[0]!, (BoardCursor?)call.HubMethodArguments[1],
            call.Context.ConnectionAborted))
        : next(call);
}
