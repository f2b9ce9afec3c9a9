using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>
/// The patients of all referrals, newest referral first. Referrals belong to one patient when folded name and birth
/// date are the same, or, without a birth date, folded name and first contact. A referral without a name and a contact
/// is a patient of its own.
/// </summary>
public sealed class PatientsProjection(KeyedHash hash) : IProjection
{
    /// <summary>Newest referrals kept per patient; <see cref="PatientRow.ReferralCount"/> counts all.</summary>
    public const int KeptReferrals = 50;

    private static readonly HashSet<string> Types = ["received", "changed-by-sender", "information-supplied", "routed"];

    private static readonly JsonSerializerOptions Json = new(ReferralJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            ReferralJson.Options.TypeInfoResolver, new DefaultJsonTypeInfoResolver()),
    };

    public static ListTable Definition { get; } = new("patients", 2, []);

    public ListTable Table => Definition;

    public bool Reads(StreamId stream, string eventType) =>
        stream.Kind == ReferralMapper.StreamKind && Types.Contains(eventType);

    public async ValueTask Fold(ListChanges rows, PositionedEvent happened)
    {
        var id = happened.Stream.Id;
        switch (ReferralMapper.EventOf(happened))
        {
            case ReferralEvent.Received e:
                await Add(rows, new(id, e.ServiceLine.Value, happened.Event.At, e.Submission.Patient));
                break;
            case ReferralEvent.ChangedBySender e when await Remove(rows, id) is { } before:
                await Add(rows, before with { ServiceLine = e.ServiceLine.Value, Patient = e.Submission.Patient });
                break;
            case ReferralEvent.InformationSupplied { Patient: { } patient } when await Remove(rows, id) is { } before:
                await Add(rows, before with { Patient = patient });
                break;
            case ReferralEvent.Routed e when await Holder(rows, id) is { } holder:
                Put(rows, holder.Key, holder.Patient with
                {
                    Referrals = [.. holder.Patient.Referrals.Select(r =>
                        r.Id == id ? r with { ServiceLine = e.To.Value } : r)],
                });
                break;
        }
    }

    /// <summary>Reads a row.</summary>
    public static PatientRow Read(ListRow row) =>
        JsonSerializer.Deserialize<PatientRow>(row.Body.Span, Json)!;

    /// <summary>The token of all patients with a referral in a service line.</summary>
    public static long LineToken(KeyedHash hash, string serviceLine) => hash.Of("patient-line", serviceLine);

    private async Task Add(ListChanges rows, PatientReferral referral)
    {
        var key = Key(referral);
        var known = await rows.Get(key) is { } row ? Read(row) : null;
        var referrals = (known?.Referrals ?? []).Append(referral)
            .OrderByDescending(r => r.ReceivedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Take(KeptReferrals);
        Put(rows, key, new PatientRow([.. referrals], (known?.ReferralCount ?? 0) + 1));
    }

    /// <summary>Takes a referral from its patient; null when no kept one has it.</summary>
    private async Task<PatientReferral?> Remove(ListChanges rows, string id)
    {
        if (await Holder(rows, id) is not { } holder) return null;
        var (key, patient) = holder;
        var referral = patient.Referrals.Single(r => r.Id == id);
        if (patient.ReferralCount == 1) rows.Remove(key);
        else
        {
            Put(rows, key, patient with
            {
                Referrals = [.. patient.Referrals.Where(r => r.Id != id)],
                ReferralCount = patient.ReferralCount - 1,
            });
        }

        return referral;
    }

    private async Task<(string Key, PatientRow Patient)?> Holder(ListChanges rows, string id)
    {
        foreach (var row in await rows.Find(ReferralToken(id)))
        {
            if (Read(row) is var patient && patient.Referrals.Any(r => r.Id == id)) return (row.Key, patient);
        }

        return null;
    }

    private void Put(ListChanges rows, string key, PatientRow patient)
    {
        long[] tokens =
        [
            .. patient.Referrals.SelectMany(r => SearchTokens.OfPatient(hash, r.Patient)),
            .. patient.Referrals.Select(r => ReferralToken(r.Id)),
            .. patient.Referrals.Select(r => LineToken(hash, r.ServiceLine)),
        ];
        rows.Put(new ListRow(key, patient.Referrals.Select(r => r.ReceivedAt.ToUnixTimeTicks()).DefaultIfEmpty().Max(),
            [], [.. tokens.Distinct()], JsonSerializer.SerializeToUtf8Bytes(patient, Json)));
    }

    private long ReferralToken(string id) => hash.Of("patient-referral", id);

    /// <summary>Opaque: a keyed hash of what identifies the patient.</summary>
    private string Key(PatientReferral referral)
    {
        var person = PersonTraits.From(referral.Patient, null).Keys().FirstOrDefault() ?? "r" + referral.Id;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{hash.Of("patient-key-1", person):x16}{hash.Of("patient-key-2", person):x16}");
    }
}

/// <summary>A patient of the list.</summary>
/// <param name="Referrals">Newest first, at most <see cref="PatientsProjection.KeptReferrals"/>.</param>
/// <param name="ReferralCount">Number of all referrals.</param>
public sealed record PatientRow(IReadOnlyList<PatientReferral> Referrals, int ReferralCount);

/// <summary>A referral of a patient.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="ServiceLine">Service line id.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Patient">The patient as this referral says: another line's referral may say more.</param>
public sealed record PatientReferral(string Id, string ServiceLine, Instant ReceivedAt, Patient Patient);
