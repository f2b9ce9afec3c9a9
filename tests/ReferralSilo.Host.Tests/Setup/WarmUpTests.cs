using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Storage;

namespace ReferralSilo.Host.Tests.Setup;

[Collection(SqliteApi.Name)]
public sealed class WarmUpTests(SqliteHost host)
{
    [Fact]
    public async Task All_parts_run_and_nothing_is_written()
    {
        var ledger = host.Services.GetRequiredService<ILedger>();
        var before = await ledger.LastPosition(TestContext.Current.CancellationToken);

        Assert.Empty(await Run(host.Address.ToString()));

        Assert.Equal(before, await ledger.LastPosition(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "http")]
    [InlineData("http://+:1", "http")]
    [InlineData("https://localhost:1", "")]
    public async Task An_address_that_does_not_answer_does_not_stop_the_start(string url, string failed) =>
        Assert.Equal(failed, string.Join(' ', await Run(url)));

    private Task<IReadOnlyCollection<string>> Run(string url) =>
        host.Services.GetRequiredService<WarmUp>().Run([url], TestContext.Current.CancellationToken);
}

/// <summary>The warm-up of a program whose database has nothing yet.</summary>
public sealed class WarmUpOfAnEmptyProgramTests(WarmUpOfAnEmptyProgramTests.EmptyHost host)
    : IClassFixture<WarmUpOfAnEmptyProgramTests.EmptyHost>
{
    [Fact]
    public async Task All_parts_run_without_a_service_line_and_nothing_is_written()
    {
        var ct = TestContext.Current.CancellationToken;
        var ledger = host.Services.GetRequiredService<ILedger>();
        Assert.Empty((await host.Api.Get("/api/service-lines")).Is(200).Json["items"]!.AsArray());
        var before = await ledger.LastPosition(ct);

        Assert.Empty(await host.Services.GetRequiredService<WarmUp>().Run([host.Address.ToString()], ct));

        Assert.Equal(before, await ledger.LastPosition(ct));
    }

    /// <summary>Without service lines, sources and clinicians.</summary>
    public sealed class EmptyHost : SqliteHost
    {
        protected override Task Define() => Task.CompletedTask;
    }
}
