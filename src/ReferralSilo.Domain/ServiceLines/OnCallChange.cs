using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>A step of a run. The discriminator is stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(Due), "due")]
[JsonDerivedType(typeof(Alerted), "alerted")]
[JsonDerivedType(typeof(Reported), "reported")]
public abstract record OnCallChange
{
    private OnCallChange() { }

    /// <summary>The run after the step. A step of no run changes nothing.</summary>
    public OnCallRun? Apply(OnCallRun? run) => (this, run) switch
    {
        (Due e, _) => e.Run,
        (Alerted e, { } r) => r with { Alerts = [.. r.Alerts, e.Alert], NextAt = e.NextAt },
        (Reported { Report: var report }, { } r) => r with
        {
            Alerts = [.. r.Alerts.Select(a => report.IsAbout(a) && a.Failure is null
                ? a with { Failure = report.Failure, Waits = report.Waits } : a)],
        },
        _ => run,
    };

    /// <summary>The next alert was planned, or planned anew; without a time no one is left.</summary>
    public sealed record Due(OnCallRun Run) : OnCallChange;

    /// <summary>Someone is alerted.</summary>
    /// <param name="Run">Number of the run.</param>
    /// <param name="NextAt">When the next one is; null when no one is left.</param>
    public sealed record Alerted(int Run, OnCallAlert Alert, Instant? NextAt) : OnCallChange;

    /// <summary>The message of an alert left, waits or failed.</summary>
    public sealed record Reported(OnCallReport Report) : OnCallChange;
}
