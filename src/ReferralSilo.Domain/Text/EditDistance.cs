namespace ReferralSilo.Domain.Text;

/// <summary>Compares folded words to find typing errors.</summary>
internal static class EditDistance
{
    /// <summary>The number of insertions, deletions, substitutions and swaps of neighbours between two words (optimal
    /// string alignment); <see cref="int.MaxValue"/> when there are surely more than two.</summary>
    public static int Between(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2 || UnsharedLetters(a, b) > 2) return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    /// <summary>The number of letters that only one word has: a quick lower bound of the distance.</summary>
    private static int UnsharedLetters(string a, string b)
    {
        Span<sbyte> more = stackalloc sbyte[32];
        foreach (var c in a) more[c & 31]++;
        foreach (var c in b) more[c & 31]--;
        var (left, right) = (0, 0);
        foreach (var n in more) (left, right) = n > 0 ? (left + n, right) : (left, right - n);
        return Math.Max(left, right);
    }
}
