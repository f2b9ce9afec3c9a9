using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Live;

/// <summary>
/// The referrals of a queue board that have no row there, because they are not among the most urgent: the selected one,
/// and the one that a person chose and that is still being read. Each is followed on its own board, so that it stays
/// current and can be acted on like a row.
/// </summary>
/// <param name="dispatch">Runs work on the screen's renderer (<c>InvokeAsync</c>).</param>
/// <param name="show">Shows the newest state of the selected referral; null when none is followed, or while it is not
/// read.</param>
/// <param name="read">Called when the chosen referral was read, and with null when it may not be read.</param>
public sealed class UnlistedReferral(IBoardWatch watch, TimeProvider time, IClock clock,
    Func<Action, Task> dispatch, Action<ReferralView?> show, Action<ReferralView?> read) : IAsyncDisposable
{
    private Followed? _selected, _chosen;

    /// <summary>The referral that is being read, to be selected then; null for none.</summary>
    public string? Chosen => _chosen?.Id;

    /// <summary>True when the chosen referral took so long to read that the person may already work on the one that is
    /// shown.</summary>
    public bool IsLate => _chosen is { } chosen && time.GetElapsedTime(chosen.Since) > FollowerLimits.ReplacesWithin;

    /// <summary>Reads a referral that a person chose. Replaces an earlier choice.</summary>
    public void Choose(string id)
    {
        if (id == _chosen?.Id) return;
        Forget();
        _chosen = Open(id);
    }

    /// <summary>The chosen referral is not selected any more when it is read.</summary>
    public void Forget()
    {
        var left = _chosen;
        _chosen = null;
        End(left);
    }

    /// <summary>Follows the selected referral; null for none. Does nothing when it is followed already.</summary>
    public void Follow(string? id)
    {
        if (id == _selected?.Id) return;
        var left = _selected;
        if (id is not null && id == _chosen?.Id) (_selected, _chosen) = (_chosen, null);
        else _selected = id is null ? null : Open(id);
        End(left);
        show(_selected is { } selected ? View(selected) : null);
    }

    public async ValueTask DisposeAsync()
    {
        var (selected, chosen) = (_selected, _chosen);
        (_selected, _chosen) = (null, null);
        if (selected is not null) await selected.Feed.DisposeAsync();
        if (chosen is not null) await chosen.Feed.DisposeAsync();
    }

    private Followed Open(string id)
    {
        var followed = new Followed(id, time.GetTimestamp());
        followed.Feed = new BoardFeed(watch, $"referral/{id}", time, clock, null, dispatch, _ => Draw(followed));
        return followed;
    }

    private void Draw(Followed changed)
    {
        var view = View(changed);
        if (changed == _selected) show(view);
        else if (changed == _chosen && (view is not null || changed.Feed.Follower.State.Kind == LiveKind.Refused))
            read(view);
    }

    private static ReferralView? View(Followed followed) =>
        followed.Feed.Follower.Rows.Values.OfType<ReferralRow>().FirstOrDefault()?.Referral;

    /// <summary>Not awaited: a stream that does not end must not keep the screen from showing the next
    /// referral.</summary>
    private static void End(Followed? left)
    {
        if (left is not null) _ = left.Feed.DisposeAsync().AsTask();
    }

    private sealed class Followed(string id, long since)
    {
        public string Id => id;

        public long Since => since;

        public BoardFeed Feed { get; set; } = null!;
    }
}

/// <summary>A chosen referral that was read too late to replace the one on the screen.</summary>
/// <param name="Id">Referral id.</param>
public sealed record LateChoice(string Id, string Number, string Patient)
{
    /// <summary>The choice of a referral that has been read.</summary>
    public static LateChoice Of(ReferralView view) =>
        new(view.Id, view.Number, $"{view.Patient.GivenName} {view.Patient.FamilyName}".Trim());
}
