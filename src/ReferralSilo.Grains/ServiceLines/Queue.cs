using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The open referrals of a service line, each at the newest received version, with their counts and order. An
/// older change has no effect, so repeated and reordered messages do no harm.</summary>
public sealed class Queue
{
    private readonly Dictionary<ReferralId, QueueEntry> _entries = [];
    private readonly Tombstones _tombstones = new();
    private readonly EntryTrimmer _trimmer = new();
    private QueueWindows? _windows;
    private WaitingReferrals? _waiting;

    public Queue(ServiceLineId line)
    {
        Line = line;
        Tally = new QueueTally(id => _entries.GetValueOrDefault(id));
    }

    public ServiceLineId Line { get; }

    /// <summary>Counts of its referrals.</summary>
    public QueueTally Tally { get; }

    /// <summary>The referrals that have rows on its boards. Filled at the first use: while a line starts, it receives
    /// a hundred thousand entries before anyone reads them.</summary>
    public QueueWindows Windows => _windows ??= QueueWindows.Of(_entries.Values);

    /// <summary>The entries without what only the person's identity needs, see <see cref="EntryTrimmer"/>.</summary>
    public IReadOnlyCollection<QueueEntry> Entries => _entries.Values;

    /// <summary>The referrals that wait for a slot. Filled at the first use, as <see cref="Windows"/>.</summary>
    public WaitingReferrals Waiting => _waiting ??= WaitingReferrals.From(_entries.Values);

    /// <summary>True when the event is newer than what was received, and concerns a referral that is here or comes
    /// here.</summary>
    public bool IsBehind(PositionedEvent happened)
    {
        if (happened.Stream.Kind != ReferralMapper.StreamKind) return false;
        var (id, version) = (new ReferralId(happened.Stream.Id), happened.Event.Version);
        if (_entries.TryGetValue(id, out var known)) return known.Version < version;
        return _tombstones.Version(id) < version && ReferralMapper.LineAfter(happened) == Line;
    }

    /// <summary>True for the id of an open referral of this line.</summary>
    public bool Has(ReferralId id) => _entries.ContainsKey(id);

    /// <summary>True for an open referral of this line.</summary>
    public bool Holds(QueueEntry entry) => entry.ServiceLine == Line && entry.Stage != Stage.Closed;

    /// <summary>True when the entry is new.</summary>
    public bool Receive(QueueEntry entry)
    {
        var known = _entries.GetValueOrDefault(entry.Id);
        if ((known?.Version ?? _tombstones.Version(entry.Id)) >= entry.Version) return false;
        if (entry.ServiceLine == Line) Tally.Arrived(entry.Id, entry.ReceivedAt);
        var kept = Holds(entry) ? _trimmer.Trim(entry) : null;
        if (kept is not null) _entries[entry.Id] = kept;
        else
        {
            _entries.Remove(entry.Id);
            _tombstones.Add(entry.Id, entry.Version);
        }

        Tally.Changed(known, kept);
        _windows?.Changed(known, kept);
        _waiting?.Change(known, kept);
        return true;
    }
}
