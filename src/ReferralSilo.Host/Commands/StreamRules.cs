using ReferralSilo.Grains;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host.Commands;

/// <summary>Checks stored streams by the rules that their kind registered.</summary>
internal sealed class StreamRules(KeyedHash hash)
{
    private readonly Dictionary<string, IStreamCheck> _checks = new ServiceCollection().AddSingleton(hash).AddFeatures()
        .BuildServiceProvider().GetServices<IStreamCheck>().ToDictionary(c => c.Kind);

    public IEnumerable<string> Check(CheckedStream stream) =>
        _checks.TryGetValue(stream.Stream.Kind, out var check) ? check.Check(stream)
            : ["its kind is unknown to this program"];
}
