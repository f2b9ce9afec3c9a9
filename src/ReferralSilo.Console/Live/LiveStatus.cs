namespace ReferralSilo.Console.Live;

/// <summary>What the live badge of this circuit shows: the state of the board on the screen, if there is one.</summary>
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
        if (_shown != follower) return; // the next page was quicker
        _shown = null;
        Raise();
    }

    /// <summary>A frame was drawn: the badge follows at once when the state changed, else once a second.</summary>
    public void Beat()
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
