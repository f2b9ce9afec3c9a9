using NodaTime;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Messages;

/// <inheritdoc cref="IMessageGrain"/>
[GrainType("message")]
public sealed class MessageGrain(CommandHandlers<Message, MessageCommand, MessageEvent> handlers, IClock clock) : Grain,
    IMessageGrain
{
    private CommandHandler<Message, MessageCommand, MessageEvent> _message = null!;
    private DeadlineTimer _deadline = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _message = handlers.Open(this.GetPrimaryKeyString(), s => _deadline.Set(s.DueAt), this.DeactivateOnIdle);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        return Task.CompletedTask;
    }

    public async Task<Snapshot<Message>?> Show() =>
        await _message.EnsureLoaded() is { } state ? new Snapshot<Message>(state, _message.Version) : null;

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
        {
            if (item.Payload is JudgeAgain) await Judge();
            else await _message.Receive((MessageCommand)item.Payload);
        }
    }

    public Task Plan(MessageCommand.Plan plan) => _message.Receive(plan);

    public Task Supersede(string reason) => Apply(new MessageCommand.Supersede(reason));

    public Task Judge() => Apply(new MessageCommand.TimeUp());

    public async Task<bool> ReceiveReceipt(Receipt receipt)
    {
        if (await _message.EnsureLoaded() is null) return false;
        await _message.Receive(new MessageCommand.Receive(receipt));
        return true;
    }

    public Task Answer(int attempt, SubmitOutcome outcome) => Apply(new MessageCommand.Answer(attempt, outcome));

    public Task Found(int attempt, FindOutcome outcome) => Apply(new MessageCommand.Found(attempt, outcome));

    public async Task OnDeadline()
    {
        var now = clock.GetCurrentInstant();
        await Apply(new MessageCommand.TimeUp());
        _deadline.SetIfLater(_message.State?.DueAt, now);
    }

    /// <summary>Sends a command to a message that exists.</summary>
    private async Task Apply(MessageCommand command)
    {
        if (await _message.EnsureLoaded() is not null) await _message.Receive(command);
    }
}
