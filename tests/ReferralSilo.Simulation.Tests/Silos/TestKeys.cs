using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>A fixed key for search tokens, so that runs are reproducible.</summary>
internal static class TestKeys
{
    public static readonly KeyedHash Hash = new(KeyRing.Parse($"1 {Convert.ToBase64String(new byte[32])}"));
}
