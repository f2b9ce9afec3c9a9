using System.Diagnostics.Metrics;
using NodaTime;

namespace ReferralSilo.Grains.Inboxes;

/// <summary>How the mailbox is read.</summary>
/// <param name="FailsSince">Since when it cannot be read; null while it can.</param>
/// <param name="SetAside">Number of mails that were set aside.</param>
public sealed record InboxReading(Instant? FailsSince, long SetAside);

/// <summary>Whether the mailbox can be read, measured on the silo that reads it.</summary>
public sealed class InboxMetrics
{
    private volatile InboxReading? _reading;

    public InboxMetrics(IMeterFactory meters, IClock clock)
    {
        var meter = meters.Create(MailIntake.MeterName);
        meter.CreateObservableGauge("referralsilo.messages.inbox.failing", () => Measure(r =>
            r.FailsSince is { } since ? (clock.GetCurrentInstant() - since).TotalSeconds : 0), "s",
            "How long the clinic's mailbox cannot be read; 0 while it can.");
        meter.CreateObservableGauge("referralsilo.messages.inbox.aside", () => Measure(r => r.SetAside), "{mail}",
            "Mails of the clinic's mailbox that were set aside: someone must read them there.");
    }

    /// <summary>How it goes; null when this silo reads no mailbox any more.</summary>
    public void Report(InboxReading? reading) => _reading = reading;

    private IEnumerable<Measurement<T>> Measure<T>(Func<InboxReading, T> value) where T : struct =>
        _reading is { } reading ? [new Measurement<T>(value(reading))] : [];
}
