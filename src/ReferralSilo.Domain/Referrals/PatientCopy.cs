using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The copy that a referral keeps of its patient, without what the referral itself has. The outbox of the
/// patient carries it; an older version never replaces a newer one.</summary>
/// <param name="Patient">The patient; after a merge the one who took over.</param>
/// <param name="Version">Version of the stream of the patient to whom the referral belongs.</param>
public sealed record PatientCopy(PatientId Patient, long Version)
{
    /// <summary>What was corrected; null for nothing.</summary>
    public PatientCorrections? Corrected { get; init; }

    /// <summary>Consents that came otherwise than with this referral; null for none.</summary>
    public IReadOnlyList<Consent>? Consents { get; init; }

    /// <summary>How the patient may be contacted safely; null when nothing is noted.</summary>
    public SafeContact? SafeContact { get; init; }

    /// <summary>When it was recorded that the patient died; null while they live.</summary>
    public Instant? DeceasedAt { get; init; }

    /// <summary>When a sender or another record first said that the patient died, while no one has confirmed or denied
    /// it: no message leaves. Null otherwise.</summary>
    public Instant? DeathSuspectedAt { get; init; }

    /// <summary>Guardians, caregivers and others whom staff confirmed or removed; while something is private also those
    /// who were not confirmed, so that none of their addresses is used. Null for none.</summary>
    public IReadOnlyList<RelatedPerson>? Related { get; init; }

    /// <summary>What the patient keeps private from them, and what ended for this referral; null for nothing.</summary>
    public IReadOnlyList<PrivateTopic>? Private { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Patient} v{Version}";
}

/// <summary>How a patient may be contacted without danger, e.g. from a person who shares the phone.</summary>
/// <param name="NoVoicemail">True when nothing may be left on an answering machine; else null.</param>
/// <param name="Phone">The only number to call; null for any number of the patient.</param>
/// <param name="Hours">When to call, in words; null for any time.</param>
/// <param name="Note">What else matters; null for nothing.</param>
public sealed record SafeContact(bool? NoVoicemail = null, PhoneNumber? Phone = null, string? Hours = null,
    string? Note = null)
{
    /// <summary>True when it says nothing: the note was removed.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == None;

    private static SafeContact None { get; } = new();

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "safe contact";
}
