using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Identity.Accounts;

/// <summary>The accounts do not fit the start. The message is one sentence for the operator.</summary>
public sealed class InstallationException(string message) : Exception(message);

/// <summary>
/// Refuses a start that would mix demo and real data, or that would use accounts with another ledger than their own: a
/// lost file must not look like an empty system.
/// </summary>
public sealed class InstallationCheck(AccountsDatabase database)
{
    /// <summary>Runs before anyone can sign in. Marks the database as demo when <paramref name="demo"/>.</summary>
    /// <exception cref="InstallationException">The start is refused; nothing was marked.</exception>
    public Task Run(bool demo, LedgerIdentity ledger, CancellationToken ct = default) =>
        database.Alone(async connection =>
        {
            var row = await InstallationRow.Read(connection, ct);
            if (Refusal(demo, row, ledger, await InstallationRow.AnyAccount(connection, ct)) is { } sentence)
                throw new InstallationException(sentence);
            var now = row with { Ledger = ledger.Id, Holds = demo ? InstallationRow.Demo : row.Holds };
            if (now != row) await now.Write(connection, ct);
        }, ct);

    internal static string? Refusal(bool demo, InstallationRow row, LedgerIdentity ledger, bool accountsUsed) =>
        row switch
    {
        { Holds: InstallationRow.Real } when demo =>
            "This database holds real data, and --demo loads made-up data; start without --demo, or choose another "
            + "database.",
        { Holds: InstallationRow.Demo } when !demo =>
            "This database holds the made-up data of --demo, which never mixes with real data; start with --demo, or "
            + "choose another database.",
        _ when row.Ledger == ledger.Id || !accountsUsed && !ledger.IsUsed => null,
        // A database made before the accounts remembered their ledger.
        { Ledger: null } when accountsUsed && ledger.IsUsed => null,
        _ when !ledger.IsUsed =>
            "The accounts are in use, but their ledger is missing or empty; restore both from one backup.",
        _ when !accountsUsed =>
            "The ledger is in use, but its accounts are missing or empty; restore both from one backup.",
        _ => "The accounts belong to another ledger; restore both from one backup.",
    };
}
