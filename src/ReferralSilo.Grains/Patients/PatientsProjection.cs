using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>
/// The patients of all referrals, newest referral first. A referral belongs to the patient whose record shows it: after
/// a merge to the one who took over. One of an older version is a row of its own until it has a patient.
/// </summary>
public sealed class PatientsProjection(KeyedHash hash) : IProjection
{
    /// <summary>Newest referrals kept per patient; <see cref="PatientRow.ReferralCount"/> counts all.</summary>
    public const int KeptReferrals = 50;

    private static readonly HashSet<string> Types =
    [
        "received", "changed-by-sender", "information-supplied", "routed", "patient-assigned", "patient-changed",
    ];

    private static readonly JsonSerializerOptions Json = new(ReferralJson.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            ReferralJson.Options.TypeInfoResolver, new DefaultJsonTypeInfoResolver()),
    };

    public static ListTable Definition { get; } = new("patients", 4, []);

    public ListTable Table => Definition;

    public bool Reads(StreamId stream, string eventType) =>
        stream.Kind == ReferralMapper.StreamKind && Types.Contains(eventType);

    public async ValueTask Fold(ListChanges rows, PositionedEvent happened)
    {
        var id = happened.Stream.Id;
        switch (ReferralMapper.EventOf(happened))
        {
            case ReferralEvent.Received e:
                await Add(rows, new(id, e.ServiceLine.Value, happened.Event.At,
                    GuardianCopies.Without(e.Submission))
                {
                    ThroughGuardian = ThroughGuardian(e.Submission.Warnings), Corrected = e.Copy?.Corrected,
                    Shown = e.Copy?.Patient ?? e.PatientId,
                });
                break;
            case ReferralEvent.ChangedBySender e:
                await Change(rows, id, r => r with
                {
                    ServiceLine = e.ServiceLine.Value, Sent = GuardianCopies.Without(e.Submission),
                    ThroughGuardian = ThroughGuardian(e.Submission.Warnings),
                });
                break;
            case ReferralEvent.InformationSupplied { Patient: { } patient } e:
                await Change(rows, id, r =>
                {
                    var through = e.Warnings is { } now ? ThroughGuardian(now) : r.ThroughGuardian;
                    return r with
                    {
                        Sent = through == true ? GuardianCopies.Without(patient) : patient, ThroughGuardian = through,
                    };
                });
                break;
            case ReferralEvent.Routed e:
                await Change(rows, id, r => r with { ServiceLine = e.To.Value });
                break;
            case ReferralEvent.PatientAssigned e:
                await Change(rows, id, r => r with { Shown = e.PatientId });
                break;
            case ReferralEvent.PatientChanged e:
                await Change(rows, id, r => r with { Corrected = e.Copy.Corrected, Shown = e.Copy.Patient });
                break;
        }
    }

    /// <summary>Reads a row.</summary>
    public static PatientRow Read(ListRow row) =>
        JsonSerializer.Deserialize<PatientRow>(row.Body.Span, Json)!;

    /// <summary>The token of all patients with a referral in a service line.</summary>
    public static long LineToken(KeyedHash hash, string serviceLine) => hash.Of("patient-line", serviceLine);

    /// <summary>The token of the referrals that have no patient yet.</summary>
    public static long UnassignedToken(KeyedHash hash) => hash.Of("patient-none", "");

    private async Task Add(ListChanges rows, PatientReferral referral)
    {
        var known = await rows.Get(Key(referral)) is { } row ? Read(row) : null;
        var referrals = (known?.Referrals ?? []).Append(referral)
            .OrderByDescending(r => r.ReceivedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Take(KeptReferrals);
        Put(rows, Key(referral), new PatientRow(referral.Shown, [.. referrals], (known?.ReferralCount ?? 0) + 1));
    }

    /// <summary>Changes a referral, and moves it when it is shown with another patient. Nothing when no kept one has
    /// it.</summary>
    private async Task Change(ListChanges rows, string id, Func<PatientReferral, PatientReferral> change)
    {
        if (await Holder(rows, id) is not { } holder) return;
        var (key, patient) = holder;
        var before = patient.Referrals.Single(r => r.Id == id);
        var after = change(before);
        if (Key(after) == key)
        {
            Put(rows, key, patient with { Referrals = [.. patient.Referrals.Select(r => r == before ? after : r)] });
            return;
        }

        if (patient.ReferralCount == 1) rows.Remove(key);
        else
        {
            Put(rows, key, patient with
            {
                Referrals = [.. patient.Referrals.Where(r => r != before)],
                ReferralCount = patient.ReferralCount - 1,
            });
        }

        await Add(rows, after);
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
            .. patient.Referrals.SelectMany(r => Words(hash, r)),
            .. patient.Referrals.Select(r => ReferralToken(r.Id)),
            .. patient.Referrals.Select(r => LineToken(hash, r.ServiceLine)),
            .. patient.Id is null ? [UnassignedToken(hash)] : (long[])[],
        ];
        rows.Put(new ListRow(key, patient.Referrals.Select(r => r.ReceivedAt.ToUnixTimeTicks()).DefaultIfEmpty().Max(),
            [], [.. tokens.Distinct()], JsonSerializer.SerializeToUtf8Bytes(patient, Json)));
    }

    /// <summary>The search words of a referral: of the patient as sent and as corrected.</summary>
    public static IEnumerable<long> Words(KeyedHash hash, PatientReferral referral) =>
        referral.Corrected is null ? SearchTokens.OfPatient(hash, referral.Sent)
            : SearchTokens.OfPatient(hash, referral.Sent).Concat(SearchTokens.OfPatient(hash, referral.Patient));

    private static bool? ThroughGuardian(IReadOnlyList<SubmissionWarning>? warnings) =>
        GuardianCopies.IsReachedThroughGuardian(warnings) ? true : null;

    private long ReferralToken(string id) => hash.Of("patient-referral", id);

    private static string Key(PatientReferral referral) =>
        referral.Shown is { } patient ? patient.Value : "none-" + referral.Id;
}

/// <summary>A patient of the list.</summary>
/// <param name="Id">Patient id; null for a referral of an older version that has no patient yet.</param>
/// <param name="Referrals">Newest first, at most <see cref="PatientsProjection.KeptReferrals"/>.</param>
/// <param name="ReferralCount">Number of all referrals.</param>
public sealed record PatientRow(PatientId? Id, IReadOnlyList<PatientReferral> Referrals, int ReferralCount);

/// <summary>A referral of a patient.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="ServiceLine">Service line id.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Sent">The patient as sent with this referral: another line's referral may say more.</param>
public sealed record PatientReferral(string Id, string ServiceLine, Instant ReceivedAt, Patient Sent)
{
    /// <summary>True when the sender named no phone or email of the patient; null otherwise.</summary>
    public bool? ThroughGuardian { get; init; }

    /// <summary>What was corrected; null for nothing.</summary>
    public PatientCorrections? Corrected { get; init; }

    /// <summary>The patient whose record shows it; null until it has one.</summary>
    public PatientId? Shown { get; init; }

    /// <summary>The patient with corrections.</summary>
    [JsonIgnore]
    public Patient Patient => Corrected?.ApplyTo(Sent) ?? Sent;
}
