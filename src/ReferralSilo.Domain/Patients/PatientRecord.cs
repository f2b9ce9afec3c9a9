using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Patients;

/// <summary>One person with all their referrals.</summary>
/// <param name="Id">Opaque id.</param>
/// <param name="Person">The patient as the referrals say, the newest first; without corrections.</param>
/// <param name="Referrals">The referrals that belong to this record, oldest first.</param>
/// <param name="Consents">The consent that counts of each kind and purpose, of this record alone.</param>
public sealed record PatientRecord(PatientId Id, Patient Person, IReadOnlyList<KnownReferral> Referrals,
    IReadOnlyList<Consent> Consents)
{
    /// <summary>Most referrals of one record; intake then begins another one, which is shown as possibly the
    /// same.</summary>
    public const int MostReferrals = 100;

    /// <summary>Most records that one record takes over.</summary>
    public const int MostAbsorbed = 20;

    /// <summary>What staff corrected; null for nothing.</summary>
    public PatientCorrections? Corrected { get; init; }

    /// <summary>How the patient may be contacted safely; null when nothing is noted.</summary>
    public SafeContact? SafeContact { get; init; }

    /// <summary>Since when the patient is known to have died; null while they live.</summary>
    public Death? Death { get; init; }

    /// <summary>The record that took over; null when this is the patient's own.</summary>
    public MergeLink? Merged { get; init; }

    /// <summary>Number of the last merge or separation that it shows; 0 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MergeNumber { get; init; }

    /// <summary>The records that this one took over; null for none.</summary>
    public IReadOnlyList<AbsorbedRecord>? Absorbed { get; init; }

    /// <summary>Records that were separated again, with the version at that moment: an older message of theirs does not
    /// join them again. Null for none.</summary>
    public IReadOnlyList<SeparatedRecord>? Separated { get; init; }

    /// <summary>Times that bookings claimed; null for none.</summary>
    public IReadOnlyList<VisitClaim>? Claims { get; init; }

    /// <summary>This record without what it took over.</summary>
    [JsonIgnore]
    public PatientPart OwnPart => new(Id, Person, Referrals, Consents)
    {
        Corrected = Corrected, SafeContact = SafeContact, Death = Death,
    };

    /// <summary>This record and all that it took over.</summary>
    [JsonIgnore]
    public IReadOnlyList<PatientPart> Parts => [OwnPart, .. (Absorbed ?? []).SelectMany(a => a.Parts)];

    /// <summary>The consents that count, those of absorbed records included.</summary>
    [JsonIgnore]
    public IReadOnlyList<Consent> AllConsents => Parts.Skip(1).Aggregate(Consents,
        (known, part) => ConsentOrder.Add(known, part.Consents));

    /// <summary>The corrections that count: its own before those of absorbed records.</summary>
    [JsonIgnore]
    public PatientCorrections AllCorrections =>
        Parts.Aggregate(new PatientCorrections(), (above, part) => above.Over(part.Corrected));

    /// <summary>The patient with corrections; contact points of absorbed records come last.</summary>
    [JsonIgnore]
    public Patient Shown => AllCorrections.ApplyTo(
        Parts.Skip(1).Aggregate(Person, (person, part) => PatientContacts.Fill(person, part.Person)));

    /// <summary>The visits of all referrals, booked or claimed.</summary>
    [JsonIgnore]
    public IEnumerable<PatientVisit> Visits => (Claims ?? []).Select(c => c.Visit)
        .Concat(Parts.SelectMany(p => p.Referrals).Select(r => r.Visit).OfType<PatientVisit>()).Distinct();

    /// <summary>The copy for one of its own referrals, without what that referral has itself.</summary>
    public PatientCopy CopyFor(ReferralId referral, long version)
    {
        // After a merge the other record's identity counts in these referrals too.
        var (id, corrected, consents, safe, died) = Merged switch
        {
            { Taker: { } taker } => (taker.Id, taker.Corrected.Over(Corrected), ConsentOrder.Add(Consents,
                taker.Consents), taker.SafeContact ?? SafeContact, taker.Death ?? Death),
            { } link => (link.Into, Corrected ?? new(), Consents, SafeContact, Death),
            _ => (Id, AllCorrections, AllConsents, Parts.Select(p => p.SafeContact).FirstOrDefault(s => s is not null),
                Parts.Select(p => p.Death).FirstOrDefault(d => d is not null)),
        };
        List<Consent> others = [.. consents.Where(c => c.From != referral)];
        return new PatientCopy(id, version)
        {
            Corrected = corrected.IsEmpty ? null : corrected,
            Consents = others.Count == 0 ? null : others,
            SafeContact = safe, DeceasedAt = died?.RecordedAt,
        };
    }

    /// <summary>What the records that it took over show of it; of the record at the end of all merges.</summary>
    public TakerCopy ForAbsorbed(long version)
    {
        if (Merged?.Taker is { } taker)
            return taker with
            {
                Version = version, Corrected = taker.Corrected.Over(AllCorrections),
                Consents = ConsentOrder.Add(AllConsents, taker.Consents),
            };
        var shown = Shown;
        return new TakerCopy(Id, version, AllCorrections with
        {
            GivenName = shown.Name.Given, FamilyName = shown.Name.Family, BirthDate = shown.BirthDate,
        }, AllConsents)
        {
            SafeContact = Parts.Select(p => p.SafeContact).FirstOrDefault(s => s is not null),
            Death = Parts.Select(p => p.Death).FirstOrDefault(d => d is not null),
        };
    }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"patient {Id}";
}

/// <summary>A referral of a patient.</summary>
/// <param name="Id">Referral id.</param>
/// <param name="Version">Version of its newest facts.</param>
/// <param name="Source">Who sent it; null when unknown.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Visit">The booked visit; null for none.</param>
public sealed record KnownReferral(ReferralId Id, long Version, SourceId? Source, Instant ReceivedAt,
    PatientVisit? Visit);

/// <summary>The data of one record, as another one keeps it after a merge.</summary>
public sealed record PatientPart(PatientId Id, Patient Person, IReadOnlyList<KnownReferral> Referrals,
    IReadOnlyList<Consent> Consents)
{
    /// <summary>What staff corrected; null for nothing.</summary>
    public PatientCorrections? Corrected { get; init; }

    /// <summary>Safe-to-contact note; null for none.</summary>
    public SafeContact? SafeContact { get; init; }

    /// <summary>The death; null while the patient lives.</summary>
    public Death? Death { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"part {Id}";
}

/// <summary>A record that was taken over, with those that it had taken over itself.</summary>
/// <param name="From">The record that was merged.</param>
/// <param name="Version">Its version for these parts.</param>
/// <param name="Parts">Its own part first.</param>
public sealed record AbsorbedRecord(PatientId From, long Version, IReadOnlyList<PatientPart> Parts);

/// <summary>A record that was separated again.</summary>
/// <param name="From">The record.</param>
/// <param name="Version">Its version when it was separated.</param>
public sealed record SeparatedRecord(PatientId From, long Version);

/// <summary>A merge into another record.</summary>
/// <param name="Into">The record that takes over.</param>
/// <param name="At">When.</param>
public sealed record MergeLink(PatientId Into, Instant At)
{
    /// <summary>What that record shows; null until its first message.</summary>
    public TakerCopy? Taker { get; init; }
}

/// <summary>What a record shows of the one that took it over.</summary>
/// <param name="Id">The record at the end of all merges.</param>
/// <param name="Version">Version of the record that took over.</param>
/// <param name="Corrected">Its corrections, with its name and birth date.</param>
/// <param name="Consents">Its consents.</param>
public sealed record TakerCopy(PatientId Id, long Version, PatientCorrections Corrected,
    IReadOnlyList<Consent> Consents)
{
    /// <summary>Safe-to-contact note; null for none.</summary>
    public SafeContact? SafeContact { get; init; }

    /// <summary>The death; null while the patient lives.</summary>
    public Death? Death { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"taker {Id} v{Version}";
}

/// <summary>That a patient died.</summary>
/// <param name="On">Civil date; null when unknown.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record Death(LocalDate? On, Instant RecordedAt);

/// <summary>A time that a booking claimed, so that the patient is in one visit at a time.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="ClaimedAt">When it was claimed.</param>
public sealed record VisitClaim(PatientVisit Visit, Instant ClaimedAt);
