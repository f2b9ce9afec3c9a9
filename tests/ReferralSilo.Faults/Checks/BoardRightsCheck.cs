using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I13, for boards: a client gets no rows of a board that its role or scope does not allow.</summary>
public static class BoardRightsCheck
{
    public static IEnumerable<Violation> Check(History history) => ScreenHistory.Of(history).SelectMany(screen =>
        from asked in screen.Lines.OfType<BoardRequested>().Where(a => !a.Allowed).Take(1)
        from shown in screen.Lines.OfType<FrameReceived>().Where(f => f.Ticks >= asked.Ticks).Take(1)
        select new Violation("I13",
            $"{asked.Account} may not watch {asked.Board} and was shown {shown.Rows.Count} rows of it.", asked, shown));
}
