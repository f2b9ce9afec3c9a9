using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>Which referrals are of the same patient.</summary>
public sealed class PatientMatchTests
{
    private static readonly SourceId Lakeside = new("lakeside"), Hilltop = new("hilltop");

    private static readonly Patient Dana = new(new("Dana", "Okafor"), new(1988, 4, 12), null, null, null,
        [new("+13035550123")], new("dana@example.org"), null);

    [Fact]
    public void The_exact_name_birth_date_and_a_contact_are_the_same_patient_from_any_source()
    {
        Assert.True(AreSame(Dana, Dana with { Name = new("DANA", "Okáfor"), Phones = [] }));
        Assert.True(AreSame(Dana, Dana with { Email = null }));
    }

    [Fact]
    public void A_twin_with_the_same_birth_date_and_phone_is_another_patient() =>
        Assert.False(AreSame(Dana, Dana with { Name = new("Dora", "Okafor") }));

    [Fact]
    public void A_sibling_on_the_phone_of_a_parent_is_another_patient() =>
        Assert.False(AreSame(Dana, Dana with { Name = new("Ada", "Okafor"), BirthDate = new(1990, 1, 2) }));

    [Fact]
    public void Less_than_all_three_joins_nobody()
    {
        Assert.False(AreSame(Dana, Dana with { BirthDate = null }));
        Assert.False(AreSame(Dana, Dana with { Phones = [new("+13035550199")], Email = null }));
        Assert.False(AreSame(Dana, Dana with { Name = new("Dana Maria", "Okafor") }));
        Assert.False(AreSame(Dana, Dana with { Name = new("Okafor", "Dana") }));
    }

    [Fact]
    public void A_patient_without_an_address_is_known_by_those_of_the_people_whom_the_sender_named()
    {
        var child = Dana with
        {
            Phones = [], Email = null,
            Contacts = [new SentContact("Eva", "mother", "n/a; (303) 555-0177 (cell)", "Eva <Eva@example.org>")],
        };
        Assert.True(AreSame(child, child with { Contacts = [new SentContact("E. Okafor", null, "+13035550177")] }));
        Assert.True(AreSame(child, child with
        {
            Contacts = [new SentContact("Eva", null, null, "x@example.org; eva@example.org")],
        }));
        Assert.False(AreSame(child, child with { Contacts = [new SentContact("Eva", "mother", "303 555 0178")] }));
        Assert.False(AreSame(child, child with { Name = new("Dora", "Okafor") }));
        // As a program up to 0.1.0 stored the same request.
        Assert.True(AreSame(child with { Phones = [new("+13035550177")] }, child));
        // Whoever has an address is known by it.
        Assert.False(AreSame(child with { Phones = [new("+13035550101")] }, child));
    }

    [Theory]
    [InlineData(null, "Okafor")]
    [InlineData("Dana", null)]
    public void A_name_of_one_part_joins_nobody_because_twins_are_sent_so_too(string? given, string? family)
    {
        var sent = Dana with { Name = new(given, family) };
        Assert.False(AreSame(sent, sent));
        Assert.False(AreSame(Dana, sent));
    }

    [Fact]
    public void An_identifier_joins_within_its_source_and_system()
    {
        var (known, sent) = (Numbered("77", "urn:mrn"), Numbered("77", "urn:mrn") with { Phones = [], Email = null });
        Assert.True(AreSame(known, sent, Lakeside, Lakeside));
        Assert.False(AreSame(known, sent, Lakeside, Hilltop));
        Assert.False(AreSame(known, sent, null, null));
        var other = Numbered("77", "urn:other") with { Phones = [], Email = null };
        Assert.False(AreSame(known, other, Lakeside, Lakeside));
    }

    [Fact]
    public void An_identifier_without_a_system_joins_nobody() => Assert.False(AreSame(
        Numbered("77", null), Numbered("77", null) with { Phones = [], Email = null }, Lakeside, Lakeside));

    [Fact]
    public void An_identifier_of_somebody_else_joins_nobody() => Assert.False(AreSame(Numbered("77", "urn:mrn"),
        Numbered("77", "urn:mrn") with { Name = new("Ben", "Moss"), BirthDate = new(1950, 1, 1) }, Lakeside, Lakeside));

    [Fact]
    public void Two_persons_with_the_same_identifier_get_two_records()
    {
        var (dana, ben) = (Numbered("77", "urn:mrn") with { BirthDate = null },
            Numbered("77", "urn:mrn") with { Name = new("Ben", "Moss"), BirthDate = null });
        Assert.NotEqual(PatientMatch.RecordKey(Lakeside, dana), PatientMatch.RecordKey(Lakeside, ben));
        Assert.NotEqual(PatientMatch.RecordKey(Lakeside, dana), PatientMatch.RecordKey(Hilltop, dana));
        Assert.Equal(PatientMatch.RecordKey(Lakeside, dana),
            PatientMatch.RecordKey(Lakeside, dana with { Name = new("DANA", "Okáfor"), Phones = [] }));
        Assert.Null(PatientMatch.RecordKey(null, dana));
        Assert.Equal(PatientMatch.Keys(null, Dana)[0], PatientMatch.RecordKey(Lakeside, Dana));
    }

    [Fact]
    public void A_corrected_patient_is_found_as_sent_and_as_corrected()
    {
        var known = Received(Submission() with { Patient = Dana }).Case with
        {
            Copy = new PatientCopy(new("p1"), 2)
            {
                Corrected = new PatientCorrections { FamilyName = "Okafor-Lee", BirthDate = new(1989, 4, 12) },
            },
        };
        Assert.True(PatientMatch.IsSame(known, null, Dana));
        Assert.True(PatientMatch.IsSame(known, null,
            Dana with { Name = new("Dana", "Okafor-Lee"), BirthDate = new(1989, 4, 12) }));
    }

    private static Patient Numbered(string value, string? system) =>
        Dana with { Identifiers = [new PatientIdentifier(value, system, "MR")] };

    private static bool AreSame(Patient known, Patient sent, SourceId? by = null, SourceId? alsoBy = null) =>
        PatientMatch.IsSame(Received(Submission() with { Patient = known, Source = by }).Case, alsoBy, sent);
}
