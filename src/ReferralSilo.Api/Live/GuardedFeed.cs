using System.Runtime.CompilerServices;
using System.Security.Claims;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Referrals;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Api.Live;

/// <summary>Adds access checks to the feed. Ends a stream when the user loses the right to watch the board.</summary>
public sealed class GuardedFeed(BoardFeed feed, AccessRevocationMonitor rights, ReferralService desk)
{
    public async IAsyncEnumerable<BoardFrame> Watch(
        ClaimsPrincipal? user, string board, BoardCursor? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        if (user is not CallerPrincipal principal) throw Forbidden();
        if (!Boards.IsKnown(board)) throw new BoardRefusedException("board-unknown", "There is no such board.");
        if (!principal.Caller.MayWatch(board)) throw Forbidden();
        if (board.StartsWith("referral/", StringComparison.Ordinal)
            && !(await desk.Read(board["referral/".Length..], principal.Caller)).Ok)
            throw new BoardRefusedException("board-unknown", "There is no such board.");

        using var lease = rights.Open(principal);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Ended);
        await using var frames = feed.Watch(board, cursor, either.Token).GetAsyncEnumerator(either.Token);
        while (await Next(frames, lease, ct)) yield return frames.Current;
    }

    private static async Task<bool> Next(IAsyncEnumerator<BoardFrame> frames, RightsLease lease, CancellationToken ct)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The client left, so the stream ends without an error.
            return false;
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            throw lease.Unconfirmed ? Unconfirmed() : Forbidden();
        }
    }

    /// <summary>A temporary error, unlike a lost right: the screen retries until accounts can be read.</summary>
    private static BoardRefusedException Unconfirmed() =>
        new("board-unavailable", "Your rights cannot be read right now; watch again from your cursor.");

    private static BoardRefusedException Forbidden() =>
        new("board-forbidden", "Your role or scope does not allow this board.");
}
