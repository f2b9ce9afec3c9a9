using System.Collections.Frozen;

namespace ReferralSilo.Domain.Messages.Codes;

/// <summary>What a gateway's error code asks us to do.</summary>
public enum GatewayMeaning
{
    /// <summary>The code is not in the table or says nothing; treated as a failure of this one message.</summary>
    Unknown,
    /// <summary>The recipient opted out at the carrier: the address is suppressed for good.</summary>
    Suppress,
    /// <summary>The number is no mobile number: the address is invalid.</summary>
    AddressInvalid,
    /// <summary>The number cannot be reached now: another channel is tried.</summary>
    OtherChannel,
    /// <summary>The carrier or its filter blocked the message; an alert when it happens often.</summary>
    Blocked,
    /// <summary>The sender's set-up is wrong: the operator is alerted.</summary>
    Configuration,
    /// <summary>The sender is not registered for this traffic: nothing is sent until the operator has acted.</summary>
    SenderUnregistered,
    /// <summary>The program sent something that it must not send: a bug.</summary>
    Fault,
    /// <summary>A passing condition; nothing was sent, and the message may be submitted again.</summary>
    Retryable,
}

/// <summary>The error codes of Twilio's message API (outreach.md 1.4).</summary>
public static class GatewayCodes
{
    private static readonly FrozenDictionary<string, GatewayMeaning> Meanings =
        new Dictionary<GatewayMeaning, string>
        {
            [GatewayMeaning.Suppress] = "21610",
            [GatewayMeaning.AddressInvalid] = "21211 21614 21635",
            [GatewayMeaning.Configuration] = "21408 21612 21268 20003",
            [GatewayMeaning.Fault] = "21617",
            [GatewayMeaning.Retryable] = "20429 30001 30047 30500 60005",
            [GatewayMeaning.OtherChannel] = "30003 30005 30006",
            [GatewayMeaning.Blocked] = "30004 30007 32017",
            [GatewayMeaning.SenderUnregistered] = "30024 30034",
        }.SelectMany(row => row.Value.Split(' '), (row, code) => KeyValuePair.Create(code, row.Key))
        .ToFrozenDictionary();

    /// <summary>The meaning of a code, as digits; <see cref="GatewayMeaning.Unknown"/> for 30008, for codes that are
    /// not listed, and for none.</summary>
    public static GatewayMeaning Meaning(string? code) =>
        code is null ? GatewayMeaning.Unknown : Meanings.GetValueOrDefault(code);
}
