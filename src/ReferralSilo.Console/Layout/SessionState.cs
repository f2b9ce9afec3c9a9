using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>Who is signed in, what they may see and how people are called, asked once per circuit.</summary>
public sealed class SessionState(IConsoleApi desk)
{
    private Task<SessionView>? _session;
    private Task<IReadOnlyList<ServiceLineView>>? _lines;
    private Task<Names>? _names;

    /// <summary>Names as far as they were asked for: pages await <see cref="AskNames"/> before they draw.</summary>
    public Names Names => _names is { IsCompletedSuccessfully: true } asked ? asked.Result : Names.None;

    public Task<SessionView> Session() => Kept(ref _session, () => desk.Session());

    public Task<IReadOnlyList<ServiceLineView>> ServiceLines() => Kept(ref _lines, () => desk.ServiceLines());

    public Task<Names> AskNames() =>
        Kept(ref _names, async () => new Names(await desk.People(), (await Session()).User));

    private static Task<T> Kept<T>(ref Task<T>? kept, Func<Task<T>> ask)
    {
        // A failed question is asked again, not remembered.
        if (kept is null or { IsFaulted: true } or { IsCanceled: true }) kept = ask();
        return kept;
    }
}
