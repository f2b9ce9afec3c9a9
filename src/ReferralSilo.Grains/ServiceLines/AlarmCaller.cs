using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>An alarm of a line.</summary>
/// <param name="Id">Id of the referral or of the conversation.</param>
/// <param name="IsConversation">True for a conversation.</param>
/// <param name="Calls">True for one for which people are called.</param>
/// <param name="OnCall">Its alerts; null when none was due.</param>
internal readonly record struct CalledAlarm(string Id, bool IsConversation, bool Calls, AlarmAlerts? OnCall);

/// <summary>Brings to the alarmed referrals and conversations of a line what they cannot know: that no screen shows the
/// alarms, and that the on-call list changed. It decides nothing; a call that is lost is made again, and without any
/// call their own clock alerts people.</summary>
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
    /// <param name="alarms">All alarms of the line.</param>
    /// <param name="isSeen">True while some screen shows them.</param>
    /// <param name="list">The on-call list that serves the line now; null for none.</param>
    public void OnTick(IEnumerable<CalledAlarm> alarms, bool isSeen, OnCallList? list)
    {
        if (isSeen) _unseenSince = null;
        else _unseenSince ??= time.GetTimestamp();
        if (_calledAt is { } at && time.GetElapsedTime(at) < Again) return;
        var isUnseen = _unseenSince is { } since
            && time.GetElapsedTime(since) >= OnCallRules.UnseenFor.ToTimeSpan()
            && list?.Next([], clock.GetCurrentInstant()) is not null;
        // The first tick of an activation also finds the changes that another one did not bring to all.
        if (!_isFollowed || !ReferenceEquals(list, _list)) _changedAt = time.GetTimestamp();
        var isNew = time.GetElapsedTime(_changedAt!.Value) <= Spreading;
        (_isFollowed, _list) = (true, list);
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        foreach (var alarm in alarms)
        {
            // One without alerts began when the list was not known yet, there or here.
            if (list is not null && (isNew || alarm is { Calls: true, OnCall: null }))
                Call(alarm, new OnCallChanged(), new ConversationCommand.OnCallChanged());
            if (isUnseen && alarm.OnCall is { LastAt: null, NextAt: { } next } && next > now)
                Call(alarm, new AlarmUnseen(), new ConversationCommand.AlarmUnseen());
        }
    }

    private void Call(CalledAlarm alarm, ReferralCommand referral, ConversationCommand conversation)
    {
        _calledAt = time.GetTimestamp();
        _ = Send(alarm, referral, conversation);
    }

    private async Task Send(CalledAlarm alarm, ReferralCommand referral, ConversationCommand conversation)
    {
        try
        {
            var isUnknown = alarm.IsConversation
                ? (await grains.GetGrain<IConversationGrain>(alarm.Id).Handle(CommandEnvelopes.BySystem(conversation)))
                    .Unknown
                : (await grains.GetGrain<IReferralGrain>(alarm.Id).Handle(CommandEnvelopes.BySystem(referral))).Unknown;
            if (isUnknown) _isFollowed = false;
        }
        catch (Exception e)
        {
            // A later tick calls again.
            _isFollowed = false;
            LogFailed(alarm.Id, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm {Id} was not called: {Error}")]
    private partial void LogFailed(string id, string error);
}
