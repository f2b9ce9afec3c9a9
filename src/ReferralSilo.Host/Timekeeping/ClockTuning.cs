using ReferralSilo.Host.Settings;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>How a silo follows the database's clock. Used only by a cluster.</summary>
public sealed record ClockTuning
{
    /// <summary>
    /// Time between two measurements.
    /// A good machine clock drifts a few milliseconds per hour; a paused machine drifts more.
    /// </summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A larger difference between the machine's clock and the database's clock logs a warning.
    /// The silo's time is corrected, but the machine's clock needs repair.
    /// </summary>
    public TimeSpan ComplainAbove { get; init; } = TimeSpan.FromSeconds(1);

    public const string Help = """
          ReferralSilo__ClockPeriod        seconds between measurements of the clock against PostgreSQL's, 1 to 3600 (default 30)
          ReferralSilo__ClockComplaint     seconds this machine's clock may be off before it is complained of, 0.1 to 3600 (default 1)

        """;

    /// <summary>Names of these settings in the section <c>ReferralSilo</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ClockPeriod", "ClockComplaint"];

    /// <summary>Reads the section. Returns an error sentence for the first invalid setting.</summary>
    public static (ClockTuning? Value, string? Error) Read(IConfigurationSection section)
    {
        var standard = new ClockTuning();
        if (SettingNumber.Read(section, "ClockPeriod", 1, 3600, standard.Period.TotalSeconds,
            out var period) is { } e1) return (null, e1);
        if (SettingNumber.Read(section, "ClockComplaint", 0.1, 3600, standard.ComplainAbove.TotalSeconds,
            out var complain) is { } e2) return (null, e2);
        return (new ClockTuning { Period = TimeSpan.FromSeconds(period),
            ComplainAbove = TimeSpan.FromSeconds(complain) }, null);
    }
}
