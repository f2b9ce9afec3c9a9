using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Host.Screens;

/// <summary>The changes that this silo's catalog has read.</summary>
public sealed class ScreenLineChanges(ServiceLineCatalog lines) : ILineChanges
{
    public event Action? Changed
    {
        add => lines.Changed += value;
        remove => lines.Changed -= value;
    }
}
