using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ReferralSilo.Grains.Batching;

/// <summary>Keeps recent answers in two generations and drops a whole generation at a time. An answer stays readable
/// for at least <paramref name="keep"/> and for less than twice as long.</summary>
public sealed class AnswerCache<TKey, TAnswer>(TimeSpan keep, TimeProvider time) where TKey : notnull
{
    private readonly Lock _rotating = new();
    private Generations _current = new([], [], time.GetTimestamp());

    public void Set(TKey key, TAnswer answer) => Current().Young[key] = answer;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TAnswer answer)
    {
        var (young, old, _) = Current();
        return young.TryGetValue(key, out answer) || old.TryGetValue(key, out answer);
    }

    private Generations Current()
    {
        if (time.GetElapsedTime(_current.Since) < keep) return _current;
        lock (_rotating)
        {
            var age = time.GetElapsedTime(_current.Since);
            if (age >= keep) _current = new([], age < 2 * keep ? _current.Young : [], time.GetTimestamp());
            return _current;
        }
    }

    private sealed record Generations(ConcurrentDictionary<TKey, TAnswer> Young,
        ConcurrentDictionary<TKey, TAnswer> Old, long Since);
}
