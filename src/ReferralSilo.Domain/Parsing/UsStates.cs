using System.Collections.Frozen;

namespace ReferralSilo.Domain.Parsing;

/// <summary>Two-letter codes of US states, the District of Columbia and territories (USPS).</summary>
public static class UsStates
{
    private static readonly FrozenSet<string> All = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        + "OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the text is one of these codes, in capitals.</summary>
    public static bool IsValid(string? code) => code is not null && All.Contains(code);
}
