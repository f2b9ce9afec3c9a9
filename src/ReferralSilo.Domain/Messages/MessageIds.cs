using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Domain.Messages;

/// <summary>Ids of messages: the same cause always has the same id, so planning it again makes no second message
/// (decision 0100).</summary>
public static class MessageIds
{
    private const int Bytes = 16;

    /// <summary>True for a text that may be such an id.</summary>
    public static bool Is(string text) => text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The id of a message: 128 bits of a hash, lower-case hexadecimal.</summary>
    /// <param name="cause">Id of the referral, or key of the address.</param>
    /// <param name="occurrence">Version of the change that causes it.</param>
    /// <param name="asked">The channel that a person asked for; null for the patient's choice.</param>
    /// <param name="daysBefore">Tells the reminders of one visit apart; null for other occasions.</param>
    public static string Of(string cause, MessageOccasion occasion, long occurrence, MessageChannel? asked = null,
        int? daysBefore = null)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{cause}\n{occasion.WireName()}\n{occurrence}\n{asked?.WireName()}");
        if (daysBefore is { } days) text += string.Create(CultureInfo.InvariantCulture, $"\n{days}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..Bytes));
    }
}
