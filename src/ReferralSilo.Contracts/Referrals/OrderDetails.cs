namespace ReferralSilo.Contracts.Referrals;

/// <summary>Other details of the order; stored and returned, used by no rule.</summary>
/// <param name="AuthoredOn">Date of the order: a civil date or an instant, as sent; up to 64 characters.</param>
/// <param name="Categories">Kinds of service in the sender's code systems, up to 10.</param>
/// <param name="Service">The requested service with its codes.</param>
public sealed record OrderInput(
    [property: Token] string? AuthoredOn = null, [property: Items(10)] IReadOnlyList<ConceptInput>? Categories = null,
    ConceptInput? Service = null);

/// <summary>A concept as text, codes or both: text up to 200 characters, up to 20 codes.</summary>
public sealed record ConceptInput(
    [property: ShortText] string? Text = null, [property: Items(20)] IReadOnlyList<CodeInput>? Codes = null);

/// <summary>A postal address of up to 5 lines; country and state are in <see cref="PatientInput.Location"/>.</summary>
public sealed record AddressInput(
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string>? Lines = null,
        [property: ShortText] string? City = null,
    [property: ShortText] string? PostalCode = null);

/// <summary>An identifier of the patient in another system; it never identifies an order.</summary>
/// <param name="Value">As sent.</param>
/// <param name="System">URI of the issuer; null when it was not sent.</param>
/// <param name="Type">HL7 v2 table 0203: <c>MR</c> medical record, <c>PI</c> patient internal, <c>SS</c> social
/// security.</param>
public sealed record PatientIdentifierInput(
    [property: ShortText] string Value, [property: ShortText] string? System = null,
        [property: ShortText] string? Type = null);

/// <summary>A guardian, parent or other person who acts for the patient or knows about the referral.</summary>
/// <param name="Name">As written.</param>
/// <param name="Relationship">As text or as the code that was sent.</param>
/// <param name="Phone">As sent, several separated by <c>; </c>; not the patient's number, and the program never dials
/// it.</param>
/// <param name="Email">As written, several separated by <c>; </c>.</param>
public sealed record RelatedPersonInput(
    [property: ShortText] string? Name = null, [property: ShortText] string? Relationship = null,
    [property: ShortText] string? Phone = null, [property: ShortText] string? Email = null);
