using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReferralSilo.Storage;

/// <summary>The last row of a page. Clients see it as an opaque cursor.</summary>
/// <param name="Sort">The value by which the list is ordered, largest first; for states the time received.</param>
/// <param name="Id">Id or key; orders rows with the same sort value.</param>
public sealed record ListPosition(long Sort, string Id)
{
    public string Format() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Sort}|{Id}")));

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
