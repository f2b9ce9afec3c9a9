using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Mailbox;

/// <summary>
/// The transport of the demo. It stores nothing: a message's own stream keeps its text from the moment it is submitted,
/// and <see cref="MailboxService"/> shows the submitted ones. So each message is in the mailbox once, also after a
/// restart and on every silo.
/// </summary>
internal sealed partial class MailboxGateway(MessageChannel channel, IGrainFactory grains, IClock clock,
    ILogger<MailboxGateway> log) : IGateway
{
    public MessageChannel Channel => channel;

    public async Task<GatewayAnswer> Submit(OutgoingMessage message, BeginLimit begin, CancellationToken ct)
    {
        try
        {
            // The demo reports each message as delivered at once.
            await grains.GetGrain<IMessageGrain>(message.Id).ReceiveReceipt(new Receipt(IdOf(message),
                MessageStatus.Delivered, null, clock.GetCurrentInstant(), IdOf(message)));
        }
        catch (Exception e)
        {
            // The message is in the mailbox all the same; only its receipt is missing.
            LogNoReceipt(message.Id, e.GetType().Name);
        }

        return GatewayAnswer.Accepted(IdOf(message));
    }

    /// <summary>Every submitted message is in the mailbox.</summary>
    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => Task.FromResult<FindOutcome>(
            new FindOutcome.Found(IdOf(message), "delivered", null));

    private static string IdOf(OutgoingMessage message) => $"mailbox-{message.Id}";

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {Message} has no receipt of the mailbox ({Error})")]
    private partial void LogNoReceipt(string message, string error);
}
