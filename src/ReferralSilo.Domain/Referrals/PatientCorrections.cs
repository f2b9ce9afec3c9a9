using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>What staff corrected of a patient. It replaces what the sources of the patient's referrals sent, also in
/// referrals that come later; null parts were not corrected.</summary>
public sealed record PatientCorrections
{
    /// <summary>Most numbers that were found to be wrong and are remembered.</summary>
    public const int MostWrongPhones = 20;

    /// <summary>Most corrected numbers that are kept.</summary>
    public const int MostPhones = 20;

    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Civil date.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Where the patient is.</summary>
    public PatientLocation? Location { get; init; }

    /// <summary>IANA id.</summary>
    public string? TimeZone { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }

    /// <summary>Best first; empty when the patient has no phone.</summary>
    public IReadOnlyList<PhoneNumber>? Phones { get; init; }

    /// <summary>Numbers that a correction replaced. Another number in a later referral is new and is kept.</summary>
    public IReadOnlyList<PhoneNumber>? WrongPhones { get; init; }

    /// <summary>Mailbox.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>True when the patient has no mailbox; <see cref="Email"/> is null then.</summary>
    public bool? HasNoEmail { get; init; }

    /// <summary>Preferred way to be reached.</summary>
    public Channel? PreferredChannel { get; init; }

    /// <summary>True when nothing was corrected.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == None;

    private static PatientCorrections None { get; } = new();

    /// <summary>The patient as sent, with what was corrected. The same object when nothing was.</summary>
    public Patient ApplyTo(Patient sent)
    {
        if (IsEmpty) return sent;
        return sent with
        {
            Name = new PatientName(GivenName ?? sent.Name.Given, FamilyName ?? sent.Name.Family),
            BirthDate = BirthDate ?? sent.BirthDate,
            Location = Location ?? sent.Location,
            TimeZone = TimeZone ?? sent.TimeZone,
            Language = Language ?? sent.Language,
            Phones = Phones is null ? sent.Phones
                : [.. Phones, .. sent.Phones.Except(Phones).Except(WrongPhones ?? [])],
            Email = HasNoEmail == true ? null : Email ?? sent.Email,
            PreferredChannel = PreferredChannel ?? sent.PreferredChannel,
        };
    }

    /// <summary>These corrections, and those of <paramref name="below"/> for the other parts.</summary>
    public PatientCorrections Over(PatientCorrections? below) => below is null ? this : new()
    {
        GivenName = GivenName ?? below.GivenName,
        FamilyName = FamilyName ?? below.FamilyName,
        BirthDate = BirthDate ?? below.BirthDate,
        Location = Location ?? below.Location,
        TimeZone = TimeZone ?? below.TimeZone,
        Language = Language ?? below.Language,
        Phones = Phones ?? below.Phones,
        WrongPhones = Wrong(below),
        Email = HasNoEmail == true ? null : Email ?? below.Email,
        HasNoEmail = HasNoEmail == true || Email is null && below.HasNoEmail == true ? true : null,
        PreferredChannel = PreferredChannel ?? below.PreferredChannel,
    };

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => "corrections";

    private List<PhoneNumber>? Wrong(PatientCorrections below)
    {
        var wrong = (below.WrongPhones ?? []).Concat(WrongPhones ?? []).Distinct().Except(Phones ?? below.Phones ?? [])
            .TakeLast(MostWrongPhones).ToList();
        return wrong.Count == 0 ? null : wrong;
    }
}
