using System.Collections.Concurrent;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class MissedChangesTests
{
    private readonly MissedChanges _missed = new();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 1)]
    public void A_version_that_is_behind_in_two_comparisons_is_missed(long shown, long stored)
    {
        Assert.Empty(Compare(stored, shown));

        Assert.Equal(["r"], Compare(stored, shown));
    }

    [Fact]
    public void A_stream_that_left_the_list_and_is_shown_in_two_comparisons_is_missed()
    {
        Assert.Empty(Compare(0, 3));

        Assert.Equal(["r"], Compare(0, 3));
    }

    [Fact]
    public void A_change_on_its_way_is_not_missed_however_often_it_changes()
    {
        Assert.Empty(Compare(2, 1));
        Assert.Empty(Compare(4, 2));

        Assert.Empty(Compare(6, 4));
    }

    private IReadOnlyList<string> Compare(long stored, long shown) =>
        _missed.Compare(Of(stored), new ConcurrentDictionary<string, long>(Of(shown)));

    private static Dictionary<string, long> Of(long version) => version == 0 ? [] : new() { ["r"] = version };
}
