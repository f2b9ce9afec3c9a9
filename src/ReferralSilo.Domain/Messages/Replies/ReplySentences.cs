using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>Sentences in English and Spanish that opt out or say that the number is another person's. They are sought
/// in the folded text: lower case, no accents, no punctuation.</summary>
internal static class ReplySentences
{
    private const string Texts = "(texts?|texting|textin|txts?|txting|messages?|messaging|mesages?|msgs?|msging|sms"
        + "|notifications?|reminders?|alerts?|spam|communications?)";

    private const string Which = "((all|any|the|these|those|this|that|your|ur|my|me|us|with|of|more|sending|getting"
        + "|receiving|automated|calling|calls|and|or|damn|fucking|reminder|text|to) )*";

    private const string Mensajes = "(mensajes?|mensajitos?|textos?|sms|recordatorios?|avisos?|notificaciones)";

    // Words around an opt-out word that do not change it.
    private static readonly FrozenSet<string> Polite =
        ("please pls plz plse pleas thanks thank you u thx ty kindly ok okay now immediately just sorry hi hello hey "
        + "sir maam mam already it all this asap right porfavor por favor porfa xfavor gracias hola ya ahora senor "
        + "senora mismo").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Among the opt-out words those that keep their meaning in a polite text: "please cancel" may be about a visit.
    private static readonly FrozenSet<string> Plain =
        ("stop stopall unsubscribe quit optout alto pare paren basta baja desuscribir desuscribirme detengase")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly Regex[] Stop = AnyOf(
        $"(stop|quit|cease|discontinue|halt) {Which}{Texts}",
        "(stop|quit|cease) ((all|calling|and|or) )*(contacting|bothering|spamming|harassing|notifying|reminding)",
        "(stop|quit) (sending|writing)( (me|us|to me|these|this|those|them|it|anything|stuff|please|now))?$",
        "(stop|quit) (sending|writing) (me|us|to me|these|those|anything|stuff)",
        $"(end|cancel|turn off|shut off|disable|deactivate) ((all|the|these|those|this|my|your|any) )*{Texts}",
        "(dont|do not|never|no longer) (ever )?(text|txt|message|msg|contact|sms|write|bother)( to)? "
            + "(me|us|this|here|again|anymore|any more|my)",
        "(dont|do not|never) (ever )?(text|txt|message|msg|contact|sms|bother)$",
        $"(dont|do not|never) (ever )?send ((me|us|any|more|these|those|this|number|your|anymore|to) )*{Texts}",
        $"(dont|do not|no longer|never) (want|wanna|wish|consent|agree|authorize) {Want}({Texts}|contacted|texted"
            + "|hear from (you|u))",
        "(take|get|remove|drop) (me|us|my name|my number|my phone|my cell|my phone number|this number|this phone) "
            + "(off|from|out|off of|out of|off from)( please| pls| now| thanks| thank you| of it)*$",
        "(take|get|remove|drop) (me|us|my name|my number|my phone|my cell|my phone number|this number|this phone) "
            + $"(off|from|out|off of|out of|off from) ((of|your|ur|the|this|that|these|those|all|any|text|texting|sms"
            + $"|contact|call|calling|mailing|phone|message|marketing|messaging) )*(lists?|database|contacts|{Texts})",
        "(remove|delete|erase|lose) (my|this) (cell |phone |mobile )?(number|phone|cell|contact|info|information)",
        "remove (me|us)$",
        $"no (more )?{Texts}$",
        $"no more (of )?(these |those |this |your )*({Texts}|contact)",
        "no more$",
        "(opt|opting) ((me|us) )?out", "optout", "unsubscribe",
        "(revoke|revoking|withdraw|withdrawing) (my |all |the )*(consent|permission|authorization)",
        "^(please )?(leave me alone|go away|fuck off|lose my number)",
        // Spanish.
        "(deje|deja|dejen|dejar|dejes|pare|paren|parar|para|basta) de (\\w+ ){0,2}(envi|mand|escrib|text|molest|contact"
            + "|mensaj)\\w*",
        "no (me|nos) (vuelvas?|vuelvan) a (\\w+ )?(escrib|envi|mand|contact|text|molest)\\w*",
        "no (me|nos) (envien?|envies|manden?|mandes|escriban?|escribas|molesten?|molestes|contacten?|contactes"
            + "|texteen?|textees|mensajeen?|mensajees)",
        $"no (\\w+ )?(quiero|deseo|quisiera|queremos|deseamos|acepto|autorizo) {Querer}{Mensajes}",
        $"no (mas|envien mas|manden mas|envie mas|mande mas) {Mensajes}", "no mas$",
        "(quiten?|eliminen?|borren?|saquen?|quita|borra|elimina|saca) (mi|este) (numero|telefono|celular|nombre)",
        "(quitenme|quiteme|quitame|saquenme|saqueme|sacame|borrenme|borreme|borrame|eliminenme|elimineme|eliminame)"
            + "( por favor| ya| gracias)*$",
        "(quitenme|quiteme|quitame|saquenme|saqueme|sacame|borrenme|borreme|borrame|eliminenme|elimineme|eliminame) "
            + $"de (\\w+ )?(listas?|{Mensajes})",
        "(dar|darme|deme|denme|darse|doy|dame) de baja", "desuscribir\\w*",
        $"(cancelen?|cancela|cancelar|detengan?|detener|paren|pare|alto|stop) ((a|los|las|mis|sus|estos|esos|de) )*"
            + $"{Mensajes}",
        "(dejenme|dejeme|dejame) (en paz|tranquil\\w)");

    // These turn the sentence around, or speak of something else.
    private static readonly Regex[] NotStop = AnyOf(
        "(dont|do not|never|didnt|did not|wont|cant|not to|not|havent|shouldnt) ((ever|please|you|want|need|have|ask"
            + "|asked|to|mean|say|said|tell|told|wish|i) )*"
            + "(stop|unsubscribe|opt|optout|opting|quit|cancel|remove|take|revoke)",
        "(get|got|getting|receive|received|receiving|see|have|had) no (more )?" + Texts,
        "(did|have|am|was|accidentally|mistakenly) (i |we )?(already )?(been )?(stop|unsubscribe|opt|optout)",
        "(stop|unsubscribe|opt out|optout) .*(accident|mistake|by error|sin querer|por error)",
        "(accident|mistake|error) .*(stop|unsubscribe|opt out|optout)",
        "no (deje|dejen|deja|dejes|pare|paren|pares) de", "no (quiero|deseo) (que )?(dejar|dejen|perder|parar|paren)");

    // "Why don't you stop texting me" asks to stop.
    private static readonly Regex[] Why = AnyOf("why (dont|wont|cant|do not|havent) (you|u|yall)");

    private static readonly Regex[] WrongNumber = AnyOf(
        "(wrong|rong|wrng|worng|wong) (nu\\w{1,6}|nbr|person|phone|contact|cell|guy|lady|woman|man|patient)",
        "(have|has|got|texted|texting|reached|messaged|messaging) the wrong (\\w+ )?$",
        "(this is|its|it is|thats|that is) (not|no longer) (his|her|their|the right|the|dat|that|that persons) "
            + "(number|phone|cell|person|patient)",
        "(isnt|not|no longer) (his|her|their|\\w+s) (number|phone|cell)( anymore| any more| now)?",
        "(im|i am|this is|this) (not|isnt) (her|him|them|that person|the person|who you|the patient|that patient)",
        "(no one|nobody|noone|anyone|anybody|person|someone) (here )?(by|with|of) (that|this) name",
        "(there is|theres|there s) no (\\w+ ){1,3}(here|at this number)",
        "(dont|do not) know (who )?(this|that|the) (person|is|patient|name)", "not my name$",
        "numero (esta )?(equivocad|incorrect|errad|errone)\\w*", "equivoc\\w+ de (numero|persona|telefono)",
        "persona equivocada", "(te equivocaste|se equivocaron|se equivoco)$",
        "no soy (esa|ella|el|quien|la persona|esa persona)", "no conozco a", "aqui no (vive|hay|es|trabaja)",
        "no es (su|el|de) (numero|telefono|celular|ella|el)");

    private static readonly Regex[] NotWrongNumber = AnyOf("wrong (number|phone) (for|on|of|to call)",
        "(gave|give|put|typed|entered|wrote|called|dialed) (\\w+ ){0,3}(wrong|rong)");

    private const string Want = "((to|any|these|those|your|ur|more|this|the|a|get|getting|receive|receiving|be|being"
        + "|have|you|keep|anymore|of|all|for|see|from|that|by|into|in) )*";

    private const string Querer = "((que|me|mas|recibir|sus|estos|esos|los|envien|manden|envie|mande|tener|seguir|"
        + "recibiendo|sigan|enviando|mandando|de|ningun|ya|por|tantos|este|tipo) )*";

    /// <summary>Whether the text asks to stop the messages.</summary>
    public static bool AskToStop(string[] words)
    {
        var core = WithoutPolite(words);
        if (core.Length > 0 && (core.All(Plain.Contains) || Plain.Contains(string.Concat(core))))
            return true;
        var text = string.Join(' ', words);
        return Match(Stop, text) && (!Match(NotStop, text) || Match(Why, text));
    }

    /// <summary>The words that carry the meaning.</summary>
    public static string[] WithoutPolite(string[] words) => [.. words.Where(w => !Polite.Contains(w))];

    /// <summary>Whether the text says that the number is another person's.</summary>
    public static bool SayWrongNumber(string[] words) =>
        string.Join(' ', words) is var text && Match(WrongNumber, text) && !Match(NotWrongNumber, text);

    private static bool Match(Regex[] sentences, string text) => sentences.Any(s => s.IsMatch(text));

    // Linear time: the text comes from anyone.
    private static Regex[] AnyOf(params string[] sentences) => [.. sentences.Select(sentence =>
        new Regex($@"\b({sentence})\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];
}
