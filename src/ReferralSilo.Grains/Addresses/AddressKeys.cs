using ReferralSilo.Contracts;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Addresses;

/// <summary>Keys of address streams: keyed hashes, because an id must say nothing about a person.</summary>
public sealed class AddressKeys(KeyedHash hash)
{
    /// <summary>The key of a number or mailbox.</summary>
    /// <param name="to">An E.164 number, or a mailbox in any case: no provider tells two mailboxes apart by it.</param>
    public string Of(MessageChannel channel, string to) =>
        hash.Text(channel == MessageChannel.Sms ? "phone-address" : "mail-address", Normalize(channel, to));

    /// <summary>A number as it is, a mailbox in lower case.</summary>
    public static string Normalize(MessageChannel channel, string to) =>
        channel == MessageChannel.Sms ? to.Trim() : to.Trim().ToLowerInvariant();
}
