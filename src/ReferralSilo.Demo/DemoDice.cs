namespace ReferralSilo.Demo;

/// <summary>
/// Random choices that are the same on every machine: a result depends only on the seed and the question. So a load
/// that continues after an interruption creates the same referrals.
/// </summary>
/// <param name="Seed">Identifies the referral.</param>
public readonly record struct DemoDice(ulong Seed)
{
    /// <summary>Returns a number from 0 to <paramref name="sides"/> - 1.</summary>
    public int Throw(string question, int sides) => (int)(Mix(question) % (ulong)sides);

    public bool Percent(string question, int percent) => Throw(question, 100) < percent;

    public T Of<T>(string question, IReadOnlyList<T> choices) => choices[Throw(question, choices.Count)];

    private ulong Mix(string question)
    {
        unchecked
        {
            var x = Seed * 0x9E3779B97F4A7C15UL + 0x632BE59BD9B4E019UL;
            foreach (var c in question) x = (x ^ c) * 0x100000001B3UL;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
            return x ^ (x >> 31);
        }
    }
}
