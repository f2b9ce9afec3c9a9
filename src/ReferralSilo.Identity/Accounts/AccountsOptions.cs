namespace ReferralSilo.Identity.Accounts;

/// <summary>Where accounts, clients and keys are kept.</summary>
public enum AccountsEngine
{
    /// <summary>A file beside the ledger's file, for one process.</summary>
    Sqlite,
    /// <summary>Schema <c>accounts</c> of the ledger's database, shared by all processes.</summary>
    Postgres,
}

/// <summary>Settings of accounts and sign-in.</summary>
public sealed class AccountsOptions
{
    /// <summary>The engine; must be the same as the ledger's.</summary>
    public AccountsEngine Engine { get; set; } = AccountsEngine.Sqlite;

    /// <summary>Data folder of the embedded engine.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>PostgreSQL connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Issuer of tokens. Every process of a cluster uses the same, whatever address a client used,
    /// so that all silos accept each other's tokens. It names the system and need not be reachable.
    /// </summary>
    public string Issuer { get; set; } = "https://referralsilo.invalid/";

    /// <summary>
    /// Allows tokens over plain http; otherwise they are refused. The host sets it when it
    /// listens on http only, which is meant for one machine or for a proxy that terminates TLS.
    /// </summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>
    /// Origins besides the server's own whose pages may open WebSockets
    /// and use a session, e.g. <c>https://desk.example.org</c>.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    internal string SetUpCodeFile => Path.Combine(DataFolder, "setup-code");

    internal string SqliteFile => Path.Combine(DataFolder, "accounts.db");

    internal string ProtectionFolder => Path.Combine(DataFolder, "keys", "protection");
}
