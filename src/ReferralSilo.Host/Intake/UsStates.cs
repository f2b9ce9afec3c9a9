using System.Collections.Frozen;

namespace ReferralSilo.Host.Intake;

/// <summary>USPS codes of the states, the District of Columbia and the five inhabited territories: where licensure is decided.</summary>
public static class UsStates
{
    private static readonly FrozenSet<string> Codes = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR " +
        "PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static bool IsKnown(string code) => Codes.Contains(code);
}
