using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>One person's page, and what the browser had to complain about while it was used.</summary>
public sealed partial class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _foreign = new();
    private bool _outage;

    private Screen(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public ILocator Badge => Page.GetByTestId("live-badge");

    public ILocator Refusal => Page.GetByTestId("refusal");

    public static async Task<Screen> On(IBrowserContext context, Uri server)
    {
        var screen = new Screen(context, await context.NewPageAsync());
        context.Request += (_, request) => screen.Judge(request.Url, server);
        screen.Page.WebSocket += (_, socket) => screen.Judge(socket.Url, server);
        screen.Page.PageError += (_, error) => screen._complaints.Enqueue($"page error: {error}");
        screen.Page.Console += (_, said) =>
        {
            if (said.Type == "error" && !(screen._outage && ConnectionLost().IsMatch(said.Text))) screen._complaints.Enqueue(said.Text);
        };
        return screen;
    }

    /// <summary>Opens a path as someone who has to sign in first, through the real page.</summary>
    public async Task SignIn(string user, string path)
    {
        await Page.GotoAsync(path);
        await Page.GetByLabel("User").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync("demo");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith(path, StringComparison.Ordinal));
    }

    public Task IsLive(float deadline = Deadlines.Opened) =>
        Expect(Badge).ToHaveAttributeAsync("data-live", "true", new() { Timeout = deadline });

    /// <summary>From here on failed connections are no surprise; everything else still is.</summary>
    public void ExpectOutage() => _outage = true;

    public async Task SaysNotLive()
    {
        await Expect(Badge).ToHaveAttributeAsync("data-live", "false", new() { Timeout = Deadlines.SaidNotLive });
        await Expect(Badge).ToContainTextAsync("Not live");
    }

    public Task Press(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>A referral's row on a board.</summary>
    public ILocator Row(string referral) => Page.Locator($"[data-rows] [data-referral='{referral}']");

    public ILocator Action(string name) => Page.Locator($"[data-action='{name}']");

    /// <summary>The browser found nothing wrong, and asked nobody but the server for anything.</summary>
    public void HadNothingToComplainAbout()
    {
        Assert.Empty(_foreign);
        Assert.Empty(_complaints);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Judge(string url, Uri server)
    {
        var asked = new Uri(url);
        if (asked.Scheme is "data" or "blob") return;
        if (asked.Host != server.Host || asked.Port != server.Port) _foreign.Enqueue(url);
    }

    [GeneratedRegex("ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket|Connection (disconnected|closed|ID)|reconnect|Failed to (complete|start|connect)", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionLost();
}
