using System.Diagnostics.CodeAnalysis;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>Removes from an entry what its order, counts, matching and rows do not need, and shares equal texts between
/// entries: a line may keep a hundred thousand of them.</summary>
internal sealed class EntryTrimmer
{
    /// <summary>Limit of shared texts; beyond it, texts are kept as they are.</summary>
    private const int MaxTexts = 10_000;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<PatientLocation, PatientLocation> _locations = [];

    public QueueEntry Trim(QueueEntry entry) => entry with
    {
        ServiceLine = new ServiceLineId(Shared(entry.ServiceLine.Value)),
        Patient = Trim(entry.Patient),
        Source = entry.Source is { } source ? new SourceId(Shared(source.Value)) : null,
        ClaimedBy = Shared(entry.ClaimedBy),
        TakenOverFrom = Shared(entry.TakenOverFrom),
        AssignedTo = Shared(entry.AssignedTo),
        Orders = null,
    };

    private Patient Trim(Patient patient) => new(
        patient.Name, patient.BirthDate, Shared(patient.Location), Shared(patient.TimeZone), Shared(patient.Language),
        [], null, null, Shared(patient.Interpreter));

    private PatientLocation? Shared(PatientLocation? location)
    {
        if (location is null) return null;
        if (_locations.TryGetValue(location, out var shared)) return shared;
        if (_locations.Count < MaxTexts) _locations[location] = location;
        return location;
    }

    [return: NotNullIfNotNull(nameof(text))]
    private string? Shared(string? text)
    {
        if (text is null) return null;
        if (_texts.TryGetValue(text, out var shared)) return shared;
        if (_texts.Count < MaxTexts) _texts.Add(text);
        return text;
    }
}
