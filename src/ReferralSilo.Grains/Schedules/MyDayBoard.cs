using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Schedules;

/// <summary><c>my-day/{clinician}</c>: the visits of the clinician's civil day.</summary>
internal sealed class MyDayBoard(string clinician, ILedger ledger, ScheduleMapper schedules, ReferralMapper referrals,
    IClock clock) : IFollowedBoard
{
    private readonly StreamId _stream = new(ScheduleMapper.StreamKind, clinician);
    private Dictionary<string, (Referral State, long Version)> _visits = [];
    private Schedule _schedule = null!;
    private LocalDate _day;
    private Instant? _availableUntil;

    public IReadOnlyCollection<BoardRow> Rows => MyDayBoards.Rows(_schedule, _day, clock.GetCurrentInstant(), id =>
        _visits.TryGetValue(id.Value, out var found) ? found : null);

    public Task<bool> Load(Instant now) => Load(now, []);

    public bool Concerns(PositionedEvent happened) => happened.Stream == _stream
        || happened.Stream.Kind == ReferralMapper.StreamKind && _visits.ContainsKey(happened.Stream.Id);

    public async Task Read(StreamId stream)
    {
        if (stream == _stream) await Load(clock.GetCurrentInstant(), _visits);
        else if (await Referral(stream.Id) is { } visit) _visits[stream.Id] = visit;
    }

    public bool IsOutdated(Instant now) => MyDayBoards.Day(_schedule, now) != _day || now >= _availableUntil;

    /// <summary>Reads the schedule, and the referrals of the day that are not known.</summary>
    private async Task<bool> Load(Instant now, Dictionary<string, (Referral State, long Version)> known)
    {
        if (await ledger.Read(_stream) is not { } stored) return false;
        var schedule = schedules.Read(stored.State.Span);
        var day = MyDayBoards.Day(schedule, now);
        var visits = new Dictionary<string, (Referral State, long Version)>();
        foreach (var id in MyDayBoards.Bookings(schedule, day).Select(b => b.Referral.Value).Distinct())
            if (known.TryGetValue(id, out var visit)) visits[id] = visit;
            else if (await Referral(id) is { } read) visits[id] = read;
        (_schedule, _day, _visits, _availableUntil) = (schedule, day, visits, schedule.AvailableUntil(now));
        return true;
    }

    private async Task<(Referral State, long Version)?> Referral(string id) =>
        await ledger.Read(new StreamId(ReferralMapper.StreamKind, id)) is { } stored
            ? (referrals.Read(stored.State.Span), stored.Version) : null;
}
