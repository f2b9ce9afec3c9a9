namespace ReferralSilo.Domain.Matching;

/// <summary>Clinicians with the same points for themselves, on one civil day.</summary>
/// <param name="Day">The civil day.</param>
/// <param name="Class">See <see cref="SearchGroups.Clinicians"/>.</param>
/// <param name="Age">The patient's age on the day; null when not known.</param>
/// <param name="Points">Tenths of points for the clinicians.</param>
/// <param name="Most">The most points of any slot of the group.</param>
internal readonly record struct SearchGroup(int Day, int Class, int? Age, int Points, int Most);

/// <summary>The eligible clinicians of a search in four classes, by whether they are preferred and speak the patient's
/// language, and the days of each class in the order of their most points.</summary>
internal sealed class SearchGroups
{
    private const int Classes = 4;

    private readonly ulong[][] _clinicians = [[], [], [], []];
    private readonly int[] _points = new int[Classes];
    private readonly SearchGroup[] _groups = new SearchGroup[Classes * 20];
    private MatchIndex _index = null!;
    private MatchNeed _need = null!;

    /// <summary>The clinicians of a class: bit 0 for preferred, bit 1 for the language.</summary>
    public ReadOnlySpan<ulong> Clinicians(int @class) => _clinicians[@class];

    /// <summary>Divides the eligible clinicians.</summary>
    public void Start(MatchNeed need, MatchIndex index, ReadOnlySpan<ulong> eligible)
    {
        (_need, _index) = (need, index);
        var number = need.PreferredClinician is { } wanted ? index.NumberOf(wanted) ?? -1 : -1;
        var speaking = need.Language is { } language ? index.Sets.Speaking(language).Words : default;
        for (var @class = 0; @class < Classes; @class++)
        {
            var words = _clinicians[@class];
            if (words.Length != eligible.Length) _clinicians[@class] = words = new ulong[eligible.Length];
            var (isPreferred, speaks) = ((@class & 1) != 0, (@class & 2) != 0);
            _points[@class] = (isPreferred ? (int)(MatchWeights.Clinician * 10) : 0)
                + (speaks ? (int)(MatchWeights.Language * 10) : 0);
            for (var word = 0; word < words.Length; word++)
            {
                var preferred = need.PreferredClinician is null ? ulong.MaxValue
                    : number >> 6 == word ? 1UL << (number & 63) : 0;
                var spoken = need.Language is null ? ulong.MaxValue : word < speaking.Length ? speaking[word] : 0;
                words[word] = eligible[word] & (isPreferred ? preferred : ~preferred) & (speaks ? spoken : ~spoken);
            }
        }
    }

    /// <summary>Tenths of points for one clinician, eligible or not.</summary>
    public int PointsOf(int number)
    {
        var speaks = _need.Language is not { } language || _index.Sets.Speaking(language)[number];
        var isPreferred = _need.PreferredClinician is not { } wanted || _index.NumberOf(wanted) == number;
        return _points[(isPreferred ? 1 : 0) | (speaks ? 2 : 0)];
    }

    /// <summary>The groups, the one with the most points first.</summary>
    /// <param name="most">The most points of any slot of a day, without those for the clinician.</param>
    public ReadOnlySpan<SearchGroup> Ordered(Func<int, int> most)
    {
        var count = 0;
        for (var day = _index.FirstDay; day <= _index.LastDay; day++)
        {
            if (_index.Column(day).Day != day) continue;
            var (age, points) = (MatchIndex.AgeOn(_need.Must, day), most(day));
            for (var @class = 0; @class < Classes; @class++)
            {
                if (!_clinicians[@class].AsSpan().ContainsAnyExcept(0UL)) continue;
                var group = new SearchGroup(day, @class, age, _points[@class], points + _points[@class]);
                var at = count++;
                for (; at > 0 && _groups[at - 1].Most < group.Most; at--) _groups[at] = _groups[at - 1];
                _groups[at] = group;
            }
        }

        return _groups.AsSpan(0, count);
    }
}
