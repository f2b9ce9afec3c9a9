using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Codes;

/// <summary>Code systems by their FHIR URI, and the comparison of their codes.</summary>
public static class CodeSystems
{
    /// <summary>ICD-10-CM, the US clinical modification; the default system of patterns.</summary>
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";

    /// <summary>ICD-10 of the WHO.</summary>
    public const string Icd10 = "http://hl7.org/fhir/sid/icd-10";

    /// <summary>SNOMED CT.</summary>
    public const string Snomed = "http://snomed.info/sct";

    /// <summary>Longest code that is compared on the stack, characters.</summary>
    private const int ShortCode = 64;

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        // US senders use these short names for ICD-10-CM.
        ["icd-10-cm"] = Icd10Cm, ["icd10cm"] = Icd10Cm, ["icd10-cm"] = Icd10Cm, ["icd-10cm"] = Icd10Cm,
        ["icd-10"] = Icd10Cm, ["icd10"] = Icd10Cm,
        ["2.16.840.1.113883.6.90"] = Icd10Cm, ["2.16.840.1.113883.6.3"] = Icd10, ["snomed"] = Snomed,
        ["snomed-ct"] = Snomed, ["sct"] = Snomed,
        ["2.16.840.1.113883.6.96"] = Snomed, ["snomed ct"] = Snomed, ["snomedct"] = Snomed,
    };

    /// <summary>The system's URI for comparison: lower case, without blanks, the <c>s</c> of <c>https</c>,
    /// <c>urn:oid:</c> and a final slash.</summary>
    public static string Canonical(string system)
    {
        // Nearly all senders use these forms, and each code is compared with dozens of patterns.
        if (system is Icd10Cm or Icd10 or Snomed) return system;
        var plain = InvisibleText.Remove(system).Trim().ToLowerInvariant().TrimEnd('/');
        if (plain.StartsWith("https://", StringComparison.Ordinal)) plain = "http" + plain[5..];
        if (plain.StartsWith("urn:oid:", StringComparison.Ordinal)) plain = plain[8..];
        return Others.GetValueOrDefault(plain, plain);
    }

    /// <summary>The code for comparison: upper case, no blanks or invisible characters; ICD codes without
    /// dot.</summary>
    public static string Plain(string canonicalSystem, string code)
    {
        var withoutDot = canonicalSystem.Contains("/icd-", StringComparison.Ordinal);
        var visible = InvisibleText.Remove(code);
        Span<char> plain = visible.Length <= ShortCode ? stackalloc char[visible.Length] : new char[visible.Length];
        var length = 0;
        foreach (var c in visible)
            if (!char.IsWhiteSpace(c) && !(c == '.' && withoutDot)) plain[length++] = char.ToUpperInvariant(c);
        return new string(plain[..length]);
    }
}

/// <summary>A code or a code prefix (<c>F41.*</c>) of one code system: ICD-10-CM, unless another system stands before a
/// bar: <c>http://snomed.info/sct|21897009</c>. Ignores codes of other systems.</summary>
public sealed class CodePattern
{
    private readonly string _code;
    private readonly bool _begins;

    private CodePattern(string system, string code)
    {
        System = CodeSystems.Canonical(system);
        _begins = code.EndsWith('*');
        _code = CodeSystems.Plain(System, _begins ? code[..^1] : code);
    }

    /// <summary>See <see cref="CodeSystems.Canonical"/>.</summary>
    public string System { get; }

    /// <summary>Parses a pattern of the settings; every text is valid.</summary>
    public static CodePattern Parse(string text) => text.LastIndexOf('|') is >= 0 and var bar
        ? new CodePattern(text[..bar], text[(bar + 1)..])
        : new CodePattern(CodeSystems.Icd10Cm, text);

    /// <summary>Whether the code belongs to this system.</summary>
    public bool Judges(ConceptCode code) => CodeSystems.Canonical(code.System) == System;

    /// <summary>Whether the code matches the pattern.</summary>
    public bool Matches(ConceptCode code)
    {
        if (!Judges(code)) return false;
        var plain = CodeSystems.Plain(System, code.Code);
        return _begins ? plain.StartsWith(_code, StringComparison.Ordinal) : plain == _code;
    }
}
