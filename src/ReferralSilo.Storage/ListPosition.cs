using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReferralSilo.Storage;

/// <summary>The last row of a page: time received, then id. Clients see it as an opaque cursor.</summary>
internal sealed record ListPosition(long ReceivedAt, string Id)
{
    public string Format() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ReceivedAt}|{Id}")));

    /// <summary>Null when the text is not such a cursor.</summary>
    public static ListPosition? Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor)) return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var separator = text.IndexOf('|');
        return separator > 0 && long.TryParse(text.AsSpan(0, separator), CultureInfo.InvariantCulture, out var at)
            ? new(at, text[(separator + 1)..])
            : null;
    }
}
