using System.Collections.Concurrent;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class MissedFactsTests
{
    private readonly MissedChanges _missed = new();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 1)]
    public void What_is_behind_twice_is_missed(long shown, long stored)
    {
        Assert.Empty(Look(stored, shown));

        Assert.Equal(["r"], Look(stored, shown));
    }

    [Fact]
    public void What_left_the_ledgers_list_and_is_shown_twice_is_missed()
    {
        Assert.Empty(Look(0, 3));

        Assert.Equal(["r"], Look(0, 3));
    }

    [Fact]
    public void What_was_on_its_way_is_not_missed_however_often_it_changes()
    {
        Assert.Empty(Look(2, 1));
        Assert.Empty(Look(4, 2));

        Assert.Empty(Look(6, 4));
    }

    private IReadOnlyList<string> Look(long stored, long shown) =>
        _missed.Look(Of(stored), new ConcurrentDictionary<string, long>(Of(shown)));

    private static Dictionary<string, long> Of(long version) => version == 0 ? [] : new() { ["r"] = version };
}
