using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The schedules of the clinicians who serve a line, each at the newest received version, and their free
/// time in an index. An older change has no effect.</summary>
public sealed class LineCapacity(ServiceLineId line)
{
    private readonly Dictionary<ClinicianId, CapacityFact> _schedules = [];
    private readonly Dictionary<ClinicianId, long> _left = [];
    private readonly MatchIndex _index = new();
    private readonly Dictionary<ClinicianId, (long Version, Instant At, (int Today, int Week) Open)> _open = [];

    /// <summary>How long the counts of open visits stay valid while their schedule does not change.</summary>
    private static readonly Duration CountsMaxAge = Duration.FromSeconds(30);

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
            _index.Put(fact.Schedule);
            _left.Remove(clinician);
        }
        else
        {
            _schedules.Remove(clinician);
            _index.Remove(clinician);
            _open.Remove(clinician);
            _left[clinician] = fact.Version;
        }

        return true;
    }

    /// <summary>Brings the index to an instant with all received changes, so that the next question need not.</summary>
    public void Advance(Instant now) => _index.Advance(now);

    public SlotMatches BestSlots(MatchNeed need, int limit, Instant now)
    {
        _index.Advance(now);
        IReadOnlyList<ClinicianProfile> unsuitable = [.. _index.PossiblyUnsuitable(need)];
        return CapacityViews.Matches(need.Referral, _index.BestSlots(need, limit)) with
        {
            Unsuitable = UnsuitableClinicians.Find(need, unsuitable, now),
            UnsuitableTimes = UnsuitableStarts.Find(need, unsuitable, now),
        };
    }

    public IReadOnlyList<ReferralMatch> BestReferrals(string slot, WaitingReferrals waiting, int limit, Instant now)
    {
        _index.Advance(now);
        if (!SlotId.TryParse(slot, out var id) || !_schedules.TryGetValue(id.Clinician, out var fact)
            || FreeTypes(fact.Schedule, id, now) is not { } types) return [];
        return [.. waiting.Best(id, types, fact.Schedule.Profile, now, limit).Select(CapacityViews.Match)];
    }

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

    // Also for a slot that starts between the index's starts, or after the searched time.
    private IReadOnlyList<VisitType>? FreeTypes(Schedule schedule, SlotId slot, Instant now) =>
        _index.FreeTypesOf(slot) ?? (FreeTime.FindRefusal(schedule, slot, null, now) is null
            ? FreeTime.TypesOf(schedule, slot, now) : null);

    private static bool IsFresh(CapacityFact fact, long version, Instant computedAt, Instant now) =>
        version == fact.Version && now - computedAt < CountsMaxAge
        && (fact.Schedule.DueAt is not { } due || now < due);
}
