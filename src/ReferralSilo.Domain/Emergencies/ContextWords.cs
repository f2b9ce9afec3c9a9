namespace ReferralSilo.Domain.Emergencies;

/// <summary>
/// The folded English and Spanish words that show that a mention of an emergency is denied or past. Only the words here
/// may stand between such a word and the mention: any other word makes the mention doubtful, and a doubtful mention
/// alarms.
/// </summary>
internal static class ContextWords
{
    /// <summary>Before a mention: a negation.</summary>
    public static readonly HashSet<string> Negators = Set(
        "no not never none without wo denies denied deny denying denial neg negative nor neither absence "
        + "free lacks dont doesnt didnt isnt wasnt hasnt havent cannot cant wont "
        + "niega nego niegan negando negar niegue niego sin ni nunca jamas tampoco ausencia negativo "
        + "negativa descartada descartado");

    /// <summary>Between a negator and one before it: "does not deny".</summary>
    public static readonly HashSet<string> Auxiliaries = Set("does do did has have had been can could will "
        + "would longer is was to he she they i pt patient el la paciente se lo");

    /// <summary>After a mention, at its end: a denial, as in "suicidal ideation: denied".</summary>
    public static readonly HashSet<string> Denied = Set(
        "denied denies no none negative neg absent low minimal negado negada negados negadas niega ausente "
        + "ausentes ninguno ninguna negativo negativa bajo nil");

    /// <summary>Between a mention and <see cref="Denied"/>.</summary>
    public static readonly HashSet<string> Tail = Set(
        "ideation ideations thoughts thought ideas plan plans intent intention intentions attempt attempts "
        + "behavior behaviors behaviour behaviours urges urge gestures risk is are was were has have been "
        + "being "
        + "screen screening assessment tendencies ideacion pensamientos intentos intento riesgo es esta son "
        + "conducta conductas");

    /// <summary>After <see cref="Denied"/>; does not change the meaning.</summary>
    public static readonly HashSet<string> Now = Set("today currently at this time present per by pt patient "
        + "pcp hoy actualmente al momento");

    /// <summary>Between a negator and the mention.</summary>
    public static readonly HashSet<string> Fillers = Set(
        "any current currently active actively acute recent or and of for history hx thoughts thought ideas "
        + "idea ideation ideations plan plans intent intention intentions attempt attempts attempted "
        + "behavior behaviors behaviour "
        + "urges urge gestures signs sign evidence report reports reported reporting having has have had "
        + "been being be feeling feelings feels felt to a an the past prior previous passive other hi avh ah "
        + "vh wanting wants want "
        + "wished wishing self harm overt frank express expresses expressed endorse endorses endorsed admit "
        + "admits risk concern concerns about at this time is are was he she they that pt patient ever "
        + "deliberate intentional "
        + "drug substance opioid alcohol tobacco use abuse psychosis psychotic mania manic hallucinations "
        + "delusions violence violent homicidal suicidal suicidality aggression access w o "
        + "ideacion ideaciones pensamiento pensamientos de del la las el los un una unos unas intento "
        + "intentos intentado intencion intenciones planes actual actuales actualmente activa activas activo "
        + "presenta presentar refiere reporta tiene "
        + "tenido tener ha han haber hay evidencia signos riesgo conducta conductas querer quiere deseos "
        + "deseo ningun ninguna alguna algun y e ni antecedentes antecedente historia previos previo previas "
        + "que se al momento alucinaciones psicosis homicida "
        + "homicidas suicida suicidas consumo drogas screen screening screened score cssrs asq muerte morir morirse "
            + "death dying die");

    /// <summary>Before a mention: it is in the past or in the family history.</summary>
    public static readonly HashSet<string> Past = Set(
        "history hx past prior previous remote former lifetime childhood old pmh fh fhx famhx antecedente "
        + "antecedentes historia historial previo previos previa previas pasado pasados pasada");

    /// <summary>Between <see cref="Past"/> and the mention.</summary>
    public static readonly HashSet<string> PastFillers = Set(
        "of a an the one two three multiple several single attempted attempt attempts ideation thoughts "
        + "thought self harm family significant known strong distant passive depression anxiety ptsd trauma "
        + "bipolar disorder abuse substance "
        + "alcohol opioid opiate heroin drug intentional accidental medication polysubstance and or suicide "
        + "suicidal de del un una varios varias dos tres intento intentos idea ideas ideacion familiar "
        + "familiares personal personales pensamientos por y o e depresion con");

    /// <summary>Directly after a mention: it is in the past.</summary>
    public static readonly HashSet<string> PastAfter = Set("previously past previo previos previa previas "
        + "pasado pasada pasados pasadas");

    /// <summary>Near a past mention: it may be recent.</summary>
    public static readonly HashSet<string> Recent = Set(
        "today tonight now currently current yesterday recent recently again still ongoing active actively "
        + "worse worsening week weeks weekend day days hour hours month months morning night lately new "
        + "present plan plans "
        + "hoy ahora actual actuales actualmente ayer anoche reciente recientes recientemente semana semanas "
        + "dia dias mes meses sigue todavia aun otra nuevamente manana planes "
        + "january february march april june july august september october november december enero febrero "
        + "marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre");

    /// <summary>After one of <see cref="Recent"/>: the recent state is good.</summary>
    public static readonly HashSet<string> Well = Set("stable denies sober no not none without well better "
        + "remission in estable estables niega sin bien mejor remision");

    /// <summary>In the sentence of a denial: an exception.</summary>
    public static readonly HashSet<string> Exceptions = Set("except until unless before besides apart aside excepto "
        + "salvo hasta menos");

    /// <summary>Anywhere in the text: the denial is not reliable.</summary>
    public static readonly HashSet<string> Disbelief = Set(
        "guarded evasive unreliable disagrees disagree otherwise lying untruthful unconvincing minimizes "
        + "minimizing minimises minimising minimiza evasivo evasiva contradice dudoso dudosa");

    /// <summary>Directly before a denial: it applied only earlier.</summary>
    public static readonly HashSet<string> Formerly = Set("initially previously earlier originally first "
        + "yesterday inicialmente anteriormente previamente primero antes ayer");

    /// <summary>Reverses the preceding statement.</summary>
    public static readonly HashSet<string> Contrasts = Set("but however yet though although pero aunque sino "
        + "embargo");

    /// <summary>After "never": a degree, as in "never felt so suicidal".</summary>
    public static readonly HashSet<string> Never = Set("never nunca jamas"),
    Degrees = Set("this so that more as tan mas asi");

    /// <summary>After a contrast: makes the denial unreliable.</summary>
    public static readonly HashSet<string> Means = Set(
        "plan plans gun guns firearm firearms rope noose pills pistol rifle knife razor blade note goodbye "
        + "weapon will attempted attempt today tonight now pistola arma armas soga cuerda pastillas navaja "
        + "cuchillo nota carta despedida intento plan hoy ahora");

    /// <summary>Relatives and friends; the mention may be about them.</summary>
    public static readonly HashSet<string> Relatives = Set(
        "mother mom father dad brother sister son daughter husband wife spouse partner friend uncle aunt "
        + "cousin nephew niece grandfather grandmother grandpa grandma parent colleague coworker classmate "
        + "boyfriend girlfriend fiance neighbor sibling roommate "
        + "madre mama padre papa hermano hermana hijo hija esposo esposa marido pareja amigo amiga tio tia "
        + "primo prima sobrino sobrina abuelo abuela novio novia companero companera vecino");

    /// <summary>Before "by suicide": a death, so the mention is not about the patient.</summary>
    public static readonly HashSet<string> Died = Set("died dies deceased dead passed murio fallecio "
        + "fallecido fallecida muerto muerta falleci");

    /// <summary>Between <see cref="Died"/> or <see cref="Relatives"/> and the mention.</summary>
    public static readonly HashSet<string> By = Set("by from of to after away an a in por de del en");

    /// <summary>After a mention: part of the name of a service or subject.</summary>
    public static readonly HashSet<string> Subjects = Set("prevention hotline hotlines lifeline awareness "
        + "training education bereavement research squad prevencion");

    /// <summary>Objects of a harmless "overdose".</summary>
    public static readonly HashSet<string> Harmless = Set(
        "vitamin vitamins screen screens sugar caffeine coffee salt sun news social internet water chocolate "
        + "gaming homework vitamina vitaminas azucar cafeina pantalla pantallas cafe noticias sol");

    /// <summary>In the sentence of "hurt himself": an accident.</summary>
    public static readonly HashSet<string> Accidents = Set(
        "fell fall falling lifting lifts work working playing cooking shaving soccer football basketball gym "
        + "running sports accident accidentally slipped slipping tripped exercising glass kitchen garden "
        + "gardening thorn thorns bushes fence wire metal cat dog climbing bike biking dancing "
        + "back knee ankle shoulder caida cayo caerse accidente accidentalmente futbol trabajo trabajando "
        + "cocinando rodilla espalda tobillo hombro jugando corriendo");

    /// <summary>In the same sentence: shows intent.</summary>
    public static readonly HashSet<string> Intended = Set(
        "want wants wanted wanting wish wishes urge urges thought thoughts thinking thinks plan plans "
        + "planning voices purpose intent intentional intentionally intentionally deliberate deliberately "
        + "threat threatens threatened threatening tried trying "
        + "again quiere quiero quisiera piensa pensando amenaza amenazo intento intenta proposito voces");

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
