using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.AProgram;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteKnownOrdersTests(SqliteSilos silos) : KnownOrdersSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresKnownOrdersTests(PostgresSilos silos) : KnownOrdersSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>An order is known again by any of its identifiers.</summary>
public abstract class KnownOrdersSuite(SiloFixture silos)
{
    private KnownOrders Orders => silos.Of<KnownOrders>();

    [Fact]
    public async Task Any_subset_in_any_order_finds_it_and_other_sources_do_not()
    {
        var (a, b, c) = (New("a"), New("b"), New("c"));
        var id = await Kept("lakeside", a, b);

        Assert.Equal(id, await Found("lakeside", a));
        Assert.Equal(id, await Found("lakeside", b, a));
        Assert.Equal(id, await Found("lakeside", c, b));
        Assert.Null(await Found("lakeside", c));
        Assert.Null(await Found("hilltop", a, b));
    }

    [Fact]
    public async Task Identifiers_that_were_sent_later_find_it_too()
    {
        var (a, b) = (New("a"), New("b"));
        var id = await Kept("lakeside", a);
        await silos.Do(id, new Submit(new ReferralId(id), Of("lakeside", a, b), ""));
        Assert.Equal(id, await Found("lakeside", b));
    }

    [Fact]
    public async Task Of_several_the_oldest_is_found()
    {
        var (a, b) = (New("a"), New("b"));
        var first = await Kept("lakeside", a);
        await Kept("lakeside", b);
        Assert.Equal(first, await Found("lakeside", b, a));
    }

    [Fact]
    public async Task An_order_without_identifiers_asks_the_ledger_nothing()
    {
        silos.Ledger.HidesStates = true;
        var (known, gate) = await Orders.Find([]);
        silos.Ledger.HidesStates = false;
        gate.Dispose();
        Assert.Null(known);
    }

    [Fact]
    public async Task Orders_that_share_an_identifier_pass_one_after_the_other_and_others_do_not_wait()
    {
        var (a, b, c, d) = (New("a"), New("b"), New("c"), New("d"));
        var (_, first) = await Orders.Find(Keys("lakeside", a, b));
        var second = Orders.Find(Keys("lakeside", b, c));
        var (_, other) = await Orders.Find(Keys("lakeside", d));
        Assert.False(second.IsCompleted);

        other.Dispose();
        first.Dispose();
        first.Dispose();
        (await second).Gate.Dispose();
        (await Orders.Find(Keys("lakeside", a, b, c))).Gate.Dispose();
    }

    private async Task<string> Kept(string source, params string[] values)
    {
        var id = New("r");
        var submit = Submission(id, await silos.ServiceLine());
        await silos.Do(id, submit with { Submission = Of(source, values) with { ServiceLine = submit.Submission.ServiceLine } });
        return id;
    }

    private async Task<string?> Found(string source, params string[] values)
    {
        var (known, gate) = await Orders.Find(Keys(source, values));
        gate.Dispose();
        return known?.Value;
    }

    private static IReadOnlyList<string> Keys(string source, params string[] values) => OrderIdentifiers.Of(Of(source, values));

    private static Submission Of(string source, params string[] values) => Submission("r", "l").Submission with
    {
        ServiceLine = null, Source = new SourceId(source), Identifiers = [.. values.Select(v => new Identifier("urn:order", v))],
    };
}
