using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Host.Security.Rights;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The watch alone, with an accounts database that answers at once, or not at all.</summary>
public sealed class RightsWatchTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PacedTime _time = new(new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero));
    private readonly AccountsSaid _accounts = new();
    private readonly RightsWatch _watch;
    private readonly Task _running;

    public RightsWatchTests()
    {
        _watch = new RightsWatch(_accounts, _time, NullLogger<RightsWatch>.Instance);
        _running = _watch.Run(_stop.Token);
    }

    [Fact]
    public async Task Stream_stays_open_while_nothing_changes()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);

        await Pass(TimeSpan.FromMinutes(3));

        Assert.False(lease.Ended.IsCancellationRequested);
        Assert.True(_accounts.Readings > 10);
    }

    [Fact]
    public async Task Requests_in_a_row_cost_no_query_each()
    {
        for (var i = 0; i < 1000; i++)
            Assert.True(await _watch.Holds(Nurse.Rights, default));

        // The caller's, and the one that warms up.
        Assert.InRange(_accounts.Readings, 1, 2);
    }

    [Fact]
    public async Task Rights_that_cannot_be_read_end_streams_and_refuse_requests()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);
        _accounts.Down = true;

        await Pass(TimeSpan.FromSeconds(6));

        Assert.True(lease is { Ended.IsCancellationRequested: true, Unconfirmed: true });
        await Assert.ThrowsAsync<RightsUnknownException>(async () => await _watch.Holds(Nurse.Rights, default));
        _accounts.Down = false;
        Assert.True(await _watch.Holds(Nurse.Rights, default));
    }

    [Fact]
    public async Task Short_outage_ends_nothing()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);
        _accounts.Down = true;
        await Pass(TimeSpan.FromSeconds(3));
        _accounts.Down = false;

        await Pass(TimeSpan.FromSeconds(20));

        Assert.False(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Lost_rights_do_not_come_back_with_the_same_cookie()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        _accounts.Stamp = "other";
        _watch.Changed("user:nurse");

        Assert.False(await _watch.Holds(Nurse.Rights, default));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(SecurityHost.Patience);
        _stop.Dispose();
    }

    private static CallerPrincipal Nurse { get; } = CallerPrincipal.From(new ClaimsPrincipal(new ClaimsIdentity(
        [new(CallerClaims.Id, "user:nurse"), new(CallerClaims.Session, "s"), new(CallerClaims.Stamp, "stamp")], "test")))!;

    /// <summary>Time goes on step by step; before each the watch has done what the last one woke it for.</summary>
    private async Task Pass(TimeSpan all)
    {
        for (var step = TimeSpan.FromMilliseconds(500); all > TimeSpan.Zero; all -= step)
        {
            await IsDone();
            _time.Advance(step);
        }

        await IsDone();
    }

    private Task IsDone() => Eventually.Is("the watch waits for its next turn", () => _time.IsAwaited);

    private sealed class AccountsSaid : IRightsReader
    {
        public bool Down { get; set; }

        public string Stamp { get; set; } = "stamp";

        public int Readings { get; private set; }

        public Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions, CancellationToken ct)
        {
            Readings++;
            return Down
                ? Task.FromException<RightsNow>(new TimeoutException())
                : Task.FromResult(new RightsNow(callers.ToDictionary(c => c, _ => Stamp), new HashSet<string>()));
        }
    }
}
