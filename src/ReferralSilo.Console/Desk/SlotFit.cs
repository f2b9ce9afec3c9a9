using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Desk;

/// <summary>Why a free time is not offered to the selected referral.</summary>
/// <param name="Why">Follows "not for this patient:".</param>
/// <param name="MayBook">True when a person may book it all the same.</param>
public sealed record Unsuited(string Why, bool MayBook);

/// <summary>The free times of the board that are not offered to the selected referral, as the rules of matching say.
/// Replaced as a whole, never modified.</summary>
public sealed class SlotFit
{
    /// <summary>No referral is selected, or its times are not known yet.</summary>
    public static SlotFit Unknown { get; } = new([], [], false);

    private readonly Dictionary<string, string> _never;
    private readonly ILookup<string, UnsuitableTimes> _times;
    private readonly IReadOnlyList<UnsuitableTimes> _ofAll;

    public SlotFit(SlotMatches matches) : this(matches.Unsuitable ?? [], matches.UnsuitableTimes, true) { }

    private SlotFit(IReadOnlyList<UnsuitableClinician> never, IReadOnlyList<UnsuitableTimes> times, bool isKnown)
    {
        _never = never.ToDictionary(u => u.Clinician, u => u.Why, StringComparer.Ordinal);
        _times = times.Where(t => t.Clinician is not null).ToLookup(t => t.Clinician!, StringComparer.Ordinal);
        _ofAll = [.. times.Where(t => t.Clinician is null)];
        IsKnown = isKnown;
    }

    /// <summary>False for <see cref="Unknown"/>.</summary>
    public bool IsKnown { get; }

    /// <summary>True when some clinician suits at no time.</summary>
    public bool HasUnsuited => _never.Count > 0 || _times.Count > 0 || _ofAll.Count > 0;

    /// <summary>Why no time of the clinician suits; null when some may.</summary>
    public string? Never(string clinician) => _never.GetValueOrDefault(clinician);

    /// <summary>Why a time is not offered; null when it suits.</summary>
    public Unsuited? Find(string clinician, BoardSlot slot)
    {
        if (!IsKnown) return null;
        if (Never(clinician) is { } why) return new Unsuited(why, false);
        List<UnsuitableTimes>? broken = null;
        foreach (var times in _times[clinician])
            if (Contains(times, slot)) (broken ??= []).Add(times);
        foreach (var times in _ofAll)
            if (Contains(times, slot)) (broken ??= []).Add(times);
        return broken is null ? null
            : new Unsuited(string.Join(", ", broken.Select(t => t.Why)), broken.TrueForAll(t => t.MayBook));
    }

    private static bool Contains(UnsuitableTimes times, BoardSlot slot) =>
        (times.From is not { } from || slot.Start >= from) && (times.To is not { } to || slot.Start < to)
        && (times.Without is not { } type || !slot.VisitTypes.Contains(type));
}
