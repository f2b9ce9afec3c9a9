using Microsoft.JSInterop;

namespace ReferralSilo.Console.Shared;

/// <summary>One line of the keyboard help.</summary>
public sealed record KeyHelp(string Key, string Does)
{
    /// <summary>The keys that end the help of every board.</summary>
    public static IReadOnlyList<KeyHelp> OnBoards { get; } =
    [
        new("Ctrl Enter", "send a form"), new("Esc", "close a form"), new("/", "search"),
        new("g, then t a d w", "triage, alarms, desk, wallboard"), new("?", "these keys"),
    ];
}

/// <summary>
/// A page's access to the browser: keys pressed outside fields, and scrolling a row into view.
/// </summary>
public sealed class ScreenKeys : IAsyncDisposable
{
    private readonly IJSObjectReference _module;
    private readonly Func<string, Task> _onKey;
    private readonly Func<Func<Task>, Task> _dispatch;
    private readonly DotNetObjectReference<ScreenKeys> _self;

    private ScreenKeys(IJSObjectReference module, Func<string, Task> onKey, Func<Func<Task>, Task> dispatch)
    {
        (_module, _onKey, _dispatch) = (module, onKey, dispatch);
        _self = DotNetObjectReference.Create(this);
    }

    public static async Task<ScreenKeys> Listen(IJSRuntime js, Func<string, Task> onKey,
        Func<Func<Task>, Task> dispatch)
    {
        var module = await js.InvokeAsync<IJSObjectReference>("import", "./_content/ReferralSilo.Console/screen.js");
        var keys = new ScreenKeys(module, onKey, dispatch);
        await module.InvokeVoidAsync("listen", keys._self);
        return keys;
    }

    [JSInvokable]
    public Task Key(string key) => _dispatch(() => _onKey(key));

    public ValueTask Reveal(string referral) => _module.InvokeVoidAsync("reveal", referral);

    public ValueTask Focus(string id) => _module.InvokeVoidAsync("focusOn", id);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _module.InvokeVoidAsync("silence");
            await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has disconnected or the server ends the screen, so there is nothing to release.
        }
        _self.Dispose();
    }
}
