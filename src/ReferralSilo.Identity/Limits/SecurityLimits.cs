namespace ReferralSilo.Identity.Limits;

/// <summary>Limits of sign-in and access.</summary>
public static class SecurityLimits
{
    /// <summary>Number of wrong passwords in a row that locks an account for their network.</summary>
    public const int FailuresBeforeLockout = 5;

    /// <summary>Number of wrong passwords, of all networks together and without a right one between, that locks an
    /// account for networks without a sign-in of its owner.</summary>
    public const int FailuresBeforeLockoutOfUnknown = 100;

    /// <summary>A network counts as known to an account for this time after a sign-in.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);

    /// <summary>A sign-in is recorded again after this time.</summary>
    public static readonly TimeSpan KnownAgainAfter = TimeSpan.FromDays(1);

    /// <summary>Wrong tries of a network are forgotten after this time.</summary>
    public static readonly TimeSpan TriesRemembered = TimeSpan.FromHours(1);

    /// <summary>How long an account stays locked.</summary>
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>Longest user name that is looked up, in characters.</summary>
    public const int MaxUserName = 128;

    /// <summary>Shortest new password, in characters. There is no other rule.</summary>
    public const int MinPassword = 12;

    /// <summary>
    /// Longest password that is hashed, in characters. Hashing is slow, and the caller controls its input.
    /// </summary>
    public const int MaxPassword = 256;

    /// <summary>PBKDF2-HMAC-SHA512 rounds of a password hash.</summary>
    public const int PasswordRounds = 210_000;

    /// <summary>Concurrent password checks per process, so that sign-ins leave processor time for referrals. One is
    /// kept for networks that are known to the account, and two others are the fewest that no network can fill
    /// alone.</summary>
    public static readonly int PasswordChecksAtOnce = Math.Max(3, Environment.ProcessorCount);

    /// <summary>Password checks of one address that wait; then its oldest is answered 429.</summary>
    public const int PasswordChecksWaitingPerAddress = 500;

    /// <summary>Password checks of all addresses that wait.</summary>
    public const int PasswordChecksWaiting = 2_000;

    /// <summary>A session always ends after this time.</summary>
    public static readonly TimeSpan SessionAtMost = TimeSpan.FromHours(12);

    /// <summary>Lifetime of a bearer token.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    /// <summary>Validated tokens cached per process.</summary>
    public const int RememberedTokens = 10_000;

    /// <summary>Longest bearer token that is accepted, in characters.</summary>
    public const int MaxToken = 4096;

    /// <summary>Longest wait for a connection to the accounts database, including one from the pool.</summary>
    public static readonly TimeSpan AccountsConnect = TimeSpan.FromSeconds(2);

    /// <summary>Longest duration of a command before the accounts database counts as unavailable.</summary>
    public static readonly TimeSpan AccountsCommand = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Longest wait for the cancellation of a command that took too long; then its connection is closed.
    /// </summary>
    public static readonly TimeSpan AccountsCancel = TimeSpan.FromSeconds(1);

    /// <summary>Maximum connections of one process to the accounts database.</summary>
    public const int AccountsConnections = 8;

    /// <summary>
    /// Sign-in and token requests per address. Generous, because
    /// a load test signs in once per connection from one machine.
    /// </summary>
    public static readonly Rate SignInsPerAddress = new(Burst: 2_000, PerSecond: 50);

    /// <summary>Failed sign-ins per address, in addition to the lockout per account.</summary>
    public static readonly Rate FailuresPerAddress = new(Burst: 300, PerSecond: 5);

    /// <summary>Wrong secrets of machine clients per address. Secrets that the program makes have 256 bits.</summary>
    public static readonly Rate ClientFailuresPerAddress = new(Burst: 100, PerSecond: 1);

    /// <summary>Wrong set-up codes per address. The code has 60 bits.</summary>
    public static readonly Rate SetUpsPerAddress = new(Burst: 10, PerSecond: 0.1);

    /// <summary>Maximum number of addresses whose rate is stored.</summary>
    public const int RememberedAddresses = 20_000;
}
