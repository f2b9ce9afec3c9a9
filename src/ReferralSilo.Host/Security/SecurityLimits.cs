namespace ReferralSilo.Host.Security;

/// <summary>Every limit of sign-in and access, with its unit. Nothing here is tuned in two places.</summary>
public static class SecurityLimits
{
    /// <summary>Wrong passwords in a row before an account is locked.</summary>
    public const int FailuresBeforeLockout = 5;

    /// <summary>How long such a lock lasts.</summary>
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>Longest user name looked up, characters.</summary>
    public const int MaxUserName = 128;

    /// <summary>Longest password hashed, characters: hashing is made to be slow, and the caller chooses its
    /// input.</summary>
    public const int MaxPassword = 256;

    /// <summary>PBKDF2-HMAC-SHA512 rounds of a password hash.</summary>
    public const int PasswordRounds = 210_000;

    /// <summary>Password checks that run at once, per process: sign-ins must not starve the referrals.</summary>
    public static readonly int PasswordChecksAtOnce = Math.Max(2, Environment.ProcessorCount);

    /// <summary>A session without a request ends after this.</summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromMinutes(30);

    /// <summary>A session ends after this whatever happens.</summary>
    public static readonly TimeSpan SessionAtMost = TimeSpan.FromHours(12);

    /// <summary>Lifetime of a bearer token.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    /// <summary>Validated tokens remembered per process.</summary>
    public const int RememberedTokens = 10_000;

    /// <summary>Longest bearer token looked at, characters.</summary>
    public const int MaxToken = 4096;

    /// <summary>Rights in use are read anew this often; a loss of rights shows after this and one read.</summary>
    public static readonly TimeSpan RightsReread = TimeSpan.FromSeconds(2);

    /// <summary>Rights older than this count for nothing: a request reads them anew, a stream ends. Below the promised
    /// 5 s.</summary>
    public static readonly TimeSpan RightsAtMostOld = TimeSpan.FromSeconds(4.5);

    /// <summary>How often it is looked which streams must end; with <see cref="RightsAtMostOld"/> still below the
    /// promised 5 s.</summary>
    public static readonly TimeSpan RightsOverdue = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest reading of rights, but for <see cref="RightsOverdue"/>: a database that takes longer counts as
    /// one that does not answer.</summary>
    public static readonly TimeSpan RightsAnswer = TimeSpan.FromSeconds(2);

    /// <summary>How long opening a connection to the accounts database may take, one of the pool included.</summary>
    public static readonly TimeSpan AccountsConnect = TimeSpan.FromSeconds(2);

    /// <summary>How long one command may take before the accounts database counts as away.</summary>
    public static readonly TimeSpan AccountsCommand = TimeSpan.FromSeconds(3);

    /// <summary>How long a command that took too long may take to be called off; then its connection is cut.</summary>
    public static readonly TimeSpan AccountsCancel = TimeSpan.FromSeconds(1);

    /// <summary>Connections of one process to the accounts database.</summary>
    public const int AccountsConnections = 8;

    /// <summary>Wait after a failed reading of rights.</summary>
    public static readonly TimeSpan RightsRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Rights nobody asked for are forgotten after this.</summary>
    public static readonly TimeSpan RightsForgotten = TimeSpan.FromMinutes(2);

    /// <summary>Sign-ins and tokens per address. Generous: a load test signs in once per connection from one
    /// machine.</summary>
    public static readonly Rate SignInsPerAddress = new(Burst: 2_000, PerSecond: 50);

    /// <summary>Failed sign-ins per address, on top of the lock on each account.</summary>
    public static readonly Rate FailuresPerAddress = new(Burst: 300, PerSecond: 5);

    /// <summary>Addresses whose rate is remembered.</summary>
    public const int RememberedAddresses = 20_000;

    /// <summary>Open streams and circuits per account, per process.</summary>
    public const int ConnectionsPerCaller = 2_000;

    /// <summary>Open streams and circuits per address, per process.</summary>
    public const int ConnectionsPerAddress = 4_000;
}

/// <summary>A token bucket: <paramref name="Burst"/> at once, <paramref name="PerSecond"/> on average.</summary>
public sealed record Rate(int Burst, double PerSecond);
