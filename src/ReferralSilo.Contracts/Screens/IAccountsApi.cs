using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Contracts.Screens;

/// <summary>Accounts for screens, with the same permissions, rules and answers as the HTTP API. Scoped to the signed-in
/// user.</summary>
public interface IAccountsApi
{
    /// <summary>All accounts of people, by staff id.</summary>
    Task<Answer<IReadOnlyList<StaffView>>> Staff(CancellationToken ct = default);

    /// <summary>Makes an account; the answer has its one-time password.</summary>
    Task<Answer<StaffView>> Create(StaffInput input, CancellationToken ct = default);

    /// <summary>Replaces name, roles, service lines, source and clinician.</summary>
    Task<Answer<StaffView>> Change(StaffInput input, CancellationToken ct = default);

    /// <summary>Disables or enables an account.</summary>
    Task<Answer<StaffView>> SetDisabled(string user, bool disabled, CancellationToken ct = default);

    /// <summary>Makes a new one-time password and ends the sessions of the account.</summary>
    Task<Answer<StaffView>> ResetPassword(string user, CancellationToken ct = default);

    /// <summary>All machine clients, by id.</summary>
    Task<Answer<IReadOnlyList<ClientView>>> Clients(CancellationToken ct = default);

    /// <summary>Makes a client; the answer has its secret.</summary>
    Task<Answer<ClientView>> Create(ClientInput input, CancellationToken ct = default);

    /// <summary>Makes a new secret; the old one and its tokens are invalid.</summary>
    Task<Answer<ClientView>> Rotate(string id, CancellationToken ct = default);

    /// <summary>Disables or enables a client.</summary>
    Task<Answer<ClientView>> SetClientDisabled(string id, bool disabled, CancellationToken ct = default);

    /// <summary>Service lines, clinicians and sources that an account may name, as id and name.</summary>
    Task<AccountChoices> Choices(CancellationToken ct = default);
}

/// <summary>What an account may name.</summary>
/// <param name="ServiceLines">Names by service line id.</param>
/// <param name="Clinicians">Names by clinician id.</param>
/// <param name="Sources">Names by source id.</param>
public sealed record AccountChoices(IReadOnlyDictionary<string, string> ServiceLines,
    IReadOnlyDictionary<string, string> Clinicians, IReadOnlyDictionary<string, string> Sources);
