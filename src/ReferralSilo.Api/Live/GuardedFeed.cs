using System.Runtime.CompilerServices;
using System.Security.Claims;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Api.Live;

/// <summary>
/// Adds access to the feed, for the hub and the screens: asks the policy first, removes what the reader may not see,
/// and ends a stream when the reader loses the right to it.
/// </summary>
public sealed class GuardedFeed(BoardFeed feed, AccessRevocationMonitor rights, BoardAccess access, TimeProvider time)
{
    public async IAsyncEnumerable<BoardFrame> Watch(
        ClaimsPrincipal? user, string board, BoardCursor? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        if (user is not CallerPrincipal principal) throw Forbidden();
        if (principal.Caller.PasswordChangeRequired)
            throw new BoardRefusedException(ProblemCodes.PasswordChangeRequired,
                ProblemCodes.Sentence(ProblemCodes.PasswordChangeRequired));
        if (!Boards.IsKnown(board)) throw Unknown();
        using var lease = rights.Open(principal);
        await Confirm(principal, ct);
        var right = await Right(principal.Caller, board);
        var filter = BoardFilter.For(principal.Caller, board, right);
        var judgedAt = time.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Ended);
        await using var frames = feed.Watch(board, filter is { RemovesRows: true } ? null : cursor, either.Token)
            .GetAsyncEnumerator(either.Token);
        while (await Next(frames, lease, ct))
        {
            // Heartbeats come often enough for this, so a schedule that leaves the reader's lines is noticed in time.
            if (right.Lines.Count > 0 && time.GetElapsedTime(judgedAt) > AccessLimits.BoardRejudged)
            {
                right = await Right(principal.Caller, board);
                filter = BoardFilter.For(principal.Caller, board, right, filter);
                judgedAt = time.GetTimestamp();
            }

            yield return filter is null ? frames.Current : filter.Apply(frames.Current) ?? throw Forbidden();
        }
    }

    /// <summary>A connection stays open after its rights were revoked, until the client leaves: each new stream on it
    /// asks first. What is revoked later ends the lease.</summary>
    private async Task Confirm(CallerPrincipal principal, CancellationToken ct)
    {
        bool holds;
        try
        {
            holds = await rights.Confirm(principal, ct);
        }
        catch (RightsUnknownException)
        {
            throw Unconfirmed();
        }

        if (!holds) throw Forbidden();
    }

    private async Task<BoardRight> Right(Caller caller, string board)
    {
        BoardRight right;
        try
        {
            right = await access.Decide(caller, board);
        }
        catch (Exception e) when (GrainCalls.IsTransient(e))
        {
            throw Unavailable("The board cannot be read right now; watch again from your cursor.");
        }

        // A referral that the reader may not know of and one that does not exist have the same answer.
        return right.Decision.Allowed ? right
            : right.Decision is { IsHidden: true, Kind: Boards.Referral } ? throw Unknown() : throw Forbidden();
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
            // A temporary error, unlike a lost right: the screen retries until accounts can be read.
            throw lease.Unconfirmed ? Unconfirmed() : Forbidden();
        }
    }

    private static BoardRefusedException Unconfirmed() =>
        Unavailable("Your rights cannot be read right now; watch again from your cursor.");

    private static BoardRefusedException Unavailable(string detail) => new("board-unavailable", detail);

    private static BoardRefusedException Unknown() => new("board-unknown", "There is no such board.");

    private static BoardRefusedException Forbidden() =>
        new("board-forbidden", "Your role or scope does not allow this board.");
}
