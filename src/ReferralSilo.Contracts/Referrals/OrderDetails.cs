namespace ReferralSilo.Contracts.Referrals;

/// <summary>What the order says beside who, why and when; kept and read back, never judged by a rule.</summary>
/// <param name="AuthoredOn">When it was written: a civil date or an instant, as it was sent; up to 64
/// characters.</param>
/// <param name="Categories">Kinds of service in the sender's code systems, up to 10.</param>
/// <param name="Service">The service asked for, with its codes.</param>
public sealed record OrderInput(
    [property: Token] string? AuthoredOn = null, [property: Items(10)] IReadOnlyList<ConceptInput>? Categories = null,
    ConceptInput? Service = null);

/// <summary>Something said in words, codes, or both: text up to 200 characters, up to 20 codes.</summary>
public sealed record ConceptInput(
    [property: ShortText] string? Text = null, [property: Items(20)] IReadOnlyList<CodeInput>? Codes = null);

/// <summary>Where letters reach the patient; country and state are <see cref="PatientInput.Location"/>. Up to 5
/// lines.</summary>
public sealed record AddressInput(
    [property: Items(5, TextLimits.ShortText)] IReadOnlyList<string>? Lines = null,
        [property: ShortText] string? City = null,
    [property: ShortText] string? PostalCode = null);

/// <summary>A number that stands for the patient elsewhere; it never identifies an order.</summary>
/// <param name="Value">As written.</param>
/// <param name="System">URI of who gives it; null when that was not said.</param>
/// <param name="Type">HL7 v2 table 0203: <c>MR</c> medical record, <c>PI</c> patient internal, <c>SS</c> social
/// security.</param>
public sealed record PatientIdentifierInput(
    [property: ShortText] string Value, [property: ShortText] string? System = null,
        [property: ShortText] string? Type = null);

/// <summary>A guardian, parent or other person who acts for the patient or knows about the referral.</summary>
/// <param name="Name">As written.</param>
/// <param name="Relationship">In words or as the code that was sent.</param>
/// <param name="Phone">As written; not a number of the patient and never dialled by the program.</param>
/// <param name="Email">As written.</param>
public sealed record RelatedPersonInput(
    [property: ShortText] string? Name = null, [property: ShortText] string? Relationship = null,
    [property: ShortText] string? Phone = null, [property: ShortText] string? Email = null);
