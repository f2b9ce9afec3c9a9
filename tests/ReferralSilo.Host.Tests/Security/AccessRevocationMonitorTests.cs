using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Api.Access;
using ReferralSilo.Testing;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The watch alone, with an accounts database that answers at once, or not at all.</summary>
public sealed class AccessRevocationMonitorTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PacedTime _time = new(new DateTimeOffset(2031, 3, 3, 9, 0, 0, TimeSpan.Zero));
    private readonly AccountsSaid _accounts = new();
    private readonly AccessRevocationMonitor _watch;
    private readonly Task _running;

    public AccessRevocationMonitorTests()
    {
        _watch = new AccessRevocationMonitor(_accounts, _time, _time, NullLogger<AccessRevocationMonitor>.Instance);
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

        await Eventually.Is("the stream ends", () =>
            lease is { Ended.IsCancellationRequested: true, Unconfirmed: true });
        await Assert.ThrowsAsync<RightsUnknownException>(async () => await _watch.Holds(Nurse.Rights, default));
        _accounts.Down = false;
        Assert.True(await _watch.Holds(Nurse.Rights, default));
    }

    [Fact]
    public async Task Reading_that_hangs_does_not_keep_a_stream_open()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);
        await IsDone();
        _accounts.Hang();

        _time.Advance(AccessLimits.RightsReread);
        await Eventually.Is("the reading hangs", () => _accounts.Hanging == 1);
        _time.Advance(TimeSpan.FromSeconds(4.9) - AccessLimits.RightsReread);

        await Eventually.Is("the stream ends", () =>
            lease is { Ended.IsCancellationRequested: true, Unconfirmed: true });
    }

    [Fact]
    public async Task Stream_that_begins_on_rights_nobody_asked_for_waits_for_their_reading()
    {
        await IsDone();
        _accounts.Hang();
        using var lease = _watch.Open(Nurse);
        await Eventually.Is("the reading hangs", () => _accounts.Hanging == 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _accounts.Answer();

        await Pass(TimeSpan.FromSeconds(20));

        Assert.False(lease.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Requests_share_one_reading_and_none_waits_longer_than_it_may_take()
    {
        await IsDone();
        _accounts.Hang();
        var requests = Enumerable.Range(0, 5).Select(_ => _watch.Holds(Nurse.Rights, default).AsTask()).ToList();
        await Eventually.Is("the reading hangs", () => _accounts.Hanging == 1);

        _time.Advance(AccessLimits.RightsAnswer);

        foreach (var request in requests)
            await Assert.ThrowsAsync<RightsUnknownException>(() => request.WaitAsync(SecurityHost.Patience));
    }

    [Fact]
    public async Task Requests_that_wait_for_one_reading_learn_what_it_found()
    {
        await IsDone();
        var before = _accounts.Readings;
        _accounts.Hang();
        var requests = Enumerable.Range(0, 5).Select(_ => _watch.Holds(Nurse.Rights, default).AsTask()).ToList();
        await Eventually.Is("the reading hangs", () => _accounts.Hanging == 1);

        _accounts.Answer();

        Assert.All(await Task.WhenAll(requests).WaitAsync(SecurityHost.Patience), Assert.True);
        Assert.Equal(before + 1, _accounts.Readings);
    }

    [Fact]
    public async Task Clock_that_is_set_back_does_not_make_rights_last()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);
        _time.ClockIsOff = TimeSpan.FromHours(-1);
        _accounts.Down = true;

        await Pass(TimeSpan.FromSeconds(6));

        await Eventually.Is("the stream ends", () => lease.Ended.IsCancellationRequested);
        await Assert.ThrowsAsync<RightsUnknownException>(async () => await _watch.Holds(Nurse.Rights, default));
    }

    [Fact]
    public async Task Clock_that_jumps_ahead_does_not_make_a_session_idle()
    {
        Assert.True(await _watch.Holds(Nurse.Rights, default));
        using var lease = _watch.Open(Nurse);
        _time.ClockIsOff = TimeSpan.FromHours(1);

        await Pass(TimeSpan.FromSeconds(6));

        Assert.False(lease.Ended.IsCancellationRequested);
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
        [new(CallerClaims.Id, "user:nurse"), new(CallerClaims.Session, "s"), new(CallerClaims.Stamp, "stamp")],
            "test")))!;

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
        private TaskCompletionSource? _held;
        private int _readings, _hanging;

        public bool Down { get; set; }

        public string Stamp { get; set; } = "stamp";

        public int Readings => Volatile.Read(ref _readings);

        /// <summary>Readings that wait for <see cref="Answer"/>, and do not let themselves be cancelled.</summary>
        public int Hanging => Volatile.Read(ref _hanging);

        public void Hang() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer()
        {
            var held = _held!;
            _held = null;
            held.SetResult();
        }

        public async Task<RightsNow> Read(IReadOnlyCollection<string> callers, IReadOnlyCollection<string> sessions,
            CancellationToken ct)
        {
            Interlocked.Increment(ref _readings);
            if (Down) throw new TimeoutException();
            if (_held is { } held)
            {
                Interlocked.Increment(ref _hanging);
                await held.Task;
                Interlocked.Decrement(ref _hanging);
            }

            return new RightsNow(callers.ToDictionary(c => c, _ => Stamp), new HashSet<string>());
        }
    }
}
