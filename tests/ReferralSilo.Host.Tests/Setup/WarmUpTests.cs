using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Tests.Setup;

[Collection(SqliteApi.Name)]
public sealed class WarmUpTests(SqliteHost host)
{
    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://localhost:1")]
    [InlineData("not an address")]
    public async Task An_address_that_does_not_answer_does_not_stop_the_start(string url)
    {
        var ledger = host.Services.GetRequiredService<ILedger>();
        var before = await ledger.LastPosition(TestContext.Current.CancellationToken);

        await host.Services.GetRequiredService<WarmUp>().Run([url], TestContext.Current.CancellationToken);

        Assert.Equal(before, await ledger.LastPosition(TestContext.Current.CancellationToken));
    }
}
