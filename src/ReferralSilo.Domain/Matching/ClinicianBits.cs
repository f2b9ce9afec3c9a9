namespace ReferralSilo.Domain.Matching;

/// <summary>A set of clinicians by their number in the index.</summary>
internal sealed class ClinicianBits
{
    private ulong[] _words = [];

    /// <summary>The words, as many as any number so far needed; missing ones are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    public bool this[int number] => number >> 6 < _words.Length && (_words[number >> 6] & (1UL << (number & 63))) != 0;

    /// <summary>Adds or removes a clinician.</summary>
    public void Set(int number, bool value)
    {
        if (number >> 6 >= _words.Length)
        {
            if (!value) return;
            Array.Resize(ref _words, Math.Max(8, ((number >> 6) * 2) + 1));
        }

        if (value) _words[number >> 6] |= 1UL << (number & 63);
        else _words[number >> 6] &= ~(1UL << (number & 63));
    }

    /// <summary>Removes all clinicians.</summary>
    public void Clear() => Array.Clear(_words);

    /// <summary>Removes from a set what is not in this one.</summary>
    public void IntersectInto(Span<ulong> set)
    {
        for (var i = 0; i < set.Length; i++) set[i] &= i < _words.Length ? _words[i] : 0;
    }
}
