using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The staff that a referral can be assigned to: enabled accounts
/// whose role may claim referrals and who work for the service line.
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

    /// <summary>Number of enabled accounts whose role may claim referrals, on any service line.</summary>
    Task<int> CountWorking(CancellationToken ct = default);
}
