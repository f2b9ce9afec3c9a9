using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Brings to the alarmed referrals of a line what they cannot know: that no screen shows the alarms, and that
/// the on-call list changed. It decides nothing; a call that is lost is made again, and without any call the referral's
/// own clock alerts people.</summary>
internal sealed partial class AlarmCaller(IGrainFactory grains, TimeProvider time, IClock clock, ILogger logger)
{
    /// <summary>Wait between two calls about the same thing.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>How long the calls about a change go on. The silo of a referral knows it a
    /// <see cref="ServiceLineCatalog.Refresh"/> later, perhaps after the first call.</summary>
    private static readonly TimeSpan Spreading = TimeSpan.FromSeconds(10);

    private long? _unseenSince, _calledAt, _changedAt;
    private bool _isFollowed;
    private OnCallList? _list;

    /// <summary>Called each second. Returns at once.</summary>
    /// <param name="alarms">The rows of the alarm board.</param>
    /// <param name="isSeen">True while some screen shows them.</param>
    /// <param name="list">The on-call list that serves the line now; null for none.</param>
    public void OnTick(IEnumerable<AlarmRow> alarms, bool isSeen, OnCallList? list)
    {
        if (isSeen) _unseenSince = null;
        else _unseenSince ??= time.GetTimestamp();
        if (_calledAt is { } at && time.GetElapsedTime(at) < Again) return;
        var isUnseen = _unseenSince is { } since
            && time.GetElapsedTime(since) >= ReferralOnCall.UnseenFor.ToTimeSpan()
            && list?.Next([], clock.GetCurrentInstant()) is not null;
        // The first tick of an activation also finds the changes that another one did not bring to all.
        if (!_isFollowed || !ReferenceEquals(list, _list)) _changedAt = time.GetTimestamp();
        var isNew = time.GetElapsedTime(_changedAt!.Value) <= Spreading;
        (_isFollowed, _list) = (true, list);
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        foreach (var alarm in alarms)
        {
            if (isNew && list is not null) Call(alarm.Key, new OnCallChanged());
            if (isUnseen && alarm.OnCall is { LastAt: null, NextAt: { } next } && next > now)
                Call(alarm.Key, new AlarmUnseen());
        }
    }

    private void Call(string referral, ReferralCommand command)
    {
        _calledAt = time.GetTimestamp();
        _ = Send(referral, command);
    }

    private async Task Send(string referral, ReferralCommand command)
    {
        try
        {
            var outcome = await grains.GetGrain<IReferralGrain>(referral).Handle(CommandEnvelopes.BySystem(command));
            if (outcome.Unknown) _isFollowed = false;
        }
        catch (Exception e)
        {
            // A later tick calls again.
            _isFollowed = false;
            LogFailed(referral, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Referral {Referral} was not told about its alarm: {Error}")]
    private partial void LogFailed(string referral, string error);
}
