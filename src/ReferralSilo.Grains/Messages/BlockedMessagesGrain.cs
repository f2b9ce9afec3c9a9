using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Messages;

/// <inheritdoc cref="IBlockedMessagesGrain"/>
/// <remarks>A blocked message has no time of its own. What is lost here, as with the silo, is made good by the next
/// call of <see cref="EnsureJudged"/>.</remarks>
[GrainType("blocked-messages")]
public sealed partial class BlockedMessagesGrain(ILedger ledger, IClock clock, ILogger<BlockedMessagesGrain> logger)
    : Grain, IBlockedMessagesGrain
{
    /// <summary>Another silo may know of an approval only after this time.</summary>
    private static readonly TimeSpan Known = StreamCatalog<Template, TemplateEvent>.Refresh * 2;

    private const int PageRows = 200, Parallel = 16;

    /// <summary>A message is kept with the reason of its first way; another way may be the one that opens.</summary>
    private static readonly string[] Reasons =
    [
        MessageReasons.NoTransport, MessageReasons.NoTemplate, MessageReasons.Suppressed, MessageReasons.InvalidAddress,
    ];

    private Instant _judgedAt = Instant.MinValue;

    public Task Receive(IReadOnlyList<OutboxItem> items)
    {
        Start(TimeSpan.Zero);
        Start(Known);
        return Task.CompletedTask;
    }

    public Task EnsureJudged()
    {
        if (clock.GetCurrentInstant() - _judgedAt < Duration.FromTimeSpan(BlockedMessages.Interval / 2))
            return Task.CompletedTask;
        _judgedAt = clock.GetCurrentInstant();
        Start(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    private void Start(TimeSpan wait)
    {
        IGrainTimer? timer = null;
        timer = this.RegisterGrainTimer(async ct =>
        {
            try
            {
                await JudgeAll(ct);
            }
            finally
            {
                // Not before: it cancels the call.
                timer?.Dispose();
            }
        }, new GrainTimerCreationOptions { DueTime = wait, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    private async Task JudgeAll(CancellationToken ct)
    {
        foreach (var reason in Reasons)
        {
            string? cursor = null;
            do
            {
                var page = await ledger.Search(new MessageListQuery(PageRows, cursor, Open: true, Reason: reason,
                    Status: MessageStatus.Blocked.WireName()), ct);
                foreach (var chunk in page.Items.Chunk(Parallel))
                    await Task.WhenAll(chunk.Select(row => Judge(row.Stream.Id)));
                cursor = page.Next;
            }
            while (cursor is not null && !ct.IsCancellationRequested);
        }
    }

    /// <summary>One that cannot be judged must not keep back those behind it; the next sweep tries it again.</summary>
    private async Task Judge(string message)
    {
        try
        {
            await GrainFactory.GetGrain<IMessageGrain>(message).Judge();
        }
        catch (Exception e)
        {
            LogNotJudged(message, e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The blocked message {Message} could not be judged: {Error}")]
    private partial void LogNotJudged(string message, string error);
}
