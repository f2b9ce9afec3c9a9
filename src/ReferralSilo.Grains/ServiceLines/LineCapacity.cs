using NodaTime;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The schedules of the clinicians who serve a line, each at the newest received version, and their free
/// time. An older change has no effect.</summary>
public sealed class LineCapacity(ServiceLineId line)
{
    private readonly Dictionary<ClinicianId, CapacityFact> _schedules = [];
    private readonly Dictionary<ClinicianId, long> _left = [];
    private readonly Dictionary<ClinicianId, (long Version, Instant At, ClinicianCapacity Capacity)> _free = [];
    private readonly Dictionary<ClinicianId, (long Version, Instant At, (int Today, int Week) Open)> _open = [];

    /// <summary>How long computed free slots stay valid while their schedule does not change.</summary>
    private static readonly Duration FreeSlotsMaxAge = Duration.FromSeconds(30);

    public IReadOnlyCollection<CapacityFact> Schedules => _schedules.Values;

    /// <summary>True when the event is newer than what was received and concerns a schedule that is here, or brings one
    /// here.</summary>
    public bool IsBehind(PositionedEvent happened)
    {
        if (happened.Stream.Kind != ScheduleMapper.StreamKind) return false;
        var clinician = new ClinicianId(happened.Stream.Id);
        return Version(clinician) < happened.Event.Version
            && (_schedules.ContainsKey(clinician) || ScheduleMapper.LinesAfter(happened)?.Contains(line) == true);
    }

    /// <summary>True when the change is new; false when it is known; null when a version between is missing and the
    /// schedule must be read.</summary>
    public bool? Receive(CapacityChange change)
    {
        if (Version(change.Clinician) >= change.Version) return false;
        if (change.After is { } after) return Receive(new CapacityFact(after, change.Version));
        return _schedules.TryGetValue(change.Clinician, out var known)
            && known.Version + change.Events.Length == change.Version
            ? Receive(new CapacityFact(ScheduleEvolver.Fold(known.Schedule, change.Events)!, change.Version))
            : null;
    }

    /// <summary>True when the version is new.</summary>
    public bool Receive(CapacityFact fact)
    {
        var clinician = fact.Schedule.Clinician;
        if (Version(clinician) >= fact.Version) return false;
        if (fact.Schedule.Profile.ServiceLines.Contains(line))
        {
            _schedules[clinician] = fact;
            _left.Remove(clinician);
        }
        else
        {
            _schedules.Remove(clinician);
            _free.Remove(clinician);
            _open.Remove(clinician);
            _left[clinician] = fact.Version;
        }

        return true;
    }

    public SlotMatches BestSlots(MatchNeed need, int limit, Instant now) =>
        CapacityViews.Matches(need.Referral, Matcher.BestSlots(need, Capacity(need.Must, now), now, limit)) with
        {
            Unsuitable = UnsuitableClinicians.Find(need, Schedules.Select(s => s.Schedule.Profile), now),
        };

    public IReadOnlyList<ReferralMatch> BestReferrals(string slot, IEnumerable<MatchNeed> needs, int limit,
        Instant now) =>
        SlotId.TryParse(slot, out var id) && _schedules.TryGetValue(id.Clinician, out var fact)
            ? [.. Matcher.BestReferrals(id, fact.Schedule, needs, now, limit).Select(CapacityViews.Match)]
            : [];

    /// <summary>Visits that still fit today and in the seven days from today, all clinicians together.</summary>
    public (int Today, int Week) OpenSoon(Instant now)
    {
        var (today, week) = (0, 0);
        foreach (var fact in _schedules.Values)
        {
            var clinician = fact.Schedule.Clinician;
            if (!_open.TryGetValue(clinician, out var cached) || !IsFresh(fact, cached.Version, cached.At, now))
                _open[clinician] = cached = (fact.Version, now, CapacityCounter.OpenSoon(fact.Schedule, now));
            today += cached.Open.Today;
            week += cached.Open.Week;
        }

        return (today, week);
    }

    private long Version(ClinicianId clinician) =>
        _schedules.TryGetValue(clinician, out var known) ? known.Version : _left.GetValueOrDefault(clinician);

    private CapacityIndex Capacity(SlotNeed need, Instant now) => new([.. _schedules.Values
        .OrderBy(f => f.Schedule.Clinician.Value, StringComparer.Ordinal).Select(f => Free(f, need, now))]);

    // A schedule with the referral's own slots freed is valid for this referral only, so it is not cached; there are
    // few such slots.
    private ClinicianCapacity Free(CapacityFact fact, SlotNeed need, Instant now) =>
        need.GivesUp?.Any(own => own.Slot.Clinician == fact.Schedule.Clinician) == true
            ? CapacityIndex.Build(fact.Schedule, new Interval(now, now + ScheduleBoards.Horizon), now, need)
            : Free(fact, now);

    private ClinicianCapacity Free(CapacityFact fact, Instant now)
    {
        if (_free.TryGetValue(fact.Schedule.Clinician, out var cached)
            && IsFresh(fact, cached.Version, cached.At, now))
            return cached.Capacity;
        var capacity = CapacityIndex.Build(fact.Schedule, new Interval(now, now + ScheduleBoards.Horizon), now);
        _free[fact.Schedule.Clinician] = (fact.Version, now, capacity);
        return capacity;
    }

    private static bool IsFresh(CapacityFact fact, long version, Instant computedAt, Instant now) =>
        version == fact.Version && now - computedAt < FreeSlotsMaxAge
        && (fact.Schedule.DueAt is not { } due || now < due);
}
