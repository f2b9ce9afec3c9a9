namespace ReferralSilo.Identity.Accounts;

/// <summary>The tries of one network at one account.</summary>
public sealed class SignInTry
{
    /// <summary>Id of the account.</summary>
    public required string User { get; set; }

    /// <summary>The network, 32 hexadecimal digits.</summary>
    public required string Network { get; set; }

    /// <summary>Wrong passwords in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Unix time in seconds until which the account is locked for the network; null when it is not.</summary>
    public long? LockedUntil { get; set; }

    /// <summary>Unix time in seconds of a sign-in; null when there was none.</summary>
    public long? SucceededAt { get; set; }

    /// <summary>Unix time in seconds of the last change.</summary>
    public long At { get; set; }
}
