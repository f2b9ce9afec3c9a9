using System.Net;
using System.Security.Claims;
using NodaTime;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Limits of open live connections per account and per network.</summary>
public sealed class ConnectionRegistryTests
{
    private static readonly ConnectionKind Kind = new("test", PerCaller: 2, PerNetwork: 3);
    private static readonly ConnectionKind Other = new("other", PerCaller: 2, PerNetwork: 3);

    private readonly ConnectionRegistry _open = new(SystemClock.Instance);
    private int _opened;

    [Fact]
    public void An_account_has_a_limit_from_all_networks_and_gets_a_place_when_one_closes()
    {
        var first = Open("ann", "192.0.2.1");
        Assert.NotNull(first);
        Assert.NotNull(Open("ann", "198.51.100.1"));

        Assert.Null(Open("ann", "203.0.113.1"));
        Assert.False(HasRoom("ann", "203.0.113.1"));
        Assert.NotNull(Open("bob", "203.0.113.1"));

        first.Dispose();
        first.Dispose();
        Assert.True(HasRoom("ann", "203.0.113.1"));
        Assert.NotNull(Open("ann", "203.0.113.1"));
        Assert.Null(Open("ann", "203.0.113.1"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void Addresses_of_one_network_share_a_limit(string one, string another, bool isSame)
    {
        for (var i = 0; i < Kind.PerNetwork; i++) Assert.NotNull(Open($"user-{i}", one));

        Assert.Equal(!isSame, HasRoom("ann", another));
        Assert.Equal(!isSame, Open("ann", another) is not null);
    }

    [Fact]
    public void Kinds_have_limits_of_their_own()
    {
        for (var i = 0; i < Kind.PerCaller; i++) Assert.NotNull(Open("ann", "192.0.2.1"));

        Assert.NotNull(_open.TryOpen("x", A("ann"), Other, IPAddress.Parse("192.0.2.1")));
        Assert.Equal(["other", "test", "test"], _open.All.Select(c => c.Kind).Order());
    }

    private IDisposable? Open(string user, string address) =>
        _open.TryOpen($"{++_opened}", A(user), Kind, IPAddress.Parse(address));

    private bool HasRoom(string user, string address) => _open.HasRoom(A(user), Kind, IPAddress.Parse(address));

    private static Caller A(string user)
    {
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim(CallerClaims.Id, Caller.UserPrefix + user));
        return CallerPrincipal.From(new ClaimsPrincipal(identity))!.Caller;
    }
}
