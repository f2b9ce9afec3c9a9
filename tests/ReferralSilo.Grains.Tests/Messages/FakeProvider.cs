using System.Collections.Concurrent;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>How the provider treats one submission.</summary>
public enum Treatment
{
    Accept,
    /// <summary>It takes the message and the answer is lost.</summary>
    AcceptAndLoseAnswer,
    /// <summary>It does not get the message, and the sender cannot know.</summary>
    DropSilently,
    /// <summary>There is no connection.</summary>
    NoConnection,
    /// <summary>It takes the message and never answers.</summary>
    AcceptAndHang,
    RejectOptedOut,
}

/// <summary>A provider outside of all silos: what it took outlives them.</summary>
public sealed class FakeProvider(IClock clock)
{
    private int _ids;
    private int _hanging;

    /// <summary>Every call for a submission.</summary>
    public ConcurrentQueue<(string To, Instant At)> Calls { get; } = [];

    /// <summary>Calls that it does not answer.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Every message that it took.</summary>
    public ConcurrentQueue<(OutgoingMessage Message, string Id)> Taken { get; } = [];

    /// <summary>How it treats the messages to an address; accepts without an entry.</summary>
    public ConcurrentDictionary<string, Treatment> Treatments { get; } = [];

    /// <summary>How it treats the n-th first submission of all; null for the entry of the address.</summary>
    public Func<int, Treatment?> OfCall { get; set; } = _ => null;

    /// <summary>True when the version of all texts is retired.</summary>
    public bool AreTextsRetired { get; set; }

    /// <summary>Languages for which no text is approved.</summary>
    public ConcurrentDictionary<string, bool> LanguagesWithoutTexts { get; } = [];

    private int _calls;

    public int CountTo(string to) => Taken.Count(t => t.Message.To == to);

    public async Task<SubmitOutcome> Submit(OutgoingMessage message, CancellationToken ct)
    {
        Calls.Enqueue((message.To, clock.GetCurrentInstant()));
        var treatment = (message.Attempt == 1 ? OfCall(Interlocked.Increment(ref _calls)) : null)
            ?? Treatments.GetValueOrDefault(message.To, Treatment.Accept);
        if (treatment == Treatment.NoConnection) return new SubmitOutcome.NotSent("no-connection");
        if (treatment == Treatment.RejectOptedOut) return new SubmitOutcome.Rejected("21610");
        if (treatment == Treatment.DropSilently) return new SubmitOutcome.Unknown("reset");
        var id = $"SM{Interlocked.Increment(ref _ids)}";
        Taken.Enqueue((message, id));
        if (treatment == Treatment.AcceptAndHang) await Hang(ct);
        return treatment == Treatment.AcceptAndLoseAnswer ? new SubmitOutcome.Unknown("reset")
            : new SubmitOutcome.Accepted(id);
    }

    private async Task Hang(CancellationToken ct)
    {
        Interlocked.Increment(ref _hanging);
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }

    public FindOutcome Find(OutgoingMessage message, IReadOnlyCollection<string> known) =>
        Taken.Where(t => t.Message.To == message.To && t.Message.Body == message.Body && !known.Contains(t.Id))
            .Select(t => new FindOutcome.Found(t.Id, "sent", null)).FirstOrDefault()
        ?? (FindOutcome)new FindOutcome.NotFound();
}

/// <summary>The way of one silo to the provider.</summary>
public sealed class FakeTransport(MessageChannel channel, FakeProvider provider) : IMessageTransport
{
    /// <summary>The number from which texts come.</summary>
    public const string OwnNumber = "+13035550100";

    public MessageChannel Channel => channel;

    public string? Sender => channel == MessageChannel.Sms ? OwnNumber : null;

    public TransportHealth Health { get; } = new(true, Instant.MinValue, null);

    public Task<SubmitOutcome> Submit(OutgoingMessage message, TimeSpan beginWithin, CancellationToken ct) =>
        provider.Submit(message, ct);

    public Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt, IReadOnlyCollection<string> known,
        CancellationToken ct) => Task.FromResult(channel == MessageChannel.Email
            ? new FindOutcome.Never() : provider.Find(message, known));
}

/// <summary>Texts that say only what they are about.</summary>
public sealed class FakeTexts(FakeProvider provider) : IMessageTexts
{
    public ValueTask<RenderedMessage?> Render(MessageOccasion occasion, MessageChannel channel, string language,
        MessageValues values, CancellationToken ct) =>
        provider.LanguagesWithoutTexts.ContainsKey(language) ? default
        : new(new RenderedMessage(occasion.ToString(), 1, "en", channel == MessageChannel.Email ? "Subject" : null,
            MessageFamilies.IsAlert(occasion) ? $"{language} {values.Number} {values.Link} {values.FirstName}"
                : $"{values.Clinic}: {occasion} {values.Start}"));

    /// <summary>As with the real templates, those that this class does not make are never in use.</summary>
    public ValueTask<bool> IsRetired(RenderedMessage text, CancellationToken ct) =>
        new(provider.AreTextsRetired || !Enum.TryParse<MessageOccasion>(text.Template, out _));
}
