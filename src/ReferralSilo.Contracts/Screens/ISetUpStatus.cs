namespace ReferralSilo.Contracts.Screens;

/// <summary>Whether the program has an administrator. Anyone may know: the sign-in page leads to the set-up.</summary>
public interface ISetUpStatus
{
    /// <summary>True when there is an enabled administrator.</summary>
    ValueTask<bool> IsSetUp(CancellationToken ct = default);
}
