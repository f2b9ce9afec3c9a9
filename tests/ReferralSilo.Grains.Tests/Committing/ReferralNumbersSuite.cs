using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteReferralNumbersTests(SqliteSilos silos) : ReferralNumbersSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresReferralNumbersTests(PostgresSilos silos) : ReferralNumbersSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>No two referrals have the same number, whichever silo gave it.</summary>
public abstract class ReferralNumbersSuite(SiloFixture silos)
{
    private static readonly StreamId Blocks = new(NumberBlocksMapper.StreamKind, NumberBlocksMapper.Id);

    [Fact]
    public async Task Silos_that_give_numbers_concurrently_give_none_twice()
    {
        var silo = Enumerable.Range(0, 4).Select(_ => Fresh()).ToList();
        var given = await Task.WhenAll(
            silo.SelectMany(numbers => Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var mine = new List<string>();
            for (var i = 0; i < ReferralNumbers.BlockSize; i++) mine.Add(await numbers.Next());
            return mine;
        }))));

        Assert.Equal(8 * ReferralNumbers.BlockSize, given.SelectMany(g => g).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_block_costs_one_commit_for_a_thousand_numbers()
    {
        var numbers = Fresh();
        await numbers.Next();
        var before = await silos.Real.ReadVersion(Blocks);
        for (var i = 0; i < ReferralNumbers.BlockSize / 4; i++) await numbers.Next();
        Assert.Equal(before, await silos.Real.ReadVersion(Blocks));
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task A_block_with_an_unknown_commit_is_never_used(Fault when)
    {
        silos.Ledger.FailNext(Blocks, when);
        var numbers = Fresh();
        // Another silo may take the failing commit; it tries again.
        var given = new List<string>();
        for (var i = 0; i < 3; i++) given.Add(await numbers.Next());
        var others = Fresh();
        for (var i = 0; i < 3; i++) given.Add(await others.Next());
        Assert.Equal(6, given.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Without_the_ledger_the_current_block_is_used_and_then_numbers_fail()
    {
        var numbers = Fresh();
        await numbers.Next();
        silos.Ledger.FailsRead = true;
        try
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(async () =>
            {
                for (var i = 0; i <= 2 * ReferralNumbers.BlockSize; i++)
                    Assert.True(ReferralNumber.TryParse(await numbers.Next(), out _));
            });
        }
        finally
        {
            silos.Ledger.FailsRead = false;
        }

        Assert.True(ReferralNumber.TryParse(await numbers.Next(), out var number) && number is not null);
    }

    private ReferralNumbers Fresh() => new(silos.Ledger, silos.Of<NumberBlocksMapper>(), SystemClock.Instance);
}
