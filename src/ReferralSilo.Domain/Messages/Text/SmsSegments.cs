using System.Collections.Frozen;

namespace ReferralSilo.Domain.Messages.Text;

/// <summary>How a text is divided for the air.</summary>
/// <param name="IsUnicode">UCS-2 instead of the GSM 7-bit alphabet.</param>
/// <param name="Units">Septets, or UTF-16 code units for UCS-2.</param>
/// <param name="Parts">Each part is charged; 0 for an empty text.</param>
public readonly record struct SmsLength(bool IsUnicode, int Units, int Parts);

/// <summary>Counts the parts of a text message (3GPP TS 23.038 and 23.040): 160 septets in one part and 153 in each of
/// several; with any character outside of the GSM alphabet 70 and 67 UTF-16 code units.</summary>
public static class SmsSegments
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    // Behind an escape: two septets, which stay in one part.
    private const string Extended = "\f^{}\\[~]|€";

    private static readonly FrozenDictionary<char, int> Septets = Basic.Select(c => KeyValuePair.Create(c, 1))
        .Concat(Extended.Select(c => KeyValuePair.Create(c, 2))).ToFrozenDictionary();

    /// <summary>The length of a text as it is sent.</summary>
    public static SmsLength Measure(string text)
    {
        var isUnicode = !text.All(Septets.ContainsKey);
        var sizes = isUnicode ? text.EnumerateRunes().Select(r => r.Utf16SequenceLength) : text.Select(c => Septets[c]);
        var (units, parts, used) = (0, 0, 0);
        var (single, each) = isUnicode ? (70, 67) : (160, 153);
        foreach (var size in sizes)
        {
            units += size;
            if (parts == 0 || used + size > each)
                (parts, used) = (parts + 1, 0);
            used += size;
        }

        return new(isUnicode, units, units <= single ? Math.Min(parts, 1) : parts);
    }
}
