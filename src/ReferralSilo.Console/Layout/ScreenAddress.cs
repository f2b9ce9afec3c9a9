using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace ReferralSilo.Console.Layout;

/// <summary>
/// What is chosen on a page, kept in its address so that Back and a reload come to the same place. Ids, tabs and days
/// only: an address is seen by proxies and stays in histories.
/// </summary>
public sealed class ScreenAddress(NavigationManager nav)
{
    private readonly Queue<string> _written = new();
    private string? _last;

    /// <summary>The value of a name in the query; null when it is not there.</summary>
    public string? this[string name] =>
        QueryHelpers.ParseQuery(new Uri(nav.Uri).Query).TryGetValue(name, out var value)
            && value is [{ Length: > 0 } one, ..] ? one : null;

    /// <summary>Takes the place of the address as it is; Back leads to the page before, not to each step on this
    /// one.</summary>
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

    /// <summary>True when the address came from elsewhere (Back, a link) and says what to choose; false for what was
    /// written here.</summary>
    public bool IsNews(string uri)
    {
        if (_written.Contains(uri))
        {
            // The browser confirms in order; those before it are overtaken.
            while (_written.Dequeue() != uri) { }
            return false;
        }
        if (uri == _last) return false;
        _written.Clear();
        _last = uri;
        return true;
    }
}
