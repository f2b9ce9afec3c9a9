using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The referrals of a service line and its clinicians' schedules, each at the newest received version. An
/// older change has no effect, so repeated and reordered messages do no harm.</summary>
public sealed class Queue
{
    private readonly Dictionary<ReferralId, QueueEntry> _entries = [];
    private readonly Tombstones _tombstones = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<ReferralId>> _persons = new();
    private readonly ConcurrentDictionary<ReferralId, PersonTraits> _traits = new();
    private readonly Dictionary<ClinicianId, CapacityFact> _schedules = [];
    private readonly Dictionary<ClinicianId, (long Version, Instant At, ClinicianCapacity Capacity)> _free = [];
    private readonly Dictionary<ClinicianId, (long Version, Instant At, (int Today, int Week) Open)> _open = [];

    /// <summary>How long computed free slots stay valid while their schedule does not change.</summary>
    private static readonly Duration FreeSlotsMaxAge = Duration.FromSeconds(30);

    /// <summary>Above every version.</summary>
    private const long NotServedHere = long.MaxValue / 2;

    public Queue(ServiceLineId line)
    {
        Line = line;
        Tally = new QueueTally(id => _entries.GetValueOrDefault(id));
    }

    public ServiceLineId Line { get; }

    /// <summary>Counts of its referrals.</summary>
    public QueueTally Tally { get; }

    public IReadOnlyCollection<QueueEntry> Entries => _entries.Values;

    public IReadOnlyCollection<CapacityFact> Schedules => _schedules.Values;

    /// <summary>Newest received version of each entry, by referral. Thread-safe.</summary>
    public ConcurrentDictionary<string, long> Versions { get; } = new();

    /// <summary>Newest received version of each schedule, by clinician; <see cref="NotServedHere"/> for a clinician who
    /// does not serve this line, whose changes are not needed. Thread-safe.</summary>
    public ConcurrentDictionary<string, long> Capacities { get; } = new();

    /// <summary>True when the event is newer than what was received, and may concern this line: a referral that is
    /// here or comes here, a schedule that is here, or a clinician's new profile.</summary>
    public bool IsBehind(PositionedEvent happened)
    {
        var (stream, version) = (happened.Stream, happened.Event.Version);
        if (stream.Kind == ScheduleMapper.StreamKind)
        {
            var received = Capacities.GetValueOrDefault(stream.Id);
            return received < version
                || (received == NotServedHere && happened.Event.Type == "clinician-defined");
        }

        if (stream.Kind != ReferralMapper.StreamKind) return false;
        if (Versions.TryGetValue(stream.Id, out var known)) return known < version;
        return _tombstones.Version(new ReferralId(stream.Id)) < version && ReferralMapper.LineAfter(happened) == Line;
    }

    /// <summary>True when the entry is new.</summary>
    public bool Receive(QueueEntry entry)
    {
        var known = _entries.GetValueOrDefault(entry.Id);
        if ((known?.Version ?? _tombstones.Version(entry.Id)) >= entry.Version) return false;
        if (entry.ServiceLine == Line) Tally.Arrived(entry.Id, entry.ReceivedAt);
        var stays = entry.ServiceLine == Line && entry.Stage != Stage.Closed;
        if (stays)
        {
            _entries[entry.Id] = entry;
            Versions[entry.Id.Value] = entry.Version;
            IndexPerson(known, entry);
        }
        else
        {
            _entries.Remove(entry.Id);
            Versions.TryRemove(entry.Id.Value, out _);
            _tombstones.Add(entry.Id, entry.Version);
            UnindexPerson(entry.Id);
        }

        Tally.Changed(known, stays ? entry : null);
        return true;
    }

    /// <summary>True when the change is new; false when it is known; null when a version between is missing and the
    /// schedule must be read.</summary>
    public bool? Receive(CapacityChange change)
    {
        if (Capacities.GetValueOrDefault(change.Clinician.Value) is var version && version >= change.Version
            && version != NotServedHere) return false;
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
        if (_schedules.TryGetValue(clinician, out var known) && known.Version >= fact.Version) return false;
        if (fact.Schedule.Profile.ServiceLines.Contains(Line))
        {
            _schedules[clinician] = fact;
            Capacities[clinician.Value] = fact.Version;
        }
        else
        {
            _schedules.Remove(clinician);
            Capacities[clinician.Value] = NotServedHere;
        }

        return true;
    }

    /// <summary>Open referrals in this line, except this one, that may be of the same person or order (IN-5). <paramref
    /// name="person"/> is a <see cref="PersonTraits"/> as text. Thread-safe.</summary>
    public IReadOnlyList<string> FindDuplicates(string person, ReferralId except) =>
        PersonTraits.Parse(person) is { } asked
        ? [.. asked.Keys().SelectMany(key => _persons.TryGetValue(key, out var ids) ? ids : []).Distinct()
            .Where(id => id != except && _traits.TryGetValue(id, out var other) && asked.MatchesBirthDate(other.Born))
            .Select(id => id.Value)]
        : [];

    public SlotMatches BestSlots(MatchNeed need, int limit, Instant now) =>
        CapacityViews.Matches(need.Referral, Matcher.BestSlots(need, Capacity(need.Must, now), now, limit));

    public IReadOnlyList<ReferralMatch> BestReferrals(string slot, int limit, Instant now)
    {
        if (!SlotId.TryParse(slot, out var id) || !_schedules.TryGetValue(id.Clinician, out var fact)) return [];
        return [.. Matcher.BestReferrals(id, fact.Schedule, _entries.Values.Where(e => e.WantsSlot)
            .Select(e => MatchNeed.From(e)), now, limit).Select(CapacityViews.Match)];
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

    private void IndexPerson(QueueEntry? known, QueueEntry entry)
    {
        if (known is not null && ReferenceEquals(known.Patient, entry.Patient)
            && ReferenceEquals(known.Orders, entry.Orders)) return;
        var traits = entry.Traits();
        if (_traits.GetValueOrDefault(entry.Id) is { } before)
        {
            if (before.ToString() == traits.ToString()) return;
            UnindexPerson(entry.Id);
        }

        _traits[entry.Id] = traits;
        foreach (var key in traits.Keys()) _persons.AddOrUpdate(key, [entry.Id], (_, ids) =>
            ids.Contains(entry.Id) ? ids : ids.Add(entry.Id));
    }

    private void UnindexPerson(ReferralId id)
    {
        if (!_traits.TryRemove(id, out var traits)) return;
        foreach (var key in traits.Keys())
        {
            if (!_persons.TryGetValue(key, out var ids)) continue;
            if (ids.Remove(id) is { Length: > 0 } left) _persons[key] = left;
            else _persons.TryRemove(key, out _);
        }
    }

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
