using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReferralSilo.Storage;

/// <summary>The last row of a page. Clients see it as an opaque cursor.</summary>
/// <param name="Sort">The value by which the list is ordered, largest first; for states the time received.</param>
/// <param name="Id">Id or key; orders rows with the same sort value.</param>
public sealed record ListPosition(long Sort, string Id)
{
    /// <param name="list">Name of the list, e.g. <c>referral_list</c>; without the separator.</param>
    public string Format(string list) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}|{Sort}|{Id}")));

    /// <summary>Null when the text is not a cursor of this list.</summary>
    public static ListPosition? Parse(string list, string cursor)
    {
        if (!Base64Url.IsValid(cursor)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|', 3);
        return parts is [var name, var sort, var id] && name == list
            && long.TryParse(sort, CultureInfo.InvariantCulture, out var at) ? new(at, id) : null;
    }
}
