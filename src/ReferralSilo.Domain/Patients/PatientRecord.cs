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

    /// <summary>The records whose notes <see cref="SafeContact"/> replaced, because they were merged into this one when
    /// it was written; null for none.</summary>
    public IReadOnlyList<PatientId>? NoteReplaces { get; init; }

    /// <summary>Since when the patient is known or said to have died; null while they live.</summary>
    public Death? Death { get; init; }

    /// <summary>When staff said that the patient lives; null when no one said so since.</summary>
    public Instant? LivesSince { get; init; }

    /// <summary>The record that took over; null when this is the patient's own.</summary>
    public MergeLink? Merged { get; init; }

    /// <summary>The merge that ended last; null for none.</summary>
    public MergeLink? Ended { get; init; }

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

    /// <summary>Guardians, caregivers and others, those who were removed too; null for none.</summary>
    public IReadOnlyList<RelatedPerson>? Related { get; init; }

    /// <summary>What the patient keeps private from them, what ended too; null for nothing.</summary>
    public IReadOnlyList<PrivateTopic>? Private { get; init; }

    /// <summary>This record without what it took over.</summary>
    [JsonIgnore]
    public PatientPart OwnPart => new(Id, Person, Referrals, Consents)
    {
        Corrected = Corrected, SafeContact = SafeContact, NoteReplaces = NoteReplaces, Death = Death,
        LivesSince = LivesSince, Claims = Claims, Related = Related, Private = Private,
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

    /// <summary>The patient with corrections, as some of the referrals say.</summary>
    /// <param name="sent">The patient of each of these referrals, newest first; at least one.</param>
    public Patient ShownOf(IReadOnlyList<Patient> sent) =>
        AllCorrections.ApplyTo(sent.Skip(1).Aggregate(sent[0], PatientContacts.Fill));

    /// <summary>The safe-to-contact note that counts: all that absorbed records say, too. Null when nothing is
    /// noted.</summary>
    [JsonIgnore]
    public SafeContact? CountedNote => PatientParts.Note(Parts);

    /// <summary>The death that counts, of absorbed records too; null while the patient lives.</summary>
    [JsonIgnore]
    public Death? CountedDeath => PatientParts.Death(Parts);

    /// <summary>Guardians, caregivers and others, of absorbed records too; those who were removed are among
    /// them.</summary>
    [JsonIgnore]
    public IReadOnlyList<RelatedPerson> RelatedPeople => Patients.RelatedPeople.Of(Parts);

    /// <summary>What the patient keeps private, of absorbed records too; what ended is among it.</summary>
    [JsonIgnore]
    public IReadOnlyList<PrivateTopic> PrivateTopics => Patients.RelatedPeople.TopicsOf(Parts);

    /// <summary>What counts as private for its referrals: what the record says that took over, too. What ended is among
    /// it.</summary>
    [JsonIgnore]
    public IReadOnlyList<PrivateTopic> CountedTopics => Merged is not { Taker: { } over } ? PrivateTopics
        : Patients.RelatedPeople.Newest([.. over.Private ?? [], .. PrivateTopics]);

    /// <summary>Claimed times, those of absorbed records included.</summary>
    [JsonIgnore]
    public IEnumerable<VisitClaim> AllClaims => Parts.SelectMany(p => p.Claims ?? []);

    /// <summary>The visits of all referrals, booked or claimed.</summary>
    [JsonIgnore]
    public IEnumerable<PatientVisit> Visits => AllClaims.Select(c => c.Visit)
        .Concat(Parts.SelectMany(p => p.Referrals).Select(r => r.Visit).OfType<PatientVisit>()).Distinct();

    /// <summary>The copy for one of its own referrals, without what that referral has itself.</summary>
    public PatientCopy CopyFor(ReferralId referral, long version)
    {
        // After a merge the other record's identity counts in these referrals too.
        var (id, corrected, consents, safe, died) = Merged switch
        {
            { Taker: { } taker } => (taker.Id, taker.Corrected.Over(Corrected), ConsentOrder.Add(Consents,
                taker.Consents), taker.SafeContact ?? SafeContact,
                PatientParts.Death([taker.Death, Death], [taker.LivesSince, LivesSince])),
            { } link => (link.Into, Corrected ?? new(), Consents, SafeContact, Death),
            _ => (Id, AllCorrections, AllConsents, CountedNote, CountedDeath),
        };
        var people = Merged is not { Taker: { } over } ? RelatedPeople
            : Patients.RelatedPeople.Newest([.. over.Related ?? [], .. RelatedPeople]);
        List<PrivateTopic> kept = [.. CountedTopics.Where(t => t.Ended is null || t.Referral == referral)];
        // One who was removed gets no answers. With something private, also who was not confirmed: none of their
        // addresses is used for it.
        List<RelatedPerson> counted = [.. people.Where(p => p.IsConfirmed || p.Removed == true || kept.Count > 0)];
        List<Consent> others = [.. consents.Where(c => c.From != referral)];
        return new PatientCopy(id, version)
        {
            Corrected = corrected.IsEmpty ? null : corrected,
            Consents = others.Count == 0 ? null : others,
            SafeContact = safe is { IsEmpty: false } ? safe : null,
            DeceasedAt = died is { Suspected: null } ? died.RecordedAt : null,
            DeathSuspectedAt = died is { Suspected: true } ? died.RecordedAt : null,
            Related = counted.Count == 0 ? null : counted,
            Private = kept.Count == 0 ? null : kept,
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
                Related = NullIfEmpty(Patients.RelatedPeople.Newest([.. taker.Related ?? [], .. RelatedPeople])),
                Private = NullIfEmpty(Patients.RelatedPeople.Newest([.. taker.Private ?? [], .. PrivateTopics])),
            };
        var shown = Shown;
        return new TakerCopy(Id, version, AllCorrections with
        {
            GivenName = shown.Name.Given, FamilyName = shown.Name.Family, BirthDate = shown.BirthDate,
        }, AllConsents)
        {
            // An empty note says that it was removed; without one the absorbed record's own counts.
            SafeContact = CountedNote ?? (Parts.Any(p => p.SafeContact is not null) ? new SafeContact() : null),
            Death = CountedDeath, LivesSince = PatientParts.LivesSince(Parts),
            Related = NullIfEmpty(RelatedPeople), Private = NullIfEmpty(PrivateTopics),
        };
    }

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;

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
    PatientVisit? Visit)
{
    /// <summary>True when it says that the patient may have died; null otherwise.</summary>
    public bool? SaysDied { get; init; }
}

/// <summary>The data of one record, as another one keeps it after a merge.</summary>
public sealed record PatientPart(PatientId Id, Patient Person, IReadOnlyList<KnownReferral> Referrals,
    IReadOnlyList<Consent> Consents)
{
    /// <summary>What staff corrected; null for nothing.</summary>
    public PatientCorrections? Corrected { get; init; }

    /// <summary>Safe-to-contact note; null for none.</summary>
    public SafeContact? SafeContact { get; init; }

    /// <summary>The records whose notes it replaced; null for none.</summary>
    public IReadOnlyList<PatientId>? NoteReplaces { get; init; }

    /// <summary>The death; null while the patient lives.</summary>
    public Death? Death { get; init; }

    /// <summary>When staff said that the patient lives; null when no one said so since.</summary>
    public Instant? LivesSince { get; init; }

    /// <summary>Times that bookings claimed before the merge; null for none.</summary>
    public IReadOnlyList<VisitClaim>? Claims { get; init; }

    /// <summary>Guardians, caregivers and others; null for none.</summary>
    public IReadOnlyList<RelatedPerson>? Related { get; init; }

    /// <summary>What the patient keeps private; null for nothing.</summary>
    public IReadOnlyList<PrivateTopic>? Private { get; init; }

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
public sealed record SeparatedRecord(PatientId From, long Version)
{
    /// <summary>What was withdrawn in its referrals while both were one. Null in a message of an older program, and
    /// when it is not known: then all its withdrawals stay.</summary>
    public IReadOnlyList<Consent>? Withdrawn { get; init; }
}

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

    /// <summary>When staff said that the patient lives; null when no one said so since.</summary>
    public Instant? LivesSince { get; init; }

    /// <summary>Guardians, caregivers and others; null for none.</summary>
    public IReadOnlyList<RelatedPerson>? Related { get; init; }

    /// <summary>What the patient keeps private; null for nothing.</summary>
    public IReadOnlyList<PrivateTopic>? Private { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"taker {Id} v{Version}";
}

/// <summary>That a patient died.</summary>
/// <param name="On">Civil date; null when unknown.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record Death(LocalDate? On, Instant RecordedAt)
{
    /// <summary>True while only a sender or another record says so: messages wait, referrals do not end. Null when
    /// staff recorded it.</summary>
    public bool? Suspected { get; init; }
}

/// <summary>A time that a booking claimed, so that the patient is in one visit at a time.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="ClaimedAt">When it was claimed.</param>
public sealed record VisitClaim(PatientVisit Visit, Instant ClaimedAt);
