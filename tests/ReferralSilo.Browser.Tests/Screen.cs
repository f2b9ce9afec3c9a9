using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>One person's page, and what the browser had to complain about while it was used.</summary>
public sealed partial class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _server;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _foreign = new();
    private bool _outage;

    private Screen(IBrowserContext context, Uri server, IPage page) =>
        (_context, _server, Page) = (context, server, page);

    public IPage Page { get; }

    public ILocator Badge => Page.GetByTestId("live-badge");

    public ILocator Refusal => Page.GetByTestId("refusal");

    public static async Task<Screen> On(IBrowserContext context, Uri server)
    {
        var screen = new Screen(context, server, await context.NewPageAsync());
        context.Request += (_, request) => screen.Judge(request.Url, server);
        screen.Page.WebSocket += (_, socket) => screen.Judge(socket.Url, server);
        screen.Page.PageError += (_, error) => screen._complaints.Enqueue($"page error: {error}");
        screen.Page.Console += (_, said) =>
        {
            if (said.Type == "error"
                && !(screen._outage && ConnectionLost().IsMatch(said.Text))) screen._complaints.Enqueue(said.Text);
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

    /// <summary>Another page of the same session.</summary>
    public async Task<Screen> AnotherTab(string path)
    {
        var tab = await On(_context, _server);
        await tab.Page.GotoAsync(path);
        return tab;
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

    /// <summary>A key, as soon as the page listens to keys.</summary>
    public async Task Press(string key)
    {
        await Expect(Page.Locator("html"))
            .ToHaveAttributeAsync("data-keys", "on", new() { Timeout = Deadlines.Opened });
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Fills and sends an open form by keyboard alone: the form has taken the cursor.</summary>
    public async Task FillForm(string form, params string[] texts)
    {
        await Expect(Page.Locator($"[data-form='{form}'] textarea").First)
            .ToBeFocusedAsync(new() { Timeout = Deadlines.Followed });
        foreach (var text in texts)
        {
            await Page.Keyboard.TypeAsync(text);
            await Press("Tab");
        }
        await Press("Enter");
        await Expect(Page.GetByTestId("action-form")).ToHaveCountAsync(0, new() { Timeout = Deadlines.Followed });
    }

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

    [GeneratedRegex(
        "ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket|Connection (disconnected|closed|ID)|reconnect|Failed "
        + "to (complete|start|connect)", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionLost();
}
