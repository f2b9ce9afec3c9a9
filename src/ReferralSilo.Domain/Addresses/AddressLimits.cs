namespace ReferralSilo.Domain.Addresses;

/// <summary>Limits of one address, each with its unit.</summary>
public static class AddressLimits
{
    /// <summary>Most automatic messages within an hour, messages; the confirmation of a stop and what staff writes are
    /// not refused for it.</summary>
    public const int PerHour = 6;

    /// <summary>Most automatic messages within 24 hours, messages.</summary>
    public const int PerDay = 20;

    /// <summary>Most messages within an hour until an alert to someone on call waits, messages; not more than
    /// <see cref="Claims"/>. More than <see cref="PerHour"/>: a person on call gets each alarm of a bad
    /// night.</summary>
    public const int AlertsPerHour = 20;

    /// <summary>Most messages within an hour until an alert about an unknown sender waits, messages. They do not count
    /// for alerts about patients. All unknown senders together call people for one alarm at a time, which takes fewer:
    /// a person each 15 minutes.</summary>
    public const int UnknownAlertsPerHour = 8;

    /// <summary>Claims that are kept, claims; not fewer than <see cref="PerDay"/>, and than all alerts of an
    /// hour.</summary>
    public const int Claims = 28;

    /// <summary>Ids of inbound texts that are kept, ids.</summary>
    public const int Received = 32;

    /// <summary>Most referrals whose consent one stop ends, referrals.</summary>
    public const int Referrals = 200;

    /// <summary>Most waiting messages that one change has judged again, messages.</summary>
    public const int Waiting = 200;
}
