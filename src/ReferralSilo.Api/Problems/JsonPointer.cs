using System.Globalization;

namespace ReferralSilo.Api.Problems;

/// <summary>JSON pointers (RFC 6901).</summary>
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
}
