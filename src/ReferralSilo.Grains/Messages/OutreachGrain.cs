using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Messages;

/// <inheritdoc cref="IOutreachGrain"/>
/// <remarks>It keeps nothing: ids of messages follow from their causes, and what exists is read from their list. So a
/// change that comes late, or twice, leads to the same messages.</remarks>
[GrainType("outreach")]
public sealed class OutreachGrain(MessageLists messages) : Grain, IOutreachGrain
{
    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        var changes = items.Select(i => (OutreachChange)i.Payload).OrderBy(c => c.Version).ToList();
        var planned = new HashSet<string>();
        foreach (var change in changes)
            foreach (var plan in change.Plans) planned.Add(await Plan(change, plan));
        // A new message was judged when it was planned.
        var waiting = (await messages.OfReferral(changes[0].Referral.Value)).Select(m => m.State)
            .Where(m => m.IsWaiting && !planned.Contains(m.Case.Id));
        foreach (var message in waiting) await GrainFactory.GetGrain<IMessageGrain>(message.Case.Id).Judge();
    }

    private async Task<string> Plan(OutreachChange change, PlannedOccasion plan)
    {
        var known = (await messages.OfReferral(change.Referral.Value)).Select(m => m.State).ToList();
        var isReplaced = known.Any(m => m.Case.Occurrence > change.Version
            && MessageFamilies.Replaces(m.Case.Occasion, plan.Occasion));
        var id = MessageIds.Of(change.Referral.Value, plan.Occasion, change.Version);
        // What it replaces ends first, so that both never wait at the same time.
        foreach (var older in known.Where(m => m.IsWaiting && m.Case.Occurrence < change.Version
            && MessageFamilies.Replaces(plan.Occasion, m.Case.Occasion)))
            await GrainFactory.GetGrain<IMessageGrain>(older.Case.Id).Supersede(MessageReasons.Replaced);
        await GrainFactory.GetGrain<IMessageGrain>(id).Plan(new MessageCommand.Plan(
            new MessageCase(id, change.Referral, plan.Occasion, change.Version, plan.Subject, plan.At, plan.DueAt,
                plan.UsefulUntil, null, "en", 0, []),
            isReplaced ? MessageReasons.Replaced : null));
        return id;
    }
}
