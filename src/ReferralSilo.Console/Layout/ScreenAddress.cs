using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace ReferralSilo.Console.Layout;

/// <summary>
/// Keeps the selection of a page in its address, so that Back and a reload restore it.
/// Contains only ids, tabs and days, because proxies and browser histories record addresses.
/// </summary>
public sealed class ScreenAddress(NavigationManager nav)
{
    private readonly Queue<string> _written = new();
    private string? _last;

    /// <summary>The value of a query parameter; null when it is missing.</summary>
    public string? this[string name] =>
        QueryHelpers.ParseQuery(new Uri(nav.Uri).Query).TryGetValue(name, out var value)
            && value is [{ Length: > 0 } one, ..] ? one : null;

    /// <summary>
    /// Replaces the current history entry, so Back leads to the
    /// previous page and not through every selection on this one.
    /// </summary>
    public void Write(params ReadOnlySpan<(string Name, string? Value)> chosen)
    {
        var query = new Dictionary<string, object?>();
        foreach (var (name, value) in chosen) query[name] = value;
        var uri = nav.GetUriWithQueryParameters(query);
        if (uri == (_last ?? nav.Uri)) return;
        _last = uri;
        _written.Enqueue(uri);
        nav.NavigateTo(uri, replace: true);
    }

    /// <summary>
    /// True when the address was changed by Back or a link, false when <see cref="Write"/> changed it.
    /// </summary>
    public bool IsExternalChange(string uri)
    {
        if (_written.Contains(uri))
        {
            // The browser confirms in order; earlier entries are obsolete.
            while (_written.Dequeue() != uri) { }
            return false;
        }
        if (uri == _last) return false;
        _written.Clear();
        _last = uri;
        return true;
    }
}
