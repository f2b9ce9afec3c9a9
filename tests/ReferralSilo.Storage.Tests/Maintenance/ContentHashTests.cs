using ReferralSilo.Storage.Maintenance;

namespace ReferralSilo.Storage.Tests.Maintenance;

public sealed class ContentHashTests
{
    [Fact]
    public void Different_rows_have_different_content()
    {
        object?[][][] lists =
        [
            [], [[]], [[null]], [[""]], [["ab", "c"]], [["a", "bc"]], [["ab"], ["c"]], [["a"], ["bc"]], [[0L]],
            [[new byte[0]]], [["0"]], [[new byte[] { 48 }]], [[new[] { 1L }, 2L]], [[new[] { 1L, 2L }]],
            [[1L, 2L]], [[2L, 1L]],
        ];

        Assert.Equal(lists.Length, lists.Select(Hash).Distinct().Count());
    }

    [Fact]
    public void Same_meaning_is_the_same_value_on_both_engines()
    {
        Assert.Equal(LogicalValues.Of(1L, ColumnKind.Flag), LogicalValues.Of(true, ColumnKind.Flag));
        Assert.Equal(LogicalValues.Of(5L, ColumnKind.Short), LogicalValues.Of((short)5, ColumnKind.Short));
        Assert.Equal(
            LogicalValues.Of("""{ "b": [1, 2.0], "a": null }""", ColumnKind.Json),
                LogicalValues.Of("""{"a":null,"b":[1,2.0]}""", ColumnKind.Json));
        var at = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).AddTicks(1234560);
        foreach (var text in (string[])["2026-03-02 09:00:00.1234567", "2026-03-02 09:00:00.123456+00:00",
            "2026-03-02 02:00:00.1234561-07:00"])
            Assert.Equal(LogicalValues.Of(at, ColumnKind.Moment), LogicalValues.Of(text, ColumnKind.Moment));
        Assert.Equal(at, LogicalValues.Moment((long)LogicalValues.Of(at, ColumnKind.Moment)!));
    }

    private static string Hash(object?[][] rows)
    {
        using var hash = new ContentHash();
        foreach (var row in rows) hash.Add(row);
        return hash.End("").Hash;
    }
}
