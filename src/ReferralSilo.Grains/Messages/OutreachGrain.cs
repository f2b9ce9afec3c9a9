using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Messages;

/// <inheritdoc cref="IOutreachGrain"/>
/// <remarks>It keeps nothing: ids of messages follow from their causes, and what exists is read from their list. So a
/// change that comes late, or twice, leads to the same messages.</remarks>
[GrainType("outreach")]
public sealed class OutreachGrain(MessageLists messages, MessageJudge judge, IClock clock) : Grain, IOutreachGrain
{
    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        var changes = items.Select(i => (OutreachChange)i.Payload).OrderBy(c => c.Version).ToList();
        if (changes.Any(c => c.LineChanged)) await judge.FollowLines(changes[0].Referral);
        var planned = new HashSet<string>();
        foreach (var change in changes)
            foreach (var plan in change.Plans)
                if (plan.Moves != true) planned.Add(await Plan(change, plan));
                else if (await MayMove(change, plan))
                    planned.Add(await Plan(change, plan with { At = clock.GetCurrentInstant() }));
        // A new message was judged when it was planned.
        var waiting = (await messages.OfReferral(changes[0].Referral.Value)).Select(m => m.State)
            .Where(m => m.IsWaiting && !planned.Contains(m.Case.Id));
        foreach (var message in waiting) await GrainFactory.GetGrain<IMessageGrain>(message.Case.Id).Judge();
        // After the judgements: one that was made before the decision was taken back may have ended a message.
        foreach (var change in changes.Where(c => c.Restores is not null))
            foreach (var lost in await Superseded(change)) await Plan(change, Again(lost), lost);
    }

    /// <param name="again">The message that is planned once more; null for a new one.</param>
    private async Task<string> Plan(OutreachChange change, PlannedOccasion plan, MessageCase? again = null)
    {
        var known = (await messages.OfReferral(change.Referral.Value)).Select(m => m.State).ToList();
        var isReplaced = known.Any(m => m.Case.Occurrence > change.Version
            && MessageFamilies.Replaces(m.Case.Occasion, plan.Occasion));
        var id = MessageIds.Of(change.Referral.Value, plan.Occasion, change.Version, plan.Channel, plan.DaysBefore);
        // What it replaces ends first, so that both never wait at the same time. A decision that was taken back before
        // it came here replaces nothing.
        var replaces = await judge.IsNeeded(change.Referral, plan.Occasion, plan.Subject);
        foreach (var older in known.Where(m => replaces && plan.Moves != true && m.IsWaiting
            && m.Case.Occurrence < change.Version && MessageFamilies.Replaces(plan.Occasion, m.Case.Occasion)))
            await GrainFactory.GetGrain<IMessageGrain>(older.Case.Id).Supersede(MessageReasons.Replaced);
        await GrainFactory.GetGrain<IMessageGrain>(id).Plan(new MessageCommand.Plan(
            new MessageCase(id, change.Referral, plan.Occasion, change.Version, plan.Subject, plan.At, plan.DueAt,
                plan.UsefulUntil, null, "en", 0, [], plan.Channel)
                {
                    FormerVisit = plan.FormerVisit, DaysBefore = plan.DaysBefore, ResendOf = again?.ResendOf,
                    NotBy = again?.NotBy,
                },
            isReplaced ? MessageReasons.Replaced : null));
        return id;
    }

    /// <summary>Ends the reminder that waits for another hour. False when there is none, or when it left: then a second
    /// one would be sent. One that an earlier delivery of this change ended is planned by this one.</summary>
    private async Task<bool> MayMove(OutreachChange change, PlannedOccasion plan)
    {
        var known = await Same();
        // One that a person had sent another way is theirs.
        if (known.Count == 0 || known.Exists(m => !IsReplaced(m)
            && (!m.IsWaiting || m.Case.Asked is not null || m.Case.ResendOf is not null)))
            return false;
        foreach (var older in known.Where(m => m.IsWaiting && m.Case.DueAt != plan.DueAt))
            await GrainFactory.GetGrain<IMessageGrain>(older.Case.Id).Supersede(MessageReasons.Replaced);
        return (await Same()).TrueForAll(IsReplaced);

        async Task<List<Message>> Same() => [.. (await messages.OfReferral(change.Referral.Value)).Select(m => m.State)
            .Where(m => m.Case.Occasion == plan.Occasion && m.Case.Subject == plan.Subject
                && m.Case.DaysBefore == plan.DaysBefore && m.Case.Occurrence < change.Version)];
    }

    /// <summary>The messages that a decision superseded before it was taken back, and that are needed again: the newest
    /// of each kind, unless a later one that counts replaced it.</summary>
    private async Task<IReadOnlyList<MessageCase>> Superseded(OutreachChange change)
    {
        var known = (await messages.OfReferral(change.Referral.Value)).Select(m => m.State).ToList();
        var needed = new List<MessageCase>();
        // Of a message that a person had sent another way, the one that replaced it.
        foreach (var lost in known.Where(m => IsSuperseded(m) && m.StatusReason != MessageReasons.Resent
            && !known.Any(other => IsSameNews(other.Case, m.Case) && Counts(other))
            && m.Case.Occurrence < change.Version && change.Restores!.Contains(m.Case.Occasion)
            && clock.GetCurrentInstant() < m.Case.UsefulUntil).Select(m => m.Case))
        {
            var isReplaced = known.Any(m => m.Case.Occurrence > lost.Occurrence
                && (m.Case.Occasion == lost.Occasion
                    || !IsSuperseded(m) && MessageFamilies.Replaces(m.Case.Occasion, lost.Occasion)));
            if (!isReplaced && await judge.IsNeeded(change.Referral, lost.Occasion, lost.Subject)) needed.Add(lost);
        }

        return needed;
    }

    private PlannedOccasion Again(MessageCase lost) => new(lost.Occasion, lost.Subject,
        clock.GetCurrentInstant(), lost.DueAt, lost.UsefulUntil)
        { FormerVisit = lost.FormerVisit, DaysBefore = lost.DaysBefore, Channel = lost.Asked };

    private static bool IsSameNews(MessageCase one, MessageCase other) =>
        (one.Occasion, one.Occurrence, one.DaysBefore) == (other.Occasion, other.Occurrence, other.DaysBefore);

    private static bool Counts(Message message) => message.IsOpen || message.Status == MessageStatus.Delivered;

    private static bool IsReplaced(Message message) =>
        IsSuperseded(message) && message.StatusReason == MessageReasons.Replaced;

    private static bool IsSuperseded(Message message) => message.Status == MessageStatus.Superseded;
}
