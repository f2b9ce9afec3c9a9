namespace ReferralSilo.Benchmarks;

/// <summary>Counts the answers of all callers of one load; can be read while they run.</summary>
internal sealed class AnswerCounter
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Increment() => Interlocked.Increment(ref _count);
}
