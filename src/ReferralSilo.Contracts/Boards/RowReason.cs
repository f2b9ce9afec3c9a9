using System.Globalization;
using System.Text;

namespace ReferralSilo.Contracts.Boards;

/// <summary>The reason of a referral on the rows of queue boards.</summary>
public static class RowReason
{
    /// <summary>Most bytes of a reason as UTF-8. With it, the first frame of 300 rows stays below 150 KB.</summary>
    public const int MaxBytes = 84;

    private const string Ellipsis = "…";

    /// <summary>The reason itself when it is short, otherwise its start and an ellipsis. No character is cut
    /// apart.</summary>
    public static string? Shorten(string? reason)
    {
        if (reason is null || (reason.Length <= MaxBytes && Encoding.UTF8.GetByteCount(reason) <= MaxBytes))
            return reason;
        var (kept, bytes) = (0, Encoding.UTF8.GetByteCount(Ellipsis));
        while (true)
        {
            var length = StringInfo.GetNextTextElementLength(reason.AsSpan(kept));
            bytes += Encoding.UTF8.GetByteCount(reason.AsSpan(kept, length));
            if (bytes > MaxBytes) return reason[..kept].TrimEnd() + Ellipsis;
            kept += length;
        }
    }
}
