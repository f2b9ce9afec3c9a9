using NodaTime;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Conversations;

/// <inheritdoc cref="IConversationGrain"/>
[GrainType("conversation")]
public sealed class ConversationGrain(CommandHandlers<Conversation, ConversationCommand, ConversationEvent> handlers,
    IClock clock) : Grain, IConversationGrain
{
    private CommandHandler<Conversation, ConversationCommand, ConversationEvent> _conversation = null!;
    private DeadlineTimer _deadline = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        _conversation = handlers.Open(this.GetPrimaryKeyString(), s => _deadline.Set(s.DueAt), this.DeactivateOnIdle);
        return _conversation.Load(cancellationToken);
    }

    public Task<Snapshot<Conversation>?> Show() => Task.FromResult(
        _conversation.State is { } state ? new Snapshot<Conversation>(state, _conversation.Version) : null);

    public Task<CommandOutcome<Conversation>> Handle(CommandEnvelope<ConversationCommand> envelope) =>
        _conversation.Handle(envelope);

    public async Task OnDeadline()
    {
        var now = clock.GetCurrentInstant();
        if (await _conversation.EnsureLoaded() is not null)
            await _conversation.Receive(new ConversationCommand.TimeUp());
        _deadline.SetIfLater(_conversation.State?.DueAt, now);
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items) await _conversation.Receive((ConversationCommand)item.Payload);
    }
}
