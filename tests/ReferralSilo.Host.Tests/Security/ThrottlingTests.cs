using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using ReferralSilo.Identity.Limits;
using ReferralSilo.Identity.SigningIn;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Wrong tries of one network neither lock a person out nor make the person wait.</summary>
public abstract class ThrottlingTests : SecuritySuite
{
    private static readonly IPAddress Attacker = IPAddress.Parse("203.0.113.9"), Home = IPAddress.Parse("198.51.100.7");

    private PasswordCheck Check => Host.Services.GetRequiredService<PasswordCheck>();

    [Fact]
    public async Task Wrong_tries_of_an_attacker_lock_the_account_for_the_attackers_address_only()
    {
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockout; i++) Assert.Null(await Try("wrong", Attacker));

        Assert.Null(await Try("demo", Attacker));
        Assert.NotNull(await Try("demo", Home));
        Host.Time.Advance(SecurityLimits.LockedFor + TimeSpan.FromSeconds(1));
        Assert.NotNull(await Try("demo", Attacker));
    }

    [Fact]
    public async Task Very_many_addresses_lock_an_account_for_unknown_addresses_only()
    {
        Assert.NotNull(await Try("demo", Home));
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockoutOfUnknown; i++)
            await Try("wrong", new IPAddress([203, 0, 113, (byte)i]));

        Assert.Null(await Try("demo", IPAddress.Parse("192.0.2.1")));
        Assert.NotNull(await Try("demo", Home));
    }

    [Fact]
    public async Task Failures_in_two_processes_add_up()
    {
        await using var other = await SecurityHost.Start(Engine);
        for (var i = 0; i < SecurityLimits.FailuresBeforeLockout; i++)
            await (i % 2 == 0 ? Check : other.Services.GetRequiredService<PasswordCheck>())
                .Check("nurse", "wrong", Attacker, TestContext.Current.CancellationToken);

        Assert.Null(await Try("demo", Attacker));
    }

    [Fact]
    public async Task Right_password_forgets_the_wrong_ones_before()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 1; i < SecurityLimits.FailuresBeforeLockout; i++) Assert.Null(await Try("wrong", Home));
            Assert.NotNull(await Try("demo", Home));
        }
    }

    private Task<StaffUser?> Try(string password, IPAddress from) =>
        Check.Check("nurse", password, from, TestContext.Current.CancellationToken);
}

public sealed class ThrottlingTestsOnSqlite : ThrottlingTests
{
    private readonly string _folder = SqliteEngine.NewFolder();

    protected override void Engine(AccountsOptions options) => SqliteEngine.Use(options, _folder);

    protected override void Clean() => SqliteEngine.Clean(_folder);
}

/// <summary>The order in which password checks run.</summary>
public sealed class FairGateTests
{
    private static readonly UInt128 Attacker = 1, Person = 2, Third = 3;

    [Fact]
    public async Task Another_address_starts_at_once_while_a_flood_waits()
    {
        var gate = new FairGate(3, 500, 2_000);
        var flood = Enumerable.Range(0, 60).Select(_ => Enter(gate, Attacker)).ToList();

        var person = Enter(gate, Person);

        Assert.True(person.IsCompletedSuccessfully);
        Assert.Equal(1, flood.Count(f => f.IsCompleted));
        (await person)!.Dispose();
    }

    [Fact]
    public async Task Newest_of_the_same_address_is_next_after_the_one_that_runs()
    {
        var gate = new FairGate(2, 500, 2_000);
        var flood = Enumerable.Range(0, 60).Select(_ => Enter(gate, Attacker)).ToList();
        var person = Enter(gate, Attacker);

        (await flood.Single(f => f.IsCompleted))!.Dispose();

        Assert.NotNull(await person.WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task Addresses_take_turns()
    {
        var gate = new FairGate(1, 500, 2_000);
        var running = await Enter(gate, Attacker);
        var (first, second) = (Enter(gate, Attacker), Enter(gate, Attacker));
        var (person, third) = (Enter(gate, Person), Enter(gate, Third));

        running!.Dispose();
        (await person.WaitAsync(SecurityHost.Patience))!.Dispose();
        (await third.WaitAsync(SecurityHost.Patience))!.Dispose();
        (await second.WaitAsync(SecurityHost.Patience))!.Dispose();
        Assert.NotNull(await first.WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task Oldest_is_turned_away_when_too_many_wait()
    {
        var gate = new FairGate(1, 2, 3);
        var running = await Enter(gate, Attacker);
        var waiting = Enumerable.Range(0, 3).Select(_ => Enter(gate, Attacker)).ToList();
        Assert.Null(await waiting[0].WaitAsync(SecurityHost.Patience));

        var person = Enter(gate, Person);
        var third = Enter(gate, Third);

        Assert.Null(await waiting[1].WaitAsync(SecurityHost.Patience));
        running!.Dispose();
        (await person.WaitAsync(SecurityHost.Patience))!.Dispose();
        (await third.WaitAsync(SecurityHost.Patience))!.Dispose();
        Assert.NotNull(await waiting[2].WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task One_who_leaves_keeps_no_place()
    {
        var gate = new FairGate(1, 500, 2_000);
        var running = await Enter(gate, Attacker);
        using var left = new CancellationTokenSource();
        var leaving = gate.Enter(Person, known: false, left.Token);
        var next = Enter(gate, Third);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        running!.Dispose();

        Assert.NotNull(await next.WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task Networks_that_come_again_do_not_pass_one_that_waits()
    {
        var gate = new FairGate(1, 500, 2_000);
        const int networks = 20;
        var running = await Enter(gate, 100);
        var flood = Enumerable.Range(0, networks).Select(n => (UInt128)(200 + n))
            .ToDictionary(n => n, n => Enter(gate, n));
        var person = Enter(gate, Person);

        // Each that had its turn comes again at once.
        for (var turn = 0; turn < networks; turn++)
        {
            running!.Dispose();
            Assert.False(person.IsCompleted);
            var entered = await Task.WhenAny(flood.Values).WaitAsync(SecurityHost.Patience);
            running = await entered;
            var network = flood.Single(f => f.Value == entered).Key;
            flood[network] = Enter(gate, network);
        }

        running!.Dispose();

        Assert.NotNull(await person.WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task Known_person_starts_at_once_while_unknown_networks_wait()
    {
        var gate = new FairGate(3, 500, 2_000);
        var flood = Enumerable.Range(0, 60).Select(n => Enter(gate, (UInt128)(200 + n))).ToList();

        var person = EnterKnown(gate, Person);

        Assert.True(person.IsCompletedSuccessfully);
        Assert.Equal(2, flood.Count(f => f.IsCompleted));
        (await person)!.Dispose();
    }

    [Fact]
    public async Task Known_person_starts_at_once_beside_a_flood_of_the_same_network()
    {
        var gate = new FairGate(3, 500, 2_000);
        var flood = Enumerable.Range(0, 60).Select(_ => Enter(gate, Person)).ToList();

        var person = EnterKnown(gate, Person);

        Assert.True(person.IsCompletedSuccessfully);
        Assert.Equal(1, flood.Count(f => f.IsCompleted));
        (await person)!.Dispose();
    }

    [Fact]
    public async Task Known_people_go_before_all_who_are_not_known()
    {
        var gate = new FairGate(3, 500, 2_000);
        var running = new[] { await Enter(gate, 100), await Enter(gate, 101), await EnterKnown(gate, 102) };
        var flood = Enumerable.Range(0, 60).Select(n => Enter(gate, (UInt128)(200 + n))).ToList();
        var person = EnterKnown(gate, Person);

        running[0]!.Dispose();

        Assert.NotNull(await person.WaitAsync(SecurityHost.Patience));
        Assert.All(flood, f => Assert.False(f.IsCompleted));
    }

    private static Task<IDisposable?> EnterKnown(FairGate gate, UInt128 network) =>
        gate.Enter(network, known: true, TestContext.Current.CancellationToken);

    private static Task<IDisposable?> Enter(FairGate gate, UInt128 network) =>
        gate.Enter(network, known: false, TestContext.Current.CancellationToken);
}

/// <summary>The limiter of addresses under a flood of addresses.</summary>
public sealed class AddressRateTests
{
    private const int Remembered = 1_000;

    [Fact]
    public void Address_that_is_limited_stays_limited_however_many_others_come()
    {
        var rate = new AddressRate(new Rate(Burst: 5, PerSecond: 0.001), new PacedTime(DateTimeOffset.UnixEpoch),
            Remembered);
        var attacker = IPAddress.Parse("203.0.113.9");
        while (rate.TryTake(attacker, out _)) { }

        for (var i = 0; i < Remembered * 5; i++) rate.TryTake(Address(i), out _);

        Assert.False(rate.HasRoom(attacker, out var wait));
        Assert.True(wait > TimeSpan.Zero);
        Assert.InRange(rate.Count, 1, Remembered);
    }

    [Fact]
    public void Looking_remembers_nothing()
    {
        var rate = new AddressRate(new Rate(5, 1), new PacedTime(DateTimeOffset.UnixEpoch), Remembered);

        for (var i = 0; i < Remembered; i++) Assert.True(rate.HasRoom(Address(i), out _));

        Assert.Equal(0, rate.Count);
    }

    private static IPAddress Address(int i) => new(
        [10, (byte)(i >> 16 & 0xFF), (byte)(i >> 8 & 0xFF), (byte)(i & 0xFF)]);
}
