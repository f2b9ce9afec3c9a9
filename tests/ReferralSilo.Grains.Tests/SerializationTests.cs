using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Grains.Tests;

public sealed class SerializationTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddReferralSiloSerialization().BuildServiceProvider();

    public static IEnumerable<TheoryDataRow<object>> Immutables =>
    [
        new(new ReferralId("r1")),
        new(new PatientName("Dana", "Okafor")),
        new(new SourceRow("r1", "RS-7F3K-9Q2M", Contracts.Stage.Received, "Okafor, Dana", DateTimeOffset.UnixEpoch, null, null)),
    ];

    [Theory, MemberData(nameof(Immutables))]
    public void What_cannot_change_is_handed_on_within_a_silo_and_equal_between_silos(object value)
    {
        Assert.Same(value, Services.GetRequiredService<DeepCopier>().Copy(value));
        var serializer = Services.GetRequiredService<Serializer>();
        Assert.Equal(value, serializer.Deserialize<object>(serializer.SerializeToArray<object>(value)));
    }
}
