using Microsoft.Playwright;

namespace ReferralSilo.Benchmarks;

/// <summary>The load of a screen in a browser: until the first row in a program that has just become ready, and
/// the bytes of the second load.</summary>
internal static class ScreensBenchmark
{
    private const string Screen = "/triage/behavioral-health";

    /// <summary>Milliseconds from the navigation to the first row in the document.</summary>
    private const string FirstRow = "() => Math.min(...Object.values(window.seenAt)) - performance.timeOrigin";

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "rounds", "engine");
        var rounds = options.Number("rounds", 5);
        foreach (var engine in options.Engines()) await Measure(engine, rounds);
    }

    private static async Task Measure(Engine engine, int rounds)
    {
        await using var product = await Product.StartNew(engine);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await DomScreen.Launch(playwright);
        List<double> cold = [], second = [], bytes = [];
        for (var round = 0; round < rounds; round++)
        {
            await product.Stop();
            await product.Start();
            await using var context = await browser.NewContextAsync(new() { BaseURL = product.Address.ToString() });
            await context.AddInitScriptAsync(DomScreen.Observer);
            await context.APIRequest.PostAsync("/api/session", new()
            {
                DataObject = new { user = "nurse", password = "demo" },
            });
            var page = await context.NewPageAsync();
            cold.Add(await Load(page));

            var network = await context.NewCDPSessionAsync(page);
            await network.SendAsync("Network.enable");
            var received = 0.0;
            network.Event("Network.loadingFinished").OnEvent += (_, e) =>
                received += e!.Value.GetProperty("encodedDataLength").GetDouble();
            second.Add(await Load(page));
            bytes.Add(received / 1024);
        }

        Report.Row($"{engine}: navigation to the first row, program just ready", cold, "ms");
        Report.Goal("<= 1,000 ms");
        Report.Row($"{engine}: the second time", second, "ms");
        Report.Row($"{engine}: received by the second load", bytes, "KiB");
        Report.Goal("<= 15 KiB");
        Console.WriteLine();
    }

    private static async Task<double> Load(IPage page)
    {
        await page.GotoAsync(Screen);
        await page.Locator("[data-rows] [data-referral]").First.WaitForAsync();
        return await page.EvaluateAsync<double>(FirstRow);
    }
}
