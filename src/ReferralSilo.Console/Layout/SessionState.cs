using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Layout;

/// <summary>Who is signed in and what they may see, asked once per circuit.</summary>
public sealed class SessionState(IDesk desk)
{
    private Task<SessionView>? _session;
    private Task<IReadOnlyList<ServiceLineView>>? _lines;

    public Task<SessionView> Session() => Kept(ref _session, () => desk.Session());

    public Task<IReadOnlyList<ServiceLineView>> ServiceLines() => Kept(ref _lines, () => desk.ServiceLines());

    private static Task<T> Kept<T>(ref Task<T>? kept, Func<Task<T>> ask)
    {
        // A failed question is asked again, not remembered.
        if (kept is null or { IsFaulted: true } or { IsCanceled: true }) kept = ask();
        return kept;
    }
}
