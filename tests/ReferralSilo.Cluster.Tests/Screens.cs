namespace ReferralSilo.Cluster.Tests;

/// <summary>Screens of some boards; for each board, one screen starts on each silo.</summary>
/// <param name="cluster">The silos.</param>
/// <param name="boards">Names of the boards.</param>
/// <param name="referral">The referral whose own board is among them.</param>
internal sealed class Screens(ThreeSilos cluster, IReadOnlyList<string> boards, string referral)
{
    public IReadOnlyList<string> Boards => boards;

    public string Referral => referral;

    public IReadOnlyList<Watcher> All { get; } =
        [.. boards.SelectMany(board =>
            Enumerable.Range(0, cluster.Silos.Count).Select(silo => new Watcher(cluster, board, silo)))];

    public IReadOnlyList<Watcher> Of(string board) => [.. All.Where(w => w.Board == board)];

    /// <summary>The epoch of each board; it changes when the board's grain moves.</summary>
    public IReadOnlySet<(string Board, string Epoch)> Epochs() =>
        boards.Select(b => (b, All.First(w => w.Board == b).Epoch)).ToHashSet();
}
