using System.Diagnostics.Metrics;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Codes;

namespace ReferralSilo.Messaging.Sending;

/// <summary>Counts what leaves and what comes back. No metric has an id or an address.</summary>
public sealed class TransportMetrics : IDisposable
{
    public const string MeterName = "ReferralSilo.Messaging";

    /// <summary>The usual boundaries are milliseconds; the goal for the wait is 2 s.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 5, 10, 20],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _submissions, _callbacks, _refusals;
    private readonly Histogram<double> _submitTime, _waitTime;

    public TransportMetrics()
    {
        _submissions = _meter.CreateCounter<long>("referralsilo.messages.submissions", "{submission}",
            "Submissions by channel and outcome.");
        _submitTime = _meter.CreateHistogram<double>("referralsilo.messages.submission.duration", "s",
            "From the claim of a message to the answer of the provider.", advice: Seconds);
        _waitTime = _meter.CreateHistogram<double>("referralsilo.messages.submission.wait", "s",
            "From the claim of a message to the call of the provider.", advice: Seconds);
        _callbacks = _meter.CreateCounter<long>("referralsilo.messages.callbacks", "{callback}",
            "Calls of the text gateway by kind and result.");
        _refusals = _meter.CreateCounter<long>("referralsilo.messages.refusals", "{refusal}",
            "Refusals and failures by channel and by what the provider's code means.");
    }

    /// <param name="code">The provider's code of a refusal or of a receipt; null for none.</param>
    public void Refused(MessageChannel channel, string? code)
    {
        if (GatewayCodes.Meaning(code) is var meaning and not GatewayMeaning.Unknown)
            _refusals.Add(1, Tag("channel", channel.ToString()), Tag("meaning", meaning.ToString()));
    }

    public void Waited(MessageChannel channel, TimeSpan wait) =>
        _waitTime.Record(wait.TotalSeconds, Tag("channel", channel.ToString()));

    public void Submitted(MessageChannel channel, SubmitOutcome outcome, TimeSpan duration)
    {
        var tag = Tag("channel", channel.ToString());
        _submissions.Add(1, tag, Tag("outcome", NameOf(outcome)));
        _submitTime.Record(duration.TotalSeconds, tag);
        Refused(channel, outcome switch
        {
            SubmitOutcome.Rejected o => o.Code,
            SubmitOutcome.NotSent o => o.Code,
            _ => null,
        });
    }

    /// <param name="kind"><c>receipt</c>, <c>text</c> or <c>unsubscribe</c>.</param>
    /// <param name="result">Kebab-case.</param>
    public void CalledBack(string kind, string result) =>
        _callbacks.Add(1, Tag("kind", kind), Tag("result", result));

    public void Dispose() => _meter.Dispose();

    private static string NameOf(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Accepted => "accepted",
        SubmitOutcome.Rejected => "rejected",
        SubmitOutcome.NotSent => "not-sent",
        _ => "unknown",
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value.ToLowerInvariant());
}
