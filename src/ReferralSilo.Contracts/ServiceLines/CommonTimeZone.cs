namespace ReferralSilo.Contracts.ServiceLines;

/// <summary>The time zone of screens that belong to no service line.</summary>
public static class CommonTimeZone
{
    /// <summary>The IANA zone of most of the lines; null without any.</summary>
    public static string? Of(IEnumerable<ServiceLineView> lines) => lines
        .Where(line => line.Id != ReservedLines.Unassigned).CountBy(line => line.Settings.TimeZone)
        .OrderByDescending(zone => zone.Value).Select(zone => zone.Key).FirstOrDefault();
}
