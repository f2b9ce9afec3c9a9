using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Messages;

/// <summary>Calls the transports outside of the turn of a message's grain, and brings the answers to it.</summary>
public sealed partial class MessageTransports(IEnumerable<IMessageTransport> transports, UnsubscribeTokens tokens,
    PendingSubmissions submissions, TimeProvider time, ILogger<MessageTransports> logger)
{
    /// <summary>Longest call of a transport; shorter than <see cref="MessageLimits.AnswerWithin"/>.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    private const int Deliveries = 5;

    private readonly FrozenDictionary<MessageChannel, IMessageTransport> _byChannel =
        transports.GroupBy(t => t.Channel).ToFrozenDictionary(g => g.Key, g => g.Last());

    /// <summary>The transport of a channel; null when none is set up.</summary>
    public IMessageTransport? Of(MessageChannel channel) => _byChannel.GetValueOrDefault(channel);

    /// <summary>See <see cref="IMessageTransport.Sender"/>.</summary>
    public string? SenderOf(MessageChannel channel) => Of(channel)?.Sender;

    /// <summary>Submits a text whose submission is durable.</summary>
    /// <param name="message">The grain that gets the answer.</param>
    /// <param name="submission">It began before the claim: a stop may have come since. A process that was frozen since
    /// then does not call: another one may have found that the provider does not have the message.</param>
    public async Task Submit(IMessageGrain message, string id, Submission sent, PendingSubmission submission)
    {
        try
        {
            var left = MessageLimits.BeginWithin.ToTimeSpan() - submission.Elapsed;
            var outcome = left <= TimeSpan.Zero ? new SubmitOutcome.NotSent("begun-too-late")
                : await Call(Of(sent.Way.Channel), id, sent, left);
            await Deliver(() => message.Answer(sent.Attempt, outcome), id);
        }
        finally
        {
            submission.End();
        }
    }

    /// <summary>Asks the provider for a message whose answer was lost.</summary>
    /// <param name="since">When its first submission began.</param>
    /// <param name="askedAt">Now.</param>
    /// <param name="known">Provider ids of other messages of the address.</param>
    public async Task Find(IMessageGrain message, string id, Submission sent, Instant since, Instant askedAt,
        IReadOnlyCollection<string> known)
    {
        using var pending = submissions.Begin();
        FindOutcome outcome = new FindOutcome.NotNow();
        try
        {
            using var limit = new CancellationTokenSource(CallLimit, time);
            if (Of(sent.Way.Channel) is { } transport)
                outcome = await transport.Find(Outgoing(id, sent), since, known, limit.Token)
                    .WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            // The question is asked again.
            LogCallFailed(id, e.GetType().Name);
        }

        await Deliver(() => message.Found(sent.Attempt, outcome, askedAt), id);
    }

    private async Task<SubmitOutcome> Call(IMessageTransport? transport, string id, Submission sent,
        TimeSpan beginWithin)
    {
        if (transport is null) return new SubmitOutcome.NotSent(MessageReasons.NoTransport);
        try
        {
            // One limit for both: a call that is given up is cancelled as well.
            using var limit = new CancellationTokenSource(CallLimit, time);
            return await transport.Submit(Outgoing(id, sent), beginWithin, limit.Token)
                .WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            // The transport may have sent it before it failed: only the provider knows.
            LogCallFailed(id, e.GetType().Name);
            return new SubmitOutcome.Unknown("no-answer");
        }
    }

    /// <summary>An answer that cannot be delivered is lost: the message is then looked for at the provider.</summary>
    private async Task Deliver(Func<Task> deliver, string id)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await deliver();
                return;
            }
            catch (Exception e) when (attempt < Deliveries)
            {
                LogRetry(id, e.GetType().Name);
            }
            catch (Exception e)
            {
                LogAnswerLost(id, e.GetType().Name);
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), time);
        }
    }

    private OutgoingMessage Outgoing(string id, Submission sent) => new(id, sent.Attempt, sent.Way.Channel,
        sent.Way.To, sent.Text.Subject, sent.Text.Body,
        sent.Way.Channel == MessageChannel.Email ? tokens.Make(sent.Way.Address) : null, sent.Text.Language)
    {
        Thread = sent.Text.Thread, IsByPerson = sent.Text.Template == StaffReply.Template,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transport call for message {Message} failed: {Error}")]
    private partial void LogCallFailed(string message, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Answer for message {Message} is delivered again: {Error}")]
    private partial void LogRetry(string message, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answer for message {Message} was lost: {Error}")]
    private partial void LogAnswerLost(string message, string error);
}
