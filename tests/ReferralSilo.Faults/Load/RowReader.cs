using System.Text.Json;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>Reads the checked part of a row in a frame.</summary>
internal static class RowReader
{
    private static readonly string[] Numbers = ["alarms", "breached", "heldSlots", "clinicians"];

    public static RowShown Read(JsonElement row)
    {
        var key = row.GetProperty("key").GetString()!;
        if (row.TryGetProperty("version", out var version)) return new(key, version.GetInt64());
        if (row.TryGetProperty("stages", out var stages))
            return new(key, 0, stages.EnumerateObject()
                .Concat(row.EnumerateObject().Where(p => Numbers.Contains(p.Name)))
                .ToDictionary(p => p.Name, p => p.Value.GetRawText()));
        if (row.TryGetProperty("status", out var status))
            return new(key, 0, Checks.StoredRows.Slot(status.GetString()!,
                row.TryGetProperty("referral", out var holder) ? holder.GetString() : null));
        return new(key, row.GetProperty("referral").GetProperty("version").GetInt64());
    }
}
