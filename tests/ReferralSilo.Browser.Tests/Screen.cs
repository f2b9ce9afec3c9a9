using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferralSilo.Browser.Tests;

/// <summary>One person's page, with the errors that the browser reported.</summary>
public sealed partial class Screen : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _server;
    private readonly ConcurrentQueue<string> _errors = new();
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
        context.Request += (_, request) => screen.CheckUrl(request.Url, server);
        screen.Page.WebSocket += (_, socket) => screen.CheckUrl(socket.Url, server);
        screen.Page.PageError += (_, error) => screen._errors.Enqueue($"page error: {error}");
        screen.Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !(screen._outage && ConnectionLost().IsMatch(message.Text)))
                screen._errors.Enqueue(message.Text);
        };
        return screen;
    }

    /// <summary>Opens a path and signs in through the real sign-in page.</summary>
    public async Task SignIn(string user, string path)
    {
        await Page.GotoAsync(path);
        await Page.GetByLabel("User").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync("demo");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.WaitForURLAsync(url => new Uri(url).AbsolutePath.StartsWith(path, StringComparison.Ordinal));
    }

    /// <summary>Opens another page in the same session.</summary>
    public async Task<Screen> AnotherTab(string path)
    {
        var tab = await On(_context, _server);
        await tab.Page.GotoAsync(path);
        return tab;
    }

    public Task IsLive(float deadline = Deadlines.PageLoad) =>
        Expect(Badge).ToHaveAttributeAsync("data-live", "true", new() { Timeout = deadline });

    /// <summary>From now on, errors about lost connections are ignored; all others still count.</summary>
    public void ExpectOutage() => _outage = true;

    public async Task ShowsNotLive()
    {
        await Expect(Badge).ToHaveAttributeAsync("data-live", "false", new() { Timeout = Deadlines.ConnectionLoss });
        await Expect(Badge).ToContainTextAsync("Not live");
    }

    /// <summary>Presses a key as soon as the page handles keys.</summary>
    public async Task Press(string key)
    {
        await Expect(Page.Locator("html"))
            .ToHaveAttributeAsync("data-keys", "on", new() { Timeout = Deadlines.PageLoad });
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Fills and sends an open form by keyboard alone. The form must have the focus.</summary>
    public async Task FillForm(string form, params string[] texts)
    {
        await Expect(Page.Locator($"[data-form='{form}'] textarea").First)
            .ToBeFocusedAsync(new() { Timeout = Deadlines.Update });
        foreach (var text in texts)
        {
            await Page.Keyboard.TypeAsync(text);
            await Press("Tab");
        }
        await Press("Enter");
        await Expect(Page.GetByTestId("action-form")).ToHaveCountAsync(0, new() { Timeout = Deadlines.Update });
    }

    /// <summary>A referral's row on a board.</summary>
    public ILocator Row(string referral) => Page.Locator($"[data-rows] [data-referral='{referral}']");

    public ILocator Action(string name) => Page.Locator($"[data-action='{name}']");

    /// <summary>The browser reported no error, and made requests only to the server.</summary>
    public void AssertNoErrors()
    {
        Assert.Empty(_foreign);
        Assert.Empty(_errors);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void CheckUrl(string url, Uri server)
    {
        var requested = new Uri(url);
        if (requested.Scheme is "data" or "blob") return;
        if (requested.Host != server.Host || requested.Port != server.Port) _foreign.Enqueue(url);
    }

    [GeneratedRegex(
        "ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket|Connection (disconnected|closed|ID)|reconnect|Failed "
        + "to (complete|start|connect)", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionLost();
}
