using System.Globalization;

namespace ReferralSilo.Api.Problems;

/// <summary>JSON pointers (RFC 6901), also from the paths of the serializer.</summary>
public static class JsonPointer
{
    /// <summary>Longest member name that is returned to the caller, characters.</summary>
    private const int MaxName = 100;

    /// <summary>The member <paramref name="name"/> below <paramref name="parent"/>.</summary>
    public static string Member(string parent, string name) =>
        $"{parent}/{(name.Length > MaxName ? name[..MaxName] : name).Replace("~", "~0").Replace("/", "~1")}";

    /// <summary>The element <paramref name="index"/> below <paramref name="parent"/>.</summary>
    public static string Element(string parent, int index) =>
        parent + "/" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>$.patient.phones[0]</c> and <c>$['a.b']</c> become <c>/patient/phones/0</c> and
    /// <c>/a.b</c>.</summary>
    public static string FromPath(string? path)
    {
        if (path is null or "$")
            return "";

        var pointer = "";
        var at = path.StartsWith('$') ? 1 : 0;
        while (at < path.Length)
        {
            var (name, next) = path[at] switch
            {
                '[' when at + 1 < path.Length && path[at + 1] == '\'' => Until(path, at + 2, "']"),
                '[' => Until(path, at + 1, "]"),
                '.' => UntilSeparator(path, at + 1),
                _ => UntilSeparator(path, at),
            };
            pointer = Member(pointer, name);
            at = next;
        }

        return pointer;
    }

    private static (string Name, int Next) Until(string path, int start, string end)
    {
        var stop = path.IndexOf(end, start, StringComparison.Ordinal);
        return stop < 0 ? (path[start..], path.Length) : (path[start..stop], stop + end.Length);
    }

    private static (string Name, int Next) UntilSeparator(string path, int start)
    {
        var length = path.AsSpan(start).IndexOfAny('.', '[');
        var stop = length < 0 ? path.Length : start + length;
        // An empty name would never advance: skip the separator itself.
        return stop == start ? ("", Math.Min(start + 1, path.Length)) : (path[start..stop], stop);
    }
}
