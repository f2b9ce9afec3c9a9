namespace ReferralSilo.Benchmarks;

/// <summary>Answers that the callers of one load have so far, to be read while they go on.</summary>
internal sealed class Answered
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void One() => Interlocked.Increment(ref _count);
}
