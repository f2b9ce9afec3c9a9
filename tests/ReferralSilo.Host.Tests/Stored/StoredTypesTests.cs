using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Tests.Stored;

/// <summary>A change of the public contract must not change what is stored.</summary>
public sealed class StoredTypesTests
{
    [Fact]
    public void All_stored_types_are_listed() =>
        Assert.Empty(StoredRoots.InGrains().Except(StoredRoots.All.Select(r => r.Type)));

    [Fact]
    public void No_type_of_the_public_contract_is_stored_except_the_shared_enumerations()
    {
        var stored = StoredRoots.All.SelectMany(r => StoredRoots.Parts(r.Type, r.Options)).Select(p => p.Type)
            .Distinct().ToList();

        Assert.InRange(stored.Count, 100, 500);
        Assert.Empty(stored.Where(t => t.Assembly == typeof(Stage).Assembly
            && !(t.IsEnum && t.Namespace == typeof(Stage).Namespace)).Select(t => t.FullName));
    }

    [Fact]
    public void Stored_types_belong_to_the_domain() =>
        Assert.All(StoredRoots.All, r => Assert.Equal("ReferralSilo.Domain", r.Type.Assembly.GetName().Name));
}
