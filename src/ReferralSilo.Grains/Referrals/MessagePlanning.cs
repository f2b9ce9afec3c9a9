namespace ReferralSilo.Grains.Referrals;

/// <summary>Whether the referrals of this silo plan messages to patients. A load of synthetic referrals plans none:
/// what it walks through in a minute did not happen to anyone.</summary>
public sealed class MessagePlanning
{
    private volatile bool _isOff;

    public bool IsOff
    {
        get => _isOff;
        set => _isOff = value;
    }
}
