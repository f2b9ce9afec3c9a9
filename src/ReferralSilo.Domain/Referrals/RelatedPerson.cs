using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>A guardian, caregiver or other person in the record of a patient.</summary>
/// <param name="Id">Id within the record, and within all records that are merged.</param>
/// <param name="ChangedAt">When it was last changed; of two versions the later one counts.</param>
public sealed record RelatedPerson(string Id, Instant ChangedAt)
{
    /// <summary>What the person is to the patient; null until staff confirmed the person.</summary>
    public Relationship? Relationship { get; init; }

    /// <summary>Name; null until staff confirmed the person.</summary>
    public string? Name { get; init; }

    /// <summary>Number; null for none.</summary>
    public PhoneNumber? Phone { get; init; }

    /// <summary>Mailbox; null for none.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>BCP 47; null for the patient's.</summary>
    public string? Language { get; init; }

    /// <summary>Civil date, where it proves who opens the link; null for none.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>When the person is written to; null for never.</summary>
    public RelatedMessages? Messages { get; init; }

    /// <summary>The ways by which the person may be contacted; null for none.</summary>
    public IReadOnlyList<Channel>? Channels { get; init; }

    /// <summary>True when the person consents for the patient; null otherwise.</summary>
    public bool? MayConsent { get; init; }

    /// <summary>True when the person may learn more than that there is an appointment; null otherwise.</summary>
    public bool? ReceivesDetails { get; init; }

    /// <summary>First civil day of the role; null for any.</summary>
    public LocalDate? From { get; init; }

    /// <summary>Last civil day of the role; null for no end.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Who changed it; null when it came with a referral.</summary>
    public string? By { get; init; }

    /// <summary>What a sender wrote; null when staff added the person.</summary>
    public SentContact? Sent { get; init; }

    /// <summary>The referral with which it came; null when staff added the person.</summary>
    public ReferralId? SentWith { get; init; }

    /// <summary>True when the person was removed; null otherwise. It is kept, so that a sender who names the person
    /// again does not bring them back.</summary>
    public bool? Removed { get; init; }

    /// <summary>True when staff confirmed the person.</summary>
    [JsonIgnore]
    public bool IsConfirmed => Relationship is not null && Removed is null;

    /// <summary>True when staff confirmed the person and the role holds on each of these civil days.</summary>
    public bool IsActing((LocalDate Earliest, LocalDate Latest) days) =>
        IsConfirmed && !(days.Earliest < From) && !(days.Latest > Until);

    /// <summary>True when this number is the person's, also as a sender wrote it.</summary>
    public bool Has(PhoneNumber phone) => phone == Phone
        || Sent?.Phone is { } written && WrittenAddresses.HasPhone(written, phone.E164);

    /// <summary>True when this mailbox is the person's, also as a sender wrote it.</summary>
    public bool Has(EmailAddress email) => Is(Email?.Value, email) || Is(Sent?.Email, email);

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"related person {Id}";

    private static bool Is(string? written, EmailAddress email) =>
        written is not null && WrittenAddresses.HasMailbox(written, email.Value);
}

/// <summary>What a patient keeps private from related people: a service line, or one referral.</summary>
/// <param name="At">When it was recorded; of two statements about the same the later one counts.</param>
public sealed record PrivateTopic(Instant At)
{
    /// <summary>The service line; null for one referral.</summary>
    public ServiceLineId? ServiceLine { get; init; }

    /// <summary>The referral; null for a service line.</summary>
    public ReferralId? Referral { get; init; }

    /// <summary>The only number for texts about it; null for the patient's own.</summary>
    public PhoneNumber? Phone { get; init; }

    /// <summary>The only mailbox about it; null for the patient's own.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>True when it is not private any more; null while it is.</summary>
    public bool? Ended { get; init; }

    /// <summary>Who recorded it.</summary>
    public string? By { get; init; }

    /// <summary>True when it names an address; then nothing else is used.</summary>
    [JsonIgnore]
    public bool NamesAddress => Phone is not null || Email is not null;

    /// <summary>True when both are about the same.</summary>
    public bool IsAbout(PrivateTopic other) => ServiceLine == other.ServiceLine && Referral == other.Referral;

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "private topic";
}
