using System.Globalization;

namespace ReferralSilo.Host.Setup;

/// <summary>Settings that are numbers.</summary>
internal static class SettingNumber
{
    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, or the standard when it is not set;
    /// a sentence when it is neither.</summary>
    public static string? Read(IConfigurationSection section, string name, double least, double most, double standard,
        out double value)
    {
        value = standard;
        return section[name] is not { } text
            || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
                && value >= least && value <= most)
            ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{section.Path}:{name} is {text}; it must be a number, {least} to {most}.");
    }
}
