using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I13, for boards: whoever names a board that their role or scope does not allow is shown nothing of
/// it.</summary>
public static class BoardRightsCheck
{
    public static IEnumerable<Violation> Check(History history) => Screen.Of(history).SelectMany(screen =>
        from asked in screen.Lines.OfType<BoardAsked>().Where(a => !a.Allowed).Take(1)
        from shown in screen.Lines.OfType<BoardShown>().Where(f => f.Ticks >= asked.Ticks).Take(1)
        select new Violation("I13",
            $"{asked.Account} may not watch {asked.Board} and was shown {shown.Rows.Count} rows of it.", asked, shown));
}
