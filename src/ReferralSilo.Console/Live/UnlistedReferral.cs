using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Live;

/// <summary>
/// The chosen referral of a queue board that has no row there, because it is not among the most urgent. It is followed
/// on its own board, so that it stays current and can be acted on like a row.
/// </summary>
/// <param name="dispatch">Runs work on the screen's renderer (<c>InvokeAsync</c>).</param>
/// <param name="show">Shows its newest state; null when none is followed, or while it is not read.</param>
public sealed class UnlistedReferral(IBoardWatch watch, TimeProvider time, IClock clock,
    Func<Action, Task> dispatch, Action<ReferralView?> show) : IAsyncDisposable
{
    /// <summary>A chosen referral that was not read within this time does not replace another one on the
    /// screen.</summary>
    public static readonly TimeSpan ReplacesWithin = TimeSpan.FromSeconds(1);

    private BoardFeed? _feed;

    public string? Id { get; private set; }

    /// <summary>True when there is no such referral, or it may not be read.</summary>
    public bool IsRefused => _feed is { Follower.State.Kind: LiveKind.Refused };

    /// <summary>Follows a referral; null for none. Does nothing when it is followed already.</summary>
    public void Follow(string? id)
    {
        if (id == Id) return;
        var left = _feed;
        (_feed, Id) = (null, id);
        // Not awaited: a stream that does not end must not keep the screen from showing the next referral.
        if (left is not null) _ = left.DisposeAsync().AsTask();
        show(null);
        if (id is not null)
            _feed = new BoardFeed(watch, $"referral/{id}", time, clock, null, dispatch, _ => Draw(id));
    }

    public async ValueTask DisposeAsync()
    {
        if (_feed is { } feed) await feed.DisposeAsync();
    }

    private void Draw(string id)
    {
        if (Id == id && _feed is { } feed)
            show(feed.Follower.Rows.Values.OfType<ReferralRow>().FirstOrDefault()?.Referral);
    }
}
