using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteOrderDeduplicatorTests(SqliteSilos silos) : OrderDeduplicatorSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresOrderDeduplicatorTests(PostgresSilos silos) : OrderDeduplicatorSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>A medical order is found by any of its identifiers.</summary>
public abstract class OrderDeduplicatorSuite(SiloFixture silos)
{
    private OrderDeduplicator Orders => silos.Of<OrderDeduplicator>();

    [Fact]
    public async Task Any_subset_of_identifiers_finds_it_and_other_sources_do_not()
    {
        var (a, b, c) = (New("a"), New("b"), New("c"));
        var id = await Stored("lakeside", a, b);

        Assert.Equal(id, await Found("lakeside", a));
        Assert.Equal(id, await Found("lakeside", b, a));
        Assert.Equal(id, await Found("lakeside", c, b));
        Assert.Null(await Found("lakeside", c));
        Assert.Null(await Found("hilltop", a, b));
    }

    [Fact]
    public async Task Identifiers_sent_later_find_it_too()
    {
        var (a, b) = (New("a"), New("b"));
        var id = await Stored("lakeside", a);
        await silos.Do(id, new Submit(new ReferralId(id), Of("lakeside", a, b), ""));
        Assert.Equal(id, await Found("lakeside", b));
    }

    [Fact]
    public async Task Of_several_referrals_the_oldest_is_found()
    {
        var (a, b) = (New("a"), New("b"));
        var first = await Stored("lakeside", a);
        await Stored("lakeside", b);
        Assert.Equal(first, await Found("lakeside", b, a));
    }

    [Fact]
    public async Task An_order_without_identifiers_is_not_searched()
    {
        silos.Ledger.FailsSearch = true;
        var known = await Orders.Find([]);
        silos.Ledger.FailsSearch = false;
        Assert.Null(known);
    }

    [Fact]
    public async Task Orders_with_a_common_identifier_are_handled_one_by_one_and_others_do_not_wait()
    {
        var (a, b, c, d) = (New("a"), New("b"), New("c"), New("d"));
        var first = await Orders.Enter(Keys("lakeside", a, b));
        var second = Orders.Enter(Keys("lakeside", b, c));
        var other = await Orders.Enter(Keys("lakeside", d));
        Assert.False(second.IsCompleted);

        other.Dispose();
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        (await Orders.Enter(Keys("lakeside", a, b, c))).Dispose();
    }

    [Fact]
    public async Task A_retry_gets_its_own_referral_when_its_order_is_now_found_as_another()
    {
        var (a, b) = (New("a"), New("b"));
        var (line, older, own) = (await silos.ServiceLine(), await Stored("lakeside", a), New("r"));
        var sent = Submission(own, line) with
        {
            Submission = Of("lakeside", b) with { ServiceLine = new ServiceLineId(line) },
        };
        Assert.Equal(own, (await silos.Referral(own).Handle(Envelope(sent, "op-" + own))).State!.View!.Value.Id);
        await silos.Do(older, new Submit(new ReferralId(older), Of("lakeside", a, b), ""));
        Assert.Equal(older, await Found("lakeside", b));

        var again = await silos.Referral(older)
            .Handle(Envelope(sent with { Id = new ReferralId(older), Number = "" }, "op-" + own));
        Assert.Equal((true, own, 1L), (again.Replayed, again.State!.View!.Value.Id, again.Version));
    }

    private async Task<string> Stored(string source, params string[] values)
    {
        var id = New("r");
        var submit = Submission(id, await silos.ServiceLine());
        await silos.Do(id,
            submit with { Submission = Of(source, values) with { ServiceLine = submit.Submission.ServiceLine } });
        return id;
    }

    private async Task<string?> Found(string source, params string[] values)
    {
        var known = await Orders.Find(Keys(source, values));
        return known?.Value;
    }

    private static IReadOnlyList<string> Keys(string source, params string[] values) =>
        OrderIdentifiers.Keys(Of(source, values));

    private static Submission Of(string source, params string[] values) => Submission("r", "l").Submission with
    {
        ServiceLine = null, Source = new SourceId(source),
        Identifiers = [.. values.Select(v => new Identifier("urn:order", v))],
    };
}
