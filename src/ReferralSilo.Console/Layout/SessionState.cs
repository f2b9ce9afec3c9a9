using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>The signed-in user, their permissions and the names of people, loaded once per circuit; the service lines,
/// again after each change.</summary>
public sealed class SessionState : IDisposable
{
    private readonly IConsoleApi _api;
    private readonly ILineChanges _changes;
    private Task<SessionView>? _session;
    private Task<IReadOnlyList<ServiceLineView>>? _lines;
    private Task<Names>? _names;
    private IReadOnlyList<ServiceLineView> _loadedLines = [];

    public SessionState(IConsoleApi api, ILineChanges changes)
    {
        (_api, _changes) = (api, changes);
        changes.Changed += ForgetLines;
    }

    /// <summary>The loaded names; empty before <see cref="LoadNames"/>, which pages await before they render.</summary>
    public Names Names => _names is { IsCompletedSuccessfully: true } loaded ? loaded.Result : Names.None;

    public Task<SessionView> Session() => Cached(ref _session, () => _api.Session());

    /// <summary>The service lines, and the queue of referrals without one.</summary>
    public async Task<IReadOnlyList<ServiceLineView>> ServiceLines()
    {
        var reading = Cached(ref _lines, () => _api.ServiceLines());
        var lines = await reading;
        if (lines.Count > 0) return _loadedLines = lines;
        // Also empty while the rights of the person cannot be read: known lines stay, and the next call asks again.
        _ = Interlocked.CompareExchange(ref _lines, null, reading);
        return _loadedLines;
    }

    /// <summary>The zone of screens that belong to no line: that of most of the person's lines; UTC without
    /// any.</summary>
    public async Task<Zone> HomeZone() => Zone.Find(CommonTimeZone.Of(await ServiceLines()));

    /// <summary>True when one of them is more than the queue of referrals without a line.</summary>
    public static bool HasLine(IReadOnlyList<ServiceLineView> lines) =>
        lines.Any(l => l.Id != ReservedLines.Unassigned);

    /// <summary>The zone of a line's screens; UTC before the lines are loaded, and for an unknown one.</summary>
    public Zone ZoneOf(string? line) =>
        Zone.Find(_loadedLines.FirstOrDefault(l => l.Id == line)?.Settings.TimeZone);

    public Task<Names> LoadNames() =>
        Cached(ref _names, async () => new Names(await _api.People(), (await Session()).User));

    /// <summary>What the person searches for; not in the address, which browsers and proxies keep.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>Raised on the circuit when the person searches.</summary>
    public event Action? SearchChanged;

    /// <summary>Remembers what to search for; the search page reads it.</summary>
    public void Search(string text)
    {
        SearchText = text;
        SearchChanged?.Invoke();
    }

    /// <summary>Raised on any thread when service lines or names have changed.</summary>
    public event Action? SettingsChanged;

    /// <summary>The next request reads service lines and names again: some have changed.</summary>
    public void ForgetSettings()
    {
        (_lines, _names) = (null, null);
        SettingsChanged?.Invoke();
    }

    public void Dispose() => _changes.Changed -= ForgetLines;

    private void ForgetLines()
    {
        _lines = null;
        SettingsChanged?.Invoke();
    }

    private static Task<T> Cached<T>(ref Task<T>? cached, Func<Task<T>> load)
    {
        // A failed request is not cached; the next call retries.
        var known = cached;
        if (known is null or { IsFaulted: true } or { IsCanceled: true }) cached = known = load();
        return known;
    }
}
