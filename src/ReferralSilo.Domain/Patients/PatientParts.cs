using NodaTime;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>What counts of several records that were merged, where one of them must not hide another.</summary>
internal static class PatientParts
{
    /// <summary>Everything that the notes say: nothing is left on a machine when one of them says so, and the first
    /// number that is named is the only one. A note counts no more when another one replaced it after the merge. Null
    /// when nothing is noted.</summary>
    public static SafeContact? Note(IReadOnlyList<PatientPart> parts)
    {
        var replaced = parts.SelectMany(p => p.NoteReplaces ?? []).ToHashSet();
        List<SafeContact> notes = [.. parts.Where(p => !replaced.Contains(p.Id)).Select(p => p.SafeContact)
            .OfType<SafeContact>().Where(n => !n.IsEmpty)];
        return notes.Count < 2 ? notes.FirstOrDefault() : new SafeContact(
            notes.Any(n => n.NoVoicemail == true) ? true : null,
            notes.Select(n => n.Phone).FirstOrDefault(p => p is not null),
            Joined(notes.Select(n => n.Hours)), Joined(notes.Select(n => n.Note)));
    }

    /// <summary>The death that counts; null while the patient lives.</summary>
    public static Death? Death(IReadOnlyList<PatientPart> parts) =>
        Death([.. parts.Select(p => p.Death)], [.. parts.Select(p => p.LivesSince)]);

    /// <summary>The first death that staff recorded, else one that is only suspected. One that was recorded before
    /// staff said that the patient lives does not count.</summary>
    public static Death? Death(IReadOnlyList<Death?> deaths, IReadOnlyList<Instant?> lives)
    {
        var since = Latest(lives);
        var counted = deaths.OfType<Death>().Where(d => since is not { } at || d.RecordedAt > at).ToList();
        return counted.Find(d => d.Suspected is null) ?? counted.FirstOrDefault();
    }

    /// <summary>When staff last said that the patient lives; null when no one did.</summary>
    public static Instant? LivesSince(IReadOnlyList<PatientPart> parts) => Latest([.. parts.Select(p => p.LivesSince)]);

    private static Instant? Latest(IReadOnlyList<Instant?> instants) => instants.Max();

    private static string? Joined(IEnumerable<string?> texts) =>
        texts.OfType<string>().Distinct().ToList() is { Count: > 0 } known ? string.Join("; ", known) : null;
}
