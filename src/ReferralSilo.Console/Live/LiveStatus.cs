namespace ReferralSilo.Console.Live;

/// <summary>The state that this circuit's live badge shows: that of the board on the screen, if there is one.</summary>
public sealed class LiveStatus(TimeProvider time)
{
    private BoardFollower? _shown;
    private LiveKind _lastKind;
    private long _lastBeat;

    public event Action? Changed;

    public BoardFollower? Shown => _shown;

    public void Show(BoardFollower follower)
    {
        _shown = follower;
        Raise();
    }

    public void Hide(BoardFollower follower)
    {
        if (_shown != follower) return; // the next page already shows its own board
        _shown = null;
        Raise();
    }

    /// <summary>
    /// Called after a frame was drawn. Updates the badge at once
    /// when the state changed, otherwise at most once per second.
    /// </summary>
    public void FrameDrawn()
    {
        var kind = _shown?.State.Kind ?? LiveKind.Connecting;
        if (kind == _lastKind && time.GetElapsedTime(_lastBeat) < FollowerLimits.BeatEvery) return;
        Raise();
    }

    private void Raise()
    {
        _lastKind = _shown?.State.Kind ?? LiveKind.Connecting;
        _lastBeat = time.GetTimestamp();
        Changed?.Invoke();
    }
}
