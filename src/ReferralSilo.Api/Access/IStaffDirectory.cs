using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The staff that a referral can be assigned to: enabled accounts
/// whose role may claim referrals and who work for the service line. Each method
/// throws <see cref="RightsUnknownException"/> when the accounts database does not answer.
/// </summary>
public interface IStaffDirectory
{
    /// <summary>The assignable staff, ordered by display name.</summary>
    Task<IReadOnlyList<StaffName>> Assignable(string serviceLine, CancellationToken ct = default);

    /// <summary>
    /// The user id as stored in the account; null when there is
    /// no such person or they may not work on the service line.
    /// </summary>
    Task<string?> FindAssignable(string user, string serviceLine, CancellationToken ct = default);

    /// <summary>Numbers of enabled accounts whose role may decide in triage, and may schedule, on any service line. A
    /// person who may do both counts in each.</summary>
    Task<(int Triage, int Scheduling)> CountWorking(CancellationToken ct = default);
}
