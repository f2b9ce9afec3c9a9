using System.Globalization;

namespace ReferralSilo.Console.Words;

/// <summary>
/// Moments and lengths as texts. <c>wwwroot/ticker.js</c> produces the same texts in the browser: change both together.
/// </summary>
public static class TimeWords
{
    /// <summary>For example <c>now</c>, <c>12 min</c>, <c>3 h 05 m</c>, <c>15 h</c>, <c>2 d 4 h</c>.</summary>
    public static string Length(TimeSpan length)
    {
        var minutes = (long)Math.Floor(Math.Max(0, length.TotalMinutes));
        return minutes switch
        {
            0 => "now",
            < 60 => $"{minutes} min",
            < 10 * 60 => $"{minutes / 60} h {minutes % 60:00} m",
            < 24 * 60 => $"{minutes / 60} h",
            _ => $"{minutes / 1440} d {minutes % 1440 / 60} h",
        };
    }

    /// <summary>For example <c>just now</c>, <c>12 min ago</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) =>
        (now - at).TotalMinutes < 1 ? "just now" : $"{Length(now - at)} ago";

    /// <summary>For example <c>due in 8 min</c>, <c>due now</c>, <c>just late</c>, <c>3 min late</c>.</summary>
    public static string Due(DateTimeOffset at, DateTimeOffset now) => (at - now).TotalMinutes switch
    {
        >= 1 => $"due in {Length(at - now)}",
        >= 0 => "due now",
        > -1 => "just late",
        _ => $"{Length(now - at)} late",
    };

    /// <summary>Remaining time, for example <c>4:12</c>, <c>1:02:09</c>, <c>ended</c>.</summary>
    public static string Countdown(DateTimeOffset at, DateTimeOffset now)
    {
        var left = at - now;
        if (left <= TimeSpan.Zero) return "ended";
        var seconds = (long)Math.Ceiling(left.TotalSeconds);
        return seconds >= 3600
            ? $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}"
            : $"{seconds / 60}:{seconds % 60:00}";
    }

    public static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
