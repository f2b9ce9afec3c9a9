using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ReferralSilo.Grains;

/// <summary>
/// Answers of not long ago, dropped by the generation: one is told again for at least <paramref name="keep"/> and for
/// less than twice as long. It holds what was kept in that time, and no more.
/// </summary>
public sealed class AnswerCache<TKey, TAnswer>(TimeSpan keep, TimeProvider time) where TKey : notnull
{
    private readonly Lock _turning = new();
    private Generations _now = new([], [], time.GetTimestamp());

    public void Keep(TKey key, TAnswer answer) => Turned().Young[key] = answer;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TAnswer answer)
    {
        var (young, old, _) = Turned();
        return young.TryGetValue(key, out answer) || old.TryGetValue(key, out answer);
    }

    private Generations Turned()
    {
        if (time.GetElapsedTime(_now.Since) < keep) return _now;
        lock (_turning)
        {
            var age = time.GetElapsedTime(_now.Since);
            if (age >= keep) _now = new([], age < 2 * keep ? _now.Young : [], time.GetTimestamp());
            return _now;
        }
    }

    private sealed record Generations(ConcurrentDictionary<TKey, TAnswer> Young,
        ConcurrentDictionary<TKey, TAnswer> Old, long Since);
}
