using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReferralSilo.Storage;

/// <summary>The last row of a page: moment, then id. Opaque to callers.</summary>
internal sealed record ListPosition(long ReceivedAt, string Id)
{
    public string Format() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ReceivedAt}|{Id}")));

    /// <summary>Null when it is no cursor of ours.</summary>
    public static ListPosition? Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor)) return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var cut = text.IndexOf('|');
        return cut > 0 && long.TryParse(text.AsSpan(0, cut), CultureInfo.InvariantCulture, out var at)
            ? new(at, text[(cut + 1)..])
            : null;
    }
}
