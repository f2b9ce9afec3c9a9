namespace ReferralSilo.Contracts.Screens;

/// <summary>Tells open screens that a service line was made or changed, on any server.</summary>
public interface ILineChanges
{
    /// <summary>Raised on any thread, after the new settings can be read.</summary>
    event Action? Changed;
}
