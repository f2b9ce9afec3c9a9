using System.Globalization;

namespace ReferralSilo.Host.Settings;

/// <summary>Reads settings that are numbers.</summary>
internal static class SettingNumber
{
    /// <summary>
    /// Reads a number from <paramref name="least"/> to <paramref name="most"/>; <paramref name="standard"/> when it
    /// is not set. Returns an error sentence for any other text.
    /// </summary>
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
