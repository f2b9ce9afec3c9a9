using ReferralSilo.Host.Tests.Demo;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>The metrics of a process of its own: programs that share a process, as in other tests, share
/// meters.</summary>
public sealed class DemoMetricsTests
{
    [Fact]
    public async Task Each_series_is_there_once_and_none_names_a_referral()
    {
        using var data = new TempFolder();
        await using var server = await DemoServer.Ready(data.Path);

        var text = await server.Text("/metrics");

        Assert.Empty(PrometheusText.Parse(text).Repeated);
        var referrals = await server.Referrals();
        Assert.NotEmpty(referrals);
        Assert.All(referrals, r =>
        {
            Assert.DoesNotContain((string)r["id"]!, text);
            Assert.DoesNotContain((string)r["number"]!, text);
            Assert.DoesNotContain($"\"{r["patient"]!["familyName"]}\"", text);
        });
    }
}
