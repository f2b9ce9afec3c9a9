using ReferralSilo.Host.Setup;

namespace ReferralSilo.Host.Timekeeping;

/// <summary>How a silo keeps to the time of the database. Only a cluster uses it.</summary>
public sealed record ClockTuning
{
    /// <summary>From one measurement to the next. A good machine clock drifts some milliseconds an hour, a paused
    /// machine more.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A machine's clock that is further from the database's is complained of: it is corrected, but something
    /// is wrong there.</summary>
    public TimeSpan ComplainAbove { get; init; } = TimeSpan.FromSeconds(1);

    public const string Help = """
          ReferralSilo__ClockPeriod        seconds between measurements of the clock against PostgreSQL's, 1 to 3600 (default 30)
          ReferralSilo__ClockComplaint     seconds this machine's clock may be off before it is complained of, 0.1 to 3600 (default 1)

        """;

    /// <summary>Its names in the section <c>ReferralSilo</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ClockPeriod", "ClockComplaint"];

    /// <summary>Reads the section; a sentence for the first thing that makes no sense.</summary>
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
