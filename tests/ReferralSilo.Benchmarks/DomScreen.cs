using Microsoft.Playwright;

namespace ReferralSilo.Benchmarks;

/// <summary>A nurse's triage screen in a real browser; it records when each row first appeared.</summary>
internal sealed class DomScreen : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // Runs after each batch of DOM changes, so the rows are in the document. The time comes from the clock of the
    // machine, which the client uses too.
    public const string Observer = """
        window.seenAt = {};
        new MutationObserver(changes => {
          const now = performance.timeOrigin + performance.now();
          for (const change of changes) for (const node of change.addedNodes) {
            if (node.nodeType !== 1) continue;
            for (const row of node.matches('[data-referral]') ? [node] : node.querySelectorAll('[data-referral]'))
              window.seenAt[row.dataset.referral] ??= now;
          }
        }).observe(document, { childList: true, subtree: true });
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private DomScreen(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, _page) = (playwright, browser, page);

    public static async Task<DomScreen> Open(Uri server, string path)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await Launch(playwright);
        var page = await browser.NewPageAsync(new()
        {
            BaseURL = server.ToString(),
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await page.AddInitScriptAsync(Observer);
        await page.GotoAsync(path);
        await page.GetByLabel("User").FillAsync("nurse");
        await page.GetByLabel("Password").FillAsync("demo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("[data-live='true']").WaitForAsync();
        return new DomScreen(playwright, browser, page);
    }

    public static Task<IBrowser> Launch(IPlaywright playwright) => File.Exists(Program)
        ? playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Flags })
        : throw new CannotMeasureException($"{Program} not found; run tests/run.");

    public Task<int> Rows() => _page.Locator("[data-rows] [data-referral]").CountAsync();

    /// <summary>When each row first appeared, Unix milliseconds.</summary>
    public Task<Dictionary<string, double>> Seen() =>
        _page.EvaluateAsync<Dictionary<string, double>>("() => window.seenAt");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
