using System.Text.RegularExpressions;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Shows stored rule results and built-in texts as sentences, in English and Spanish.</summary>
public static partial class RuleSentences
{
    /// <summary>The language when none is requested.</summary>
    public const string English = "en";

    /// <summary>By code: the English and the Spanish text, with the names of values in braces. <c>range</c> is made of
    /// <c>min</c> and <c>max</c>, <c>names</c> also of <c>builtInNames</c>, <c>redirect</c> also of
    /// <c>builtInRedirect</c>.</summary>
    private static readonly Dictionary<string, (string English, string Spanish)> Texts = new(StringComparer.Ordinal)
    {
        [RuleCodes.AnyAge] = ("Any age is accepted.", "Se acepta cualquier edad."),
        [RuleCodes.AgeUnknown] = ("The age is not known; accepted is {range}.",
            "No se conoce la edad; se acepta {range}."),
        [RuleCodes.AgeWithin] = ("{age} years is within {range}.", "La edad de {age} años está dentro de {range}."),
        [RuleCodes.AgeOutside] = ("{age} years is not within {range}.",
            "La edad de {age} años no está dentro de {range}."),
        [RuleCodes.AnyLocation] = ("Any location is accepted.", "Se acepta cualquier lugar."),
        [RuleCodes.OtherCountry] = ("{country} is outside the United States; accepted are {accepted}.",
            "{country} está fuera de los Estados Unidos; se aceptan {accepted}."),
        [RuleCodes.StateUnknown] = ("The state is not known; accepted are {accepted}.",
            "No se conoce el estado; se aceptan {accepted}."),
        [RuleCodes.StateAccepted] = ("{state} is accepted.", "Se acepta {state}."),
        [RuleCodes.StateNotAccepted] = ("{state} is not accepted; accepted are {accepted}.",
            "No se acepta {state}; se aceptan {accepted}."),
        [RuleCodes.NoVisitType] = ("No visit type was requested.", "No se pidió un tipo de consulta."),
        [RuleCodes.VisitTypeOffered] = ("A visit by {visitType} is offered.", "Se ofrece la consulta por {visitType}."),
        [RuleCodes.VisitTypeNotOffered] = ("A visit by {visitType} is not offered; offered is {visitTypes}.",
            "No se ofrece la consulta por {visitType}; se ofrece {visitTypes}."),
        [RuleCodes.AnyReason] = ("Any reason is accepted.", "Se acepta cualquier motivo."),
        [RuleCodes.CodeAccepted] = ("The code {code} is accepted.", "Se acepta el código {code}."),
        [RuleCodes.CodesNotAccepted] = ("None of the codes {codes} is accepted.",
            "No se acepta ninguno de los códigos {codes}."),
        [RuleCodes.WordFound] = ("The reason mentions \"{word}\".", "El motivo menciona «{word}»."),
        [RuleCodes.SystemNotEvaluated] = ("The reason's codes are of a system that is not evaluated here.",
            "Los códigos del motivo son de un sistema que no se evalúa aquí."),
        [RuleCodes.NoReason] = ("No reason is known.", "No se conoce el motivo."),
        [RuleCodes.NoCode] = ("The reason has no code to evaluate.", "El motivo no tiene un código que evaluar."),
        [RuleCodes.NoWordFound] = ("The reason mentions none of the accepted words.",
            "El motivo no menciona ninguna de las palabras aceptadas."),
        [RuleCodes.Excluded] = ("Excluded: {names}.", "Excluido: {names}."),
        [RuleCodes.ExcludedWithRedirect] = ("Excluded: {names}; send to {redirect}.",
            "Excluido: {names}; derive a {redirect}."),
        [RuleCodes.EmergencyMentioned] = (
            "No exclusion applies: an emergency is mentioned as denied, past or of somebody else; review first.",
            "No se aplica ninguna exclusión: se menciona una emergencia negada, pasada o de otra persona; revise "
                + "primero."),
        [RuleCodes.NoExclusions] = ("Nothing is excluded.", "No hay exclusiones."),
        [RuleCodes.ExclusionUnknown] = ("No reason is known, so no exclusion can be ruled out.",
            "No se conoce el motivo; no se puede descartar ninguna exclusión."),
        [RuleCodes.NotExcluded] = ("No exclusion applies.", "No se aplica ninguna exclusión."),
        [RuleCodes.NoServiceLine] = ("No service line takes this referral by its rules; triage chooses one.",
            "Ninguna línea de servicio acepta esta derivación por sus reglas; el triaje elige una."),
        ["range-min"] = ("{min} or older", "{min} años o más"),
        ["range-max"] = ("{max} or younger", "{max} años o menos"),
        ["range"] = ("{min} to {max}", "{min} a {max} años"),
        ["video"] = ("video", "video"),
        ["phone"] = ("phone", "teléfono"),
        [BuiltInText.SelfHarm] = ("Suicide or self-harm", "Suicidio o autolesión"),
        [BuiltInText.Danger] = ("Overdose or danger to others", "Sobredosis o peligro para otras personas"),
        [BuiltInText.EmergencyDepartment] = ("911 or the nearest emergency department",
            "911 o la sala de emergencias más cercana"),
        [BuiltInText.CrisisLine] = ("988 Suicide & Crisis Lifeline, or the nearest emergency department",
            "Línea 988 de Prevención del Suicidio y Crisis, o la sala de emergencias más cercana"),
        [BuiltInText.EmergencyInOrder] = ("The order was sent again and names an emergency.",
            "La orden se envió de nuevo y menciona una emergencia."),
    };

    /// <summary>True for a code that has a sentence.</summary>
    public static bool IsKnown(string code) => Texts.ContainsKey(code);

    /// <summary>True for Spanish of any country; every other language is shown in English.</summary>
    /// <param name="language">BCP 47; null when unknown.</param>
    public static bool IsSpanish(string? language) =>
        language is not null && (language.Equals("es", StringComparison.OrdinalIgnoreCase)
            || language.StartsWith("es-", StringComparison.OrdinalIgnoreCase));

    /// <summary>The sentence of a rule result. A code that this program does not know is shown as it is.</summary>
    public static string Of(RuleResult result, string language = English)
    {
        if (!IsKnown(result.Code)) return result.Code;
        var values = result.Values ?? new Dictionary<string, string>();
        return Placeholder().Replace(Template(result.Code, language), match => match.Groups[1].Value switch
        {
            "range" => Range(values, language),
            var name and ("visitType" or "visitTypes") => string.Join(", ", Named(values, name, language)),
            "names" => string.Join(", ", Names(values, language)),
            "redirect" when values.ContainsKey("builtInRedirect") =>
                string.Join(", ", Named(values, "builtInRedirect", language)),
            var name => Value(values, name),
        });
    }

    /// <summary>A person's text as it was written, or the program's own in words. A code that this program does not
    /// know is shown as it is.</summary>
    public static string Of(ShownText text, string language = English) =>
        text.Text ?? InWords(text.Code ?? "", language);

    private static string Range(IReadOnlyDictionary<string, string> values, string language)
    {
        var code = (values.ContainsKey("min"), values.ContainsKey("max")) switch
        {
            (true, false) => "range-min",
            (false, true) => "range-max",
            _ => "range",
        };
        return Placeholder().Replace(Template(code, language), match => Value(values, match.Groups[1].Value));
    }

    private static IEnumerable<string> Names(IReadOnlyDictionary<string, string> values, string language)
    {
        var builtIn = Named(values, "builtInNames", language);
        return values.TryGetValue("names", out var written) ? builtIn.Append(written) : builtIn;
    }

    /// <summary>The codes in a value, in words; empty without the value.</summary>
    private static IEnumerable<string> Named(IReadOnlyDictionary<string, string> values, string name,
        string language) =>
        values.TryGetValue(name, out var codes) ? codes.Split(", ").Select(code => InWords(code, language)) : [];

    private static string InWords(string code, string language) => IsKnown(code) ? Template(code, language) : code;

    private static string Template(string code, string language) =>
        IsSpanish(language) ? Texts[code].Spanish : Texts[code].English;

    private static string Value(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var value) ? value : "?";

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
