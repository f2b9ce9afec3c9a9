using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ReferralSilo.Browser.Tests.Chromium))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace ReferralSilo.Browser.Tests;

/// <summary>Debian's Chromium, shared by all tests. Each person has their own browser context.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path)) throw new InvalidOperationException($"{Path} not found; run tests/run");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Path, Headless = true, Args = Flags });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Opens a new browser context without cookies or storage.</summary>
    public async Task<Screen> Open(Uri server, ColorScheme theme = ColorScheme.Light, ViewportSize? size = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            ColorScheme = theme,
            ViewportSize = size ?? new ViewportSize { Width = 1440, Height = 900 },
            TimezoneId = "America/Denver",
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await Screen.On(context, server);
    }
}
