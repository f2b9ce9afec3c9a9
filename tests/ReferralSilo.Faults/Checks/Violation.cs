using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>A violated invariant.</summary>
/// <param name="Invariant">Its id in the list of invariants, such as <c>I4</c>.</param>
/// <param name="Text">One sentence that states what happened.</param>
/// <param name="Proof">The lines of the history that show it.</param>
public sealed record Violation(string Invariant, string Text, IReadOnlyList<HistoryLine> Proof)
{
    public Violation(string invariant, string text, params HistoryLine?[] proof)
        : this(invariant, text, (IReadOnlyList<HistoryLine>)[.. proof.OfType<HistoryLine>()]) { }

    /// <summary>The sentence, followed by its proof as JSON lines.</summary>
    public override string ToString() =>
        string.Join("\n    ", [$"{Invariant}: {Text}", .. Proof.Select(HistoryFile.Write)]);
}
