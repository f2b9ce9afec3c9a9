using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>The shipped words of emergencies in English and Spanish, as folded text; every referral is judged by them.</summary>
internal static class EmergencyTerms
{
    /// <summary>What "SI" is read as.</summary>
    public const string Ideation = "suicidalideation";

    /// <summary>Phone of the crisis line for suicide and self-harm (US, around the clock).</summary>
    public const string CrisisLine = EmergencyPhone.CrisisLine;

    /// <summary>Phone of emergency services (US).</summary>
    public const string EmergencyServices = EmergencyPhone.Services;

    private const string Self = "myself|himself|herself|themself|themselves|yourself|ourselves|hisself|itself";
    private const string Own = "my|his|her|their|your|our";
    private const string He = "i|he|she|they|we|you";
    private const string Family = "mother|mom|father|dad|wife|husband|kid|kids|child|children|son|daughter|baby|infant|newborn|brother|sister"
        + "|family|parents|boss|coworker|coworkers|roommate|classmate|classmates|neighbor|partner|boyfriend|girlfriend|ex|teacher";
    private const string Pills = "pill|pills|tablet|tablets|capsule|capsules|tylenol|ibuprofen|aspirin|benadryl|xanax|acetaminophen|pastilla|pastillas"
        + "|tabletas|medicamentos|capsulas|medicinas|tranquilizantes";

    // Things: a list of what is denied may hold them.
    private static readonly string[] HarmNouns =
    [
        "suicid*", Ideation, "su|sui cide|cidal|icide|icidal", "unaliv*", "nssi", "kms",
        "self|selve harm*|injur*|inflict*|mutilat*|poison*|hurt*", "selfharm*|selfinjur*|selfinflict*|selfmutilat*",
        $"danger to self|{Self}", "thought|thoughts|thinking|thinks|think|idea|ideas of|about death|dying", "death wish|wishes",
        "hanging|jumping|shooting|stabbing|poisoning|drowning attempt|attempts", "autolesion*|autoagresion*|autolitic*", "auto lesion*|agresion*",
        "idea|ideas|pensamiento|pensamientos|deseo|deseos|ganas de morir*|muerte|matar*",
        "r45 851", "r45851", "r45 88", "t14 91|91xa", "t1491*",
    ];

    private static readonly string[] OverdoseNouns = ["overdose|overdoses|overdosis", "over dose|doses", "sobredosis", "sobre dosis|dosi"];

    private static readonly string[] HarmActs =
    [
        $"kill|kills|killing|killed|kil|hang|hanging|hanged|hung|shoot|shooting|shot|stab*|drown*|poison*|strangl*|hurt|hurts|hurting|harm|harms"
            + $"|harming|harmed|injure*|injuring|cut|cuts|cutting|burn|burns|burning {Self}",
        "kill|kills|killing|killed|hang|shoot|hurt|hurting|harm|harming|cut|cutting my|him|her|his|them|their self|selves|selfs",
        $"cut|cuts|cutting|slit|slits|slitting|slash* ?{Own} arm|arms|wrist|wrists|leg|legs|thigh|thighs|forearm*|vein*",
        $"end|ends|ending|ended {Own}|this|it life|lives", "end|ending|ends it all|tonight|now",
        "want*|going|ready|plan*|decided to end it|things", $"take|takes|taking|took {Own} ?own life|lives",
        "want*|wanna|wish*|ready|prefer*|plan*|decided|hope*|hoping|tri*|try|trying|desire* ?to die", "want*|wish* to be dead",
        $"wish* ?{He} was|were|be|is|am dead", "rather be|die ?dead", "better off dead|gone", "better off without me|him|her|them|us",
        "not|dont|doesnt|didnt|never|longer|cant ?even want|wants|wanted|wanna|wanting|wish ?to live|exist|living",
        "not|dont|doesnt|didnt|longer want|wants|wanted|wanting to be alive|here", "want|wants to be around anymore", "not being here|around",
        "cant|cannot go on ?like ?this",
        "no|any|without reason|reasons to live", "nothing to live for", "no|any point ?in ?to living|live",
        "not|isnt|isn worth living", "tired|sick|done of|with ?her|his|my life|living",
        "wish*|hope*|hoping|pray* ~4 not|never|wouldnt|dont|doesnt|couldnt|wont ?ever wake*|waking", "to sleep ~2 not|never wake*|waking",
        "goodbye|farewell|final note|letter|letters|text|texts|message|messages", "bought|buying|buy|got a|the gun|rope|noose|pistol",
        "gun to|in|at ~1 head|mouth", "with a|the rope|noose",
        $"jump*|leap*|throw*|throwing ?{Self} off|from|under|in|out|into ~3 bridge*|building*|balcon*|roof*|train*|traffic|window*|cliff*|overpass|subway",
        "drive|driving ~3 off ~2 bridge|cliff|road",
        $"took|taken|swallowed|ingested|downed|drank ~2 many|handful|fistful|bottle|bunch|box|# ~3 {Pills}|meds|medications",
        $"took|taken|swallowed|ingested|downed ~1 all|whole|entire ~3 {Pills}", $"took|taking|take|swallow* ~3 {Pills} to die|sleep",
        $"stash*|saving|hoard*|saved ~2 {Pills}", $"{Pills} ready|saved", "drank|swallowed|ingested bleach|antifreeze|poison",
        "matarme|matarse|matarte", "me|se quiero|quiere|quisiera|queria|voy|va|iba ?a matar", "quiero|quiere|quisiera matarme|matarse",
        "quitarme|quitarse|quitar|quito|quite|quitado|quitara la|mi|su vida", "acabar|terminar|acabe|termine con ?mi|su|la|esta|todo vida|todo",
        "acabar|terminar con todo", "no quiero|quiere|queria|quisiera|desea|querer ?seguir vivir|viviendo|existir|aqui|estar",
        "sin|no|perdio|perdido|pierde ~3 ganas de vivir", "no vale|merece la pena vivir|seguir", "ganas|deseo|deseos de no vivir|despertar",
        "quiero|quiere|quisiera|queria|desea|prefiere|preferiria|querer morir*|desaparecer", "mejor ~2 muert*",
        "estar|estaria|estuviera|estuviese muert*", "no ?volver ?a despertar*", "hacerse|hacerme|haciendose|haciendome dano",
        "se|me hace|hago|hizo|hacia dano", "lastimarse|lastimarme|herirse|herirme|danarse|danarme",
        "me|se corto|corta|cortar|cortando ?en ?los|las|el|la brazo*|muneca*|muslo*|pierna*|vena*", "me corto cuando|para|con",
        "cortarse|cortarme ?los|las|el|la brazo*|muneca*|muslo*|pierna*|vena*", "cortes en ?los|las|el brazo*|muneca*|muslo*|pierna*",
        "ahorcar*|ahorco|ahorcamiento|ahorque", "colgarse|colgarme", "envenenarse|envenenarme", "pegarse|darse|pegarme|darme un tiro|balazo",
        "tirarse|tirarme|aventarse|aventarme|lanzarse|lanzarme|saltar|arrojarse ~3 puente|tren|balcon|edificio|ventana|metro|techo|azotea|carros",
        "carta|nota|mensaje|mensajes de despedida", "cansado|cansada|harto|harta de vivir",
        $"tomo|tome|tomado|ingirio|ingerido|trago|tomarse ~3 frasco|bote|caja|todas|todos|muchas|muchos|punado|exceso|#|diez|quince|veinte|treinta|cuarenta|cincuenta ~3 {Pills}",
    ];

    private static readonly string[] OverdoseActs =
        ["overdosed|overdosing|overdoze*|overdos|overdoesed", "a|an|took overdoes", "over dosed|dosing", "od on", "od ed|d", "oded", "sobredosificad*|sobredosifico"];

    private static readonly string[] ThreatActs =
    [
        "kill|kills|murder|murdering|shoot|stab|strangle someone|somebody|people|everyone|everybody|others|him|her|them",
        $"kill|kills|killing|murder|shoot|shooting|stab|stabbing|strangle|hurt|hurting|harm|harming|drown|drowning|smother* {Own}|the|a ?own {Family}",
        "hurt|hurting|harm|harming someone|somebody|others|people|everyone", "matar a ?su|mi|la|el|los|sus alguien|todos|*",
        "quiere|quiero|ganas|piensa|amenaza ~2 hacerle|hacerles dano", "danger to others",
    ];

    /// <summary>The shipped phrases that may begin with a word: a long note has thousands of words, and hardly any begins one.</summary>
    public static IEnumerable<WordPattern> BeginningWith(string word) => ByFirstWord.TryGetValue(word, out var terms) ? terms.Concat(Loose) : Loose;

    // What people misspell was put right before: see Misspellings.
    private static readonly WordPattern[] All =
    [
        .. HarmNouns.Select(p => new WordPattern(p, CrisisLine, true)),
        .. HarmActs.Select(p => new WordPattern(p, CrisisLine, false)),
        .. OverdoseNouns.Select(p => new WordPattern(p, EmergencyServices, true)),
        .. OverdoseActs.Select(p => new WordPattern(p, EmergencyServices, false)),
        new WordPattern("homicid*", EmergencyServices, true),
        .. ThreatActs.Select(p => new WordPattern(p, EmergencyServices, false)),
    ];

    private static readonly WordPattern[] Loose = [.. All.Where(t => t.BeginsLoosely)];

    private static readonly Dictionary<string, WordPattern[]> ByFirstWord = All.Where(t => !t.BeginsLoosely)
        .SelectMany(t => t.FirstWords.Select(w => (Word: w, Term: t))).GroupBy(p => p.Word).ToDictionary(g => g.Key, g => g.Select(p => p.Term).ToArray());
}
