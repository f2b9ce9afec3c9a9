using System.Numerics;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Matching;

/// <summary>A held or booked visit, in minutes since the Unix epoch.</summary>
/// <param name="Start">Its start.</param>
/// <param name="From">Its start with the buffer before it.</param>
/// <param name="To">Its end with the buffer after it.</param>
internal readonly record struct BusyVisit(int Start, int From, int To);

/// <summary>The times between which a clinician can be booked at an instant.</summary>
/// <param name="From">First start that is not past.</param>
/// <param name="To">First start beyond the searched time.</param>
/// <param name="Noticed">First start that keeps the notice.</param>
/// <param name="Last">Last start within the clinician's horizon.</param>
/// <param name="PoolFrom">Start of the on-demand time, which needs no notice; after its end when there is none.</param>
/// <param name="PoolTo">End of the on-demand time.</param>
internal readonly record struct BookableTime(int From, int To, int Noticed, int Last, int PoolFrom, int PoolTo);

/// <summary>One civil day of a clinician in the index. Open time changes with the schedule's settings, taken time with
/// each hold and booking, and live time also with the clock.</summary>
internal sealed class ClinicianDay
{
    private const int None = int.MaxValue;

    public ClinicianDay(int number, SlotPlane[] planes) => (Number, Planes) = (number, planes);

    /// <summary>The civil day, counted from the Unix epoch.</summary>
    public int Number { get; }

    /// <summary>One plane for each offered length.</summary>
    public SlotPlane[] Planes { get; private init; }

    /// <summary>Held and booked visits that start on the day.</summary>
    public int Busy { get; private set; }

    /// <summary>Visits that still fit on the day.</summary>
    public int Open { get; private set; }

    /// <summary>The first live start for 0, 1 and 2 sides without a usable gap; <see cref="int.MaxValue"/> for
    /// none.</summary>
    public (int None, int One, int Two) Firsts { get; private set; }

    /// <summary>The last live start.</summary>
    public int Last { get; private set; }

    /// <summary>The moment, in half minutes of <see cref="ClinicianPlanes"/>, at which time alone changes the
    /// day.</summary>
    public long NextChange { get; private set; }

    /// <summary>A copy whose taken and live time can change alone.</summary>
    public ClinicianDay Copy() => new(Number, Array.ConvertAll(Planes, p => p.Copy())) { Busy = Busy };

    /// <summary>Computes the taken time. Returns the number of words written.</summary>
    public int Take(ReadOnlySpan<BusyVisit> visits, ZoneDays days)
    {
        Busy = 0;
        var (dayStart, dayEnd) = (days.StartOf(Number), days.StartOf(Number + 1));
        foreach (var visit in visits)
            if (visit.Start >= dayStart && visit.Start < dayEnd) Busy++;
        var words = 0;
        foreach (var plane in Planes) words += Take(plane, visits, dayStart, dayEnd);
        return words;
    }

    private static int Take(SlotPlane plane, ReadOnlySpan<BusyVisit> visits, int dayStart, int dayEnd)
    {
        var buffers = plane.Buffers;
        for (var type = 0; type < SlotPlane.TypesCount; type++)
            plane.Open((VisitType)type).CopyTo(plane[(VisitType)type]);
        plane[SlotBit.OpensBefore].CopyTo(plane[SlotBit.NoGapBefore]);
        plane[SlotBit.ClosesAfter].CopyTo(plane[SlotBit.NoGapAfter]);
        foreach (var visit in visits)
        {
            // Visits of other days do not reach this one.
            if (visit.To + buffers.MostBefore < dayStart
                || visit.From > dayEnd + plane.Length + buffers.MostAfter) continue;
            for (var type = 0; type < SlotPlane.TypesCount; type++)
                if (buffers[type] is var (before, after))
                    plane.Clear(SlotBit.OpenTypes + SlotPlane.TypesCount + type,
                        visit.From - plane.Length - after + 1, visit.To + before);
            plane.SetEdges(SlotBit.NoGapBefore, visit.To, static b => b.Before);
            plane.SetEdges(SlotBit.NoGapAfter, visit.From - plane.Length, static b => -b.After);
        }

        var free = plane[SlotBit.Free];
        free.Clear();
        for (var type = 0; type < SlotPlane.TypesCount; type++)
        {
            var bits = plane[(VisitType)type];
            for (var word = 0; word < free.Length; word++) free[word] |= bits[word];
        }

        for (var word = 0; word < free.Length; word++) free[word] &= plane[SlotBit.Open][word];
        return (3 + SlotPlane.TypesCount) * plane.Words;
    }

    /// <summary>Computes what can be booked at a time. Returns the number of words written.</summary>
    public int Refresh(in BookableTime time, bool isFull)
    {
        var words = 0;
        var next = long.MaxValue;
        foreach (var plane in Planes)
        {
            var live = plane[SlotBit.Live];
            words += plane.Words;
            if (isFull) live.Clear();
            else next = Math.Min(next, Refresh(plane, live, time));
        }

        NextChange = next;
        Open = CountFitting();
        (int None, int One, int Two) firsts = (None, None, None);
        Last = int.MinValue;
        foreach (var plane in Planes)
        {
            for (var word = 0; word < plane.Words; word++)
            {
                var (live, before, after) = (plane[SlotBit.Live][word], plane[SlotBit.NoGapBefore][word],
                    plane[SlotBit.NoGapAfter][word]);
                if (live == 0) continue;
                firsts.None = Math.Min(firsts.None, First(plane, word, live & ~(before | after)));
                firsts.One = Math.Min(firsts.One, First(plane, word, live & (before ^ after)));
                firsts.Two = Math.Min(firsts.Two, First(plane, word, live & before & after));
                Last = Math.Max(Last, plane.Start((word << 6) + 63 - BitOperations.LeadingZeroCount(live)));
            }
        }

        Firsts = firsts;
        return words;
    }

    /// <summary>The first live start of a visit type (null for any); <see cref="int.MaxValue"/> for none.</summary>
    public int FirstOf(VisitType? type)
    {
        var first = None;
        foreach (var plane in Planes)
        {
            for (var word = 0; word < plane.Words; word++)
            {
                var bits = plane[SlotBit.Live][word];
                if (type is { } wanted) bits &= plane[wanted][word];
                first = Math.Min(first, First(plane, word, bits));
            }
        }

        return first;
    }

    private static int First(SlotPlane plane, int word, ulong bits) =>
        bits == 0 ? None : plane.Start((word << 6) + BitOperations.TrailingZeroCount(bits));

    // Returns the half minute from which the result is different. It may be early: then nothing changes.
    private static long Refresh(SlotPlane plane, Span<ulong> live, in BookableTime time)
    {
        var (from, to) = (plane.FirstAt(time.From), plane.FirstAt(time.To));
        var (noticed, last) = (plane.FirstAt(time.Noticed), plane.FirstAt(time.Last + 1));
        var (poolFrom, poolTo) = (plane.FirstAt(time.PoolFrom), plane.FirstAt(time.PoolTo - plane.Length + 1));
        var free = plane[SlotBit.Free];
        for (var word = 0; word < live.Length; word++)
        {
            live[word] = free[word] & SlotPlane.Mask(word, from, Math.Min(to, last))
                & (SlotPlane.Mask(word, noticed, plane.Offsets.Length) | SlotPlane.Mask(word, poolFrom, poolTo));
        }

        var next = long.MaxValue;
        // A start leaves when it is past, and earlier when it no longer keeps the notice.
        if (plane.Next(SlotBit.Live, 0) is >= 0 and var first)
            next = ClinicianPlanes.WhenCeiling(
                Math.Max(time.From, plane.Start(first) - (time.Noticed - time.From)) + 1);
        // A start enters with the end of the searched time, or of the clinician's horizon.
        if (Math.Min(to, last) < plane.Offsets.Length
            && plane.Next(SlotBit.Free, Math.Max(from, Math.Min(to, last))) is >= 0 and var entering)
        {
            var minute = plane.Start(entering);
            next = Math.Min(next, Math.Max(
                ClinicianPlanes.WhenCeiling(minute - (time.To - time.From) + 1),
                ClinicianPlanes.WhenCeiling(minute - (time.Last - time.From) - 1)));
        }

        return next;
    }

    // As CapacityCounter.Fitting: the visit that ends first is taken, again and again.
    private int CountFitting()
    {
        var (count, freeFrom) = (0, int.MinValue / 4);
        while (true)
        {
            var (end, gap) = (None, 0);
            foreach (var plane in Planes)
            {
                if (plane.Next(SlotBit.Live, plane.FirstAt(freeFrom)) is not (>= 0 and var index)) continue;
                var next = (plane.Start(index) + plane.Length, plane.Buffers.Gap);
                if (next.CompareTo((end, gap)) < 0) (end, gap) = next;
            }

            if (end == None) return count;
            count++;
            freeFrom = end + gap;
        }
    }
}
