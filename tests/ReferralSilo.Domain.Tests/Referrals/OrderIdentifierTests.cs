using NodaTime;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class OrderIdentifierTests
{
    private static readonly Identifier A = new("urn:a", "1"), B = new("urn:b", "2");

    [Fact]
    public void The_same_identifiers_in_another_order_are_the_same_keys() =>
        Assert.Equal(Keys("lakeside", A, B), Keys("lakeside", B, A));

    [Theory]
    [InlineData("MR")]
    [InlineData("PI")]
    [InlineData("SS")]
    [InlineData("mr")]
    public void A_patients_number_never_identifies_an_order(string type) =>
        Assert.Empty(Keys("lakeside", A with { Type = type }));

    [Fact]
    public void A_social_security_number_is_the_patients_whatever_its_type() =>
        Assert.Empty(Keys("lakeside", new Identifier("http://hl7.org/fhir/sid/us-ssn", "1", "PLAC")));

    [Fact]
    public void The_same_identifier_of_another_source_is_another_key() =>
        Assert.Empty(Keys("lakeside", A).Intersect(Keys("hilltop", A)));

    [Fact]
    public void Without_a_system_it_counts_within_the_source()
    {
        var bare = new Identifier(null, "1");
        Assert.Single(Keys("lakeside", bare).Intersect(Keys("lakeside", bare)));
        Assert.Empty(Keys("lakeside", bare).Intersect(Keys("hilltop", bare)));
    }

    [Fact]
    public void Without_a_system_and_without_a_source_it_counts_for_the_same_person_only()
    {
        var mine = Submission(source: null) with { Identifiers = [new Identifier(null, "1")] };
        var others = mine with { Patient = mine.Patient with { Name = new PatientName("Ann", "Lee") } };
        Assert.Equal(OrderIdentifiers.Keys(mine),
            OrderIdentifiers.Keys(
            mine with { Patient = mine.Patient with { Name = new PatientName("DANA", "okafor") } }));
        Assert.Empty(OrderIdentifiers.Keys(mine).Intersect(OrderIdentifiers.Keys(others)));
    }

    [Fact]
    public void An_identifier_stored_before_there_were_types_is_read()
    {
        var stored = ReferralJson.Form.WriteState(Received(Submission() with { Identifiers = [A] }));
        Assert.Equal(A, Assert.Single(ReferralJson.Form.ReadState(stored).Case.Submission.Identifiers));
    }

    [Theory]
    [InlineData("Sean", "O'Brien", "Sean", "O’Brien")]
    [InlineData("Sean", "O'Brien", "sean", "OBRIEN")]
    [InlineData("José", "Núñez", "Jose", "Nunez")]
    [InlineData("Ana  Maria", "Ruiz", "Ana Maria", "Ruiz")]
    [InlineData("Smith-Jones", "Ann", "Ann", "Smith Jones")]
    [InlineData(null, "Suharto", "Suharto", null)]
    [InlineData("Dana Okafor", null, "Dana", "Okafor")]
    [InlineData("Da\u200Bna", "Okafor", "Dana", "Okafor")]
    public void A_person_written_differently_is_a_possible_duplicate(string? given, string? family, string? otherGiven,
        string? otherFamily)
    {
        Assert.True(AreSame(Person(given, family), Person(otherGiven, otherFamily)));
        var (a, b) = (Person(given, family) with { BirthDate = null }, Person(otherGiven, otherFamily));
        Assert.True(AreSame(a, b));
        Assert.False(AreSame(a with { Phones = [new PhoneNumber("+13035550777")] }, b));
    }

    [Fact]
    public void Different_birth_dates_are_not_the_same_person()
    {
        var (a, b) =
            (Person("Dana", "Okafor"), Person("Dana", "Okafor") with { BirthDate = new LocalDate(1990, 1, 1) });
        Assert.False(AreSame(a, b));
        Assert.False(AreSame(a, Person("Ann", "Lee")));
    }

    [Fact]
    public void A_common_email_address_makes_a_possible_duplicate() => Assert.True(AreSame(
        Person("Dana", "Okafor") with { BirthDate = null, Phones = [], Email = new EmailAddress("Dana@example.org") },
        Person("Dana", "Okafor") with { BirthDate = null, Phones = [], Email = new EmailAddress("dana@example.org") }));

    [Fact]
    public void The_same_order_of_two_sources_is_a_possible_duplicate()
    {
        var (one, two) = (Submission(source: "lakeside") with { Identifiers = [A, B] },
            Submission(source: "hilltop") with { Identifiers = [B] });
        two = two with { Patient = two.Patient with { Name = new PatientName("D.", "Okafor"), BirthDate = null } };
        Assert.True(AreSame(Traits(one), Traits(two)));
        Assert.False(AreSame(Traits(one).WithoutOrders(), Traits(two)));
    }

    private static Patient Person(string? given, string? family) =>
        Submission().Patient with { Name = new PatientName(given, family) };

    private static bool AreSame(Patient one, Patient other) =>
        AreSame(PersonTraits.From(one, null), PersonTraits.From(other, null));

    private static PersonTraits Traits(Submission submission) =>
        PersonTraits.From(submission.Patient, PersonTraits.OrderKeys(submission));

    private static bool AreSame(PersonTraits one, PersonTraits other)
    {
        Assert.Equal(one.ToString(), PersonTraits.Parse(one.ToString())!.ToString());
        return one.Keys().Intersect(other.Keys()).Any() && one.MatchesBirthDate(other.Born);
    }

    private static IReadOnlyList<string> Keys(string source, params Identifier[] identifiers) =>
        OrderIdentifiers.Keys(Submission(source: source) with { Identifiers = identifiers });
}
