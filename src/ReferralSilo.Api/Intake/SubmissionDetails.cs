using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>Reads the details that are kept for people and used by no rule: only length and characters are
/// checked.</summary>
public sealed partial class SubmissionParts
{
    public OrderDetails? Order(OrderInput? input)
    {
        if (input is null) return null;
        var order = new OrderDetails(
            text.Line(input.AuthoredOn, "/order/authoredOn", IntakeLimits.MomentCharacters),
            NullIfEmpty(List(input.Categories, "/order/categories", IntakeLimits.Categories, Concept)),
            input.Service is { } service ? Concept(service, "/order/service") : null);
        return order is { AuthoredOn: null, Categories: null, Service: null } ? null : order;
    }

    /// <summary>Adds the details of a patient that no rule needs.</summary>
    public Patient? WithDetails(Patient? patient, PatientInput? input) =>
        patient is null || input is null ? patient : patient with
    {
        Gender = text.Line(input.Gender, "/patient/gender"),
        Address = Address(input.Address),
        Identifiers = NullIfEmpty(List(input.Identifiers, "/patient/identifiers", IntakeLimits.Identifiers, Number)),
        Contacts = NullIfEmpty(List(input.Contacts, "/patient/contacts", IntakeLimits.Contacts, Contact)),
    };

    private CodedConcept? Concept(ConceptInput concept, string pointer)
    {
        var words = text.Line(concept.Text, $"{pointer}/text");
        var codes = List(concept.Codes, $"{pointer}/codes", IntakeLimits.Codes, (code, at) =>
            text.Line(code.System, $"{at}/system") is { } system && text.Line(code.Code, $"{at}/code") is { } value
                ? new ConceptCode(system, value, text.Line(code.Display, $"{at}/display"))
                : Incomplete<ConceptCode>(at, "A code needs a system and a code."));
        return words is null && codes.Count == 0 ? null : new(words, codes);
    }

    private PostalAddress? Address(AddressInput? input)
    {
        if (input is null) return null;
        var lines = List(input.Lines, "/patient/address/lines", IntakeLimits.AddressLines, (line, at) =>
            text.Line(line, at));
        var address = new PostalAddress(NullIfEmpty(lines),
            text.Line(input.City, "/patient/address/city"), text.Line(input.PostalCode, "/patient/address/postalCode"));
        return address is { Lines: null, City: null, PostalCode: null } ? null : address;
    }

    private PatientIdentifier? Number(PatientIdentifierInput number, string pointer) =>
        text.Line(number.Value, $"{pointer}/value") is { } value
            ? new(value, text.Line(number.System, $"{pointer}/system"), text.Line(number.Type, $"{pointer}/type"))
            : Incomplete<PatientIdentifier>(pointer, "An identifier needs a value.");

    private SentContact? Contact(RelatedPersonInput person, string pointer)
    {
        var read = new SentContact(text.Line(person.Name, $"{pointer}/name"),
            text.Line(person.Relationship, $"{pointer}/relationship"), text.Line(person.Phone, $"{pointer}/phone"),
            text.Line(person.Email, $"{pointer}/email"));
        return read is { Name: null, Phone: null, Email: null } ? null : read;
    }

    private static List<T>? NullIfEmpty<T>(List<T> values) => values.Count == 0 ? null : values;
}
