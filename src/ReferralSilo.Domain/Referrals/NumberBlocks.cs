namespace ReferralSilo.Domain.Referrals;

/// <summary>How many counters of referral numbers were given to silos: all below <paramref name="Next"/>.</summary>
public sealed record NumberBlocks(long Next);

/// <summary>A silo took <paramref name="Count"/> counters from <paramref name="From"/> on; some stay unused.</summary>
public sealed record NumbersTaken(long From, int Count);
