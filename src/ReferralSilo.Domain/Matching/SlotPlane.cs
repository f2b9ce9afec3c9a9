using System.Numerics;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>What a bit of a <see cref="SlotPlane"/> says about one start.</summary>
internal enum SlotBit
{
    /// <summary>The start is in open time and not in time off.</summary>
    Open,
    /// <summary>The open time begins with the slot.</summary>
    OpensBefore,
    /// <summary>The open time ends with the slot.</summary>
    ClosesAfter,
    /// <summary>Open and not taken.</summary>
    Free,
    /// <summary>No usable gap before the slot.</summary>
    NoGapBefore,
    /// <summary>No usable gap after the slot.</summary>
    NoGapAfter,
    /// <summary>Free, and bookable at the time of the index: not past, within notice, horizon and limits.</summary>
    Live,
    /// <summary>Open for the first visit type; the others follow.</summary>
    OpenTypes,
}

/// <summary>The possible visits of one length on one civil day of a clinician, as bits: bit i is the i-th start. All
/// times are whole minutes since the Unix epoch.</summary>
internal sealed class SlotPlane
{
    /// <summary>Number of visit types.</summary>
    public static readonly int TypesCount = Enum.GetValues<VisitType>().Length;

    private readonly ulong[] _bits;

    /// <param name="length">Length of each visit, minutes.</param>
    /// <param name="buffers">The buffers of these visits.</param>
    /// <param name="dayStart">First minute of the day.</param>
    /// <param name="offsets">Starts in minutes after <paramref name="dayStart"/>, ascending, without repeats. Days with
    /// equal starts share the array.</param>
    public SlotPlane(int length, VisitBuffers buffers, int dayStart, ushort[] offsets)
    {
        (Length, Buffers, DayStart, Offsets) = (length, buffers, dayStart, offsets);
        Words = (offsets.Length + 63) / 64;
        _bits = new ulong[Words * ((int)SlotBit.OpenTypes + (2 * TypesCount))];
    }

    private SlotPlane(SlotPlane other)
    {
        (Length, Buffers, DayStart, Offsets, Words) =
            (other.Length, other.Buffers, other.DayStart, other.Offsets, other.Words);
        _bits = [.. other._bits];
    }

    /// <summary>Length of each visit, minutes.</summary>
    public int Length { get; }

    /// <summary>The buffers of these visits.</summary>
    public VisitBuffers Buffers { get; }

    /// <summary>First minute of the day.</summary>
    public int DayStart { get; }

    /// <summary>Starts in minutes after <see cref="DayStart"/>.</summary>
    public ushort[] Offsets { get; }

    /// <summary>Words of one kind of bit.</summary>
    public int Words { get; }

    /// <summary>All bits of a kind.</summary>
    public Span<ulong> this[SlotBit kind] => _bits.AsSpan((int)kind * Words, Words);

    /// <summary>The bits of a visit type: open for it and not taken.</summary>
    public Span<ulong> this[VisitType type] => this[SlotBit.OpenTypes + TypesCount + (int)type];

    /// <summary>The bits of a visit type without regard to taken time.</summary>
    public Span<ulong> Open(VisitType type) => this[SlotBit.OpenTypes + (int)type];

    /// <summary>The minute of a start.</summary>
    public int Start(int index) => DayStart + Offsets[index];

    /// <summary>The possible visit types of a start, in the clinician's order.</summary>
    public IReadOnlyList<VisitType> TypesOf(int index, ClinicianProfile clinician)
    {
        var types = new List<VisitType>(TypesCount);
        foreach (var visit in clinician.VisitTypes)
            if (visit.Minutes == Length && (this[visit.VisitType][index >> 6] & (1UL << (index & 63))) != 0)
                types.Add(visit.VisitType);
        return types;
    }

    /// <summary>A copy with bits of its own.</summary>
    public SlotPlane Copy() => new(this);

    /// <summary>Index of the first start at or after a minute; the number of starts when there is none.</summary>
    public int FirstAt(int minute)
    {
        var (low, high) = (0, Offsets.Length);
        var offset = minute - DayStart;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Offsets[middle] < offset) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Clears the bits of all starts from a minute to another, the last exclusive.</summary>
    public void Clear(SlotBit kind, int from, int to)
    {
        if (to <= from) return;
        var (first, last) = (FirstAt(from), FirstAt(to));
        var bits = this[kind];
        for (var word = first >> 6; word << 6 < last; word++) bits[word] &= ~Mask(word, first, last);
    }

    /// <summary>Sets the bit of the visit that starts exactly at a minute, if there is one.</summary>
    public void Set(SlotBit kind, int minute)
    {
        var index = FirstAt(minute);
        if (index < Offsets.Length && Offsets[index] == minute - DayStart)
            this[kind][index >> 6] |= 1UL << (index & 63);
    }

    /// <summary>Sets the bits of the visits that start at a minute, or at it with the buffer of a visit type.</summary>
    public void SetEdges(SlotBit kind, int minute, Func<(int Before, int After), int> shift)
    {
        Set(kind, minute);
        for (var type = 0; type < TypesCount; type++)
            if (Buffers[type] is { } buffers && shift(buffers) is not 0 and var minutes) Set(kind, minute + minutes);
    }

    /// <summary>Index of the first set bit at or after an index; -1 when there is none.</summary>
    public int Next(SlotBit kind, int index)
    {
        var bits = this[kind];
        for (var word = index >> 6; word < Words; word++)
        {
            var rest = bits[word] & (word == index >> 6 ? ulong.MaxValue << (index & 63) : ulong.MaxValue);
            if (rest != 0) return (word << 6) + BitOperations.TrailingZeroCount(rest);
        }

        return -1;
    }

    /// <summary>The bits of a word whose indexes lie from first to last, the last exclusive.</summary>
    public static ulong Mask(int word, int first, int last)
    {
        var (low, high) = (Math.Clamp(first - (word << 6), 0, 64), Math.Clamp(last - (word << 6), 0, 64));
        return Below(high) & ~Below(low);
    }

    private static ulong Below(int bit) => bit >= 64 ? ulong.MaxValue : (1UL << bit) - 1;
}
