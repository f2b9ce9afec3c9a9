using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>The built-in English and Spanish emergency phrases, as folded text, for every referral.</summary>
internal static class EmergencyTerms
{
    /// <summary>The word that replaces "SI".</summary>
    public const string Ideation = "suicidalideation";

    /// <summary>Phone of the crisis line for suicide and self-harm (US, around the clock).</summary>
    public const string CrisisLine = EmergencyPhone.CrisisLine;

    /// <summary>Phone of emergency services (US).</summary>
    public const string EmergencyServices = EmergencyPhone.Services;

    private const string Self = "myself|himself|herself|themself|themselves|yourself|ourselves|hisself|itself";
    private const string Own = "my|his|her|their|your|our";
    private const string He = "i|he|she|they|we|you";
    private const string Family =
        "mother|mom|father|dad|wife|husband|kid|kids|child|children|son|daughter|baby|infant|newborn|brother|sister"
        + "|family|parents|boss|coworker|coworkers|roommate|classmate|classmates|neighbor|partner|boyfriend"
        + "|girlfriend|ex|teacher";
    private const string Pills = "pill|pills|tablet|tablets|capsule|capsules|tylenol|ibuprofen|aspirin|benadryl|xanax"
        + "|acetaminophen|pastilla|pastillas"
        + "|tabletas|medicamentos|capsulas|medicinas|tranquilizantes|tab|tabs|caps|med|meds|medication|medications"
        + "|pastilla|comprimidos|" + Drugs;
    private const string Drugs = "paracetamol|ibuprofeno|naproxen|advil|aleve|motrin|nyquil|melatonin|diphenhydramine"
        + "|unisom|ambien|zolpidem|trazodone"
        + "|sertraline|zoloft|fluoxetine|prozac|escitalopram|lexapro|citalopram|celexa|paroxetine|venlafaxine"
        + "|bupropion|wellbutrin|amitriptyline"
        + "|clonazepam|klonopin|rivotril|alprazolam|lorazepam|ativan|diazepam|valium|quetiapine|seroquel|lithium"
        + "|lamotrigine|gabapentin|propranolol"
        + "|oxycodone|hydrocodone|percocet|norco|tramadol|metformin|adderall|sertralina|fluoxetina|amitriptilina"
        + "|quetiapina|litio|metformina";
    private const string BodyParts =
        "arm|arms|wrist*|leg|legs|thigh|thighs|forearm*|vein*|stomach|belly|abdomen|throat";
    private const string Firearms = "gun|guns|handgun*|firearm*|pistol*|rifle*|shotgun*|revolver*";
    private const string ToNeck = "belt|rope|noose|ligature|bedsheet|cable|wire|cinturon|soga|cuerda|lazo|sabana";

    // Things, which can be in a list of denied things.
    private static readonly string[] HarmNouns =
    [
        "suicid*", Ideation, "su|sui cide|cidal|icide|icidal", "unaliv*", "nssi", "kms",
        "self|selve harm*|injur*|inflict*|mutilat*|poison*|hurt*", "selfharm*|selfinjur*|selfinflict*|selfmutilat*",
        $"danger to self|{Self}", "thought|thoughts|thinking|thinks|think|idea|ideas of|about death|dying",
        "death wish|wishes", "noose|nooses",
        $"loaded {Firearms}", "arma|pistola|escopeta|rifle cargada|cargado", "russian roulette", "ruleta rusa",
        "lethal dose|doses|amount|means|method|methods",
        "active|passive|endorses s i", "sewerslide|sewercide|kys", "ways|way to die",
        "formas|maneras|manera|forma de morir",
        "hanging|jumping|shooting|stabbing|poisoning|drowning attempt|attempts", "autolesion*|autoagresion*|autolitic*",
        "auto lesion*|agresion*",
        "idea|ideas|pensamiento|pensamientos|deseo|deseos|ganas de morir*|muerte|matar*",
        "r45 851", "r45851", "r45 88", "t14 91*", "t1491*",
    ];

    private static readonly string[] OverdoseNouns =
        ["overdose|overdoses|overdosis", "over dose|doses", "sobredosis", "sobre dosis|dosi"];

    private static readonly string[] HarmActs =
    [
        $"kill|kills|killing|killed|kil|hang|hanging|hanged|hung|shoot|shooting|shot|stab*|drown*|poison*|strangl*"
            + $"|chok*|suffocat*|electrocut*|hurt|hurts|hurting|harm|harms"
            + $"|harming|harmed|injure*|injuring|cut|cuts|cutting|burn|burns|burning {Self}",
        "kill|kills|killing|killed|hang|shoot|hurt|hurting|harm|harming|cut|cutting my|him|her|his|them|their self"
            + "|selves|selfs",
        $"cut|cuts|cutting|slit|slits|slitting|slash* ?up|on|into ?{Own}|the|both {BodyParts}", "cutting again",
        "delete|deleting|deleted {Self}",
        $"to|gonna|wanna off {Self}", $"drink|drinking|drank|starv*|drug|drugging ?{Self} to death",
        "blow|blew|blowing ~2 brain|brains",
        $"{ToNeck} around|round|on|alrededor|al|en ~2 neck|throat|cuello", "bag|bolsa over|en ~2 head|cabeza",
        $"tied|tying|tightened|tightens|wrapped|wrapping ~3 around|round ~1 neck",
        "it|something around|round ?my|his|her|their neck",
        $"end|ends|ending|ended {Own}|this|it life|lives",
        $"end|ending|ends it {Self}|all|tonight|now|forever|permanently",
        "want*|going|ready|plan*|decided to end it|things", $"take|takes|taking|took {Own} ?own life|lives",
        "want*|wanna|wish*|ready|prefer*|plan*|decided|hope*|hoping|tri*|try|trying|desire* ?to|2 die", "wanna die",
        "want*|wish* to be dead",
        $"wish* ?{He} was|were|be|is|am dead", "rather be|die ?dead", "better off dead|gone",
        "better off without me|him|her|them|us",
        $"better off if|when {He} ~1 gone|dead|died|disappeared|around|alive|here",
        $"better if|when {He} wasnt|werent|isnt|not|was|were ~1 here|around|alive|dead|gone|born",
        "not|dont|doesnt|didnt|isnt|never plan*|expect*|intend* ?on|to be|being here|alive|around",
        "not|dont|doesnt|didnt|isnt|never plan*|expect*|intend* ?on|to live|living ?much past|beyond|long|until",
        "not|wont be here|around|alive much|anymore|longer|tomorrow",
        "be|being|live|alive here|around|alive much longer",
        "ready|want*|wish*|going|long* ?to be|join|go ?with|to|and ?be ?with ~1 late|deceased|dead",
        "be|join|go|together ~3 in heaven",
        $"care|cares|caring|matter|matters if|whether {He} ~1 live*|die*|wake*|alive|dead",
        "not|dont|doesnt|didnt ?ever|even want|wants|wanted|wanna|wanting ?to wake|waking ?up",
        "gave|give|giving|given away ~2 belongings|possessions|things|stuff",
        "cant|cannot|wont|unable ?to|not contract|contracting for safety",
        $"cant|cannot|unable ?to keep {Self}|{Own} safe", $"not|isnt|doesnt ?feel safe with {Self}",
        "insulin|dialysis ~3 purpose|deliberately|intentionally",
        "stop*|quit|refus*|skip* ~3 insulin|dialysis ~2 die|purpose|death",
        "not|dont|doesnt|didnt|never|longer|cant ?even want|wants|wanted|wanna|wanting|wish ?to live|exist|living",
        "not|dont|doesnt|didnt|longer want|wants|wanted|wanting to be alive|here", "want|wants to be around anymore",
        "not being here|around",
        "cant|cannot go on ?like ?this",
        "no|any|without reason|reasons to live", "nothing to live for", "no|any point ?in ?to living|live",
        "not|isnt|isn worth living", "tired|sick|done of|with ?her|his|my life|living",
        "wish*|hope*|hoping|pray* ~4 not|never|wouldnt|dont|doesnt|couldnt|wont ?ever|to wake*|waking",
        "how much|many ~6 die|kill", "enough|takes|take to die|kill", "carv*|slic*|etch* ~3 into|on ~2 " + BodyParts,
        "hope*|hoping|wish*|want* ~4 hit|struck|run ?over by",
        "pray*|hope*|hoping|wish*|want* ~3 god|lord|jesus ~1 take*|took", "be|go ?home with|to god|jesus|heaven",
        "see|sees|has|have|feels no future", "no future for me|him|her|them",
        "want*|wish*|hope* it|everything ?would ?to ?just ?all be over",
        "want*|wish* everything to stop|end", "nobody|noone|one would|will ?even miss me|him|her|them",
        "this is goodbye", "better|well|be|being ?be dead", "not|dont|doesnt|didnt ~2 be|being alive", "alive no more",
        "sleep|asleep forever|permanently",
        "saying|said ?final|his|her|their bye|byes|goodbye|goodbyes to ~1 everyone|everybody|friends|family"
            + "|coworkers|kids|children|classmates",
        "thought*|thinking|urge*|idea*|impulse* of|to|about ~1 stab*|drown*|chok*|strangl*|smother*|suffocat*"
            + "|shoot*|kill*|hang|hanging|overdos*|poison*|slit*",
        "thought*|thinking|urge*|idea*|impulse* ~2 driv*|swerv*|crash*|steer* ~2 into|off|in",
        "intentional|deliberate|purposeful ingestion",
        $"attempt|attempts on ?{Own} ?own life", "m1|5150|72|involuntary ?hour|hr hold", "5150|5585", "baker acted",
        "check|checking out permanently|forever", "join* ~2 in death|heaven",
        "wont|not ?have ?to deal|worry|bother|put with|about|up ?with me|him|her|them anymore|after|again|longer|soon",
        "c ssrs|cssrs|asq ~2 positive|high", "positive ?for|on c|cssrs|asq ?ssrs",
        "item|question 9 ?of|is|was|score|scored ?of|is|was 1|2|3|positive|yes",
        "life not|isnt|aint ?even|really worth",
        "point of|in ?even living|life", "counted|counting out ~2 " + Pills, "car|engine running ~4 garage",
        "running car|engine ~3 garage",
        "swallow* ~3 battery|batteries|magnet*|razor*|glass|blade*|screws", "jump*|leap* ~2 moving car|vehicle|truck",
        "jump*|leap* out of ?a|the car|truck|vehicle",
        "attempt* ?to hang|hanging|drown*|jump*|strangle|strangulation|shoot", "to sleep ~2 not|never wake*|waking",
        "goodbye|farewell|final note|letter|letters|text|texts|message|messages",
        "bought|buying|buy|got ?a|the gun|rope|noose|pistol|ammo|ammunition|bullets",
        "gun to|in|at ~1 head|mouth", "with a|the rope|noose",
        $"jump*|leap*|throw*|throwing ?{Self} off|from|under|in|out|into ~3 bridge*|building*|balcon*|roof*|train*"
            + $"|traffic|window*|cliff*|overpass|subway",
        "drive|driving ~3 off ~2 bridge|cliff|road|overpass|ledge|mountain|highway",
        $"drive|driving ?{Own}|the car|truck|vehicle into|off", "crash|crashing ?his|her|my|the car on purpose",
        "step*|walk*|run|running|lie|lay|laying in|into|on|onto ~2 traffic|train|tracks",
        "step*|walk*|run|running|lie|lay|laying in front of ~1 car*|bus|truck*|train*",
        $"took|taken|swallowed|ingested|downed|drank|popped|ate|eaten|chugged ~2 many|handful|fistful|bottle|bunch"
            + $"|box ~3 {Pills}",
        $"took|taken|swallowed|ingested|downed|drank|popped|ate|eaten|chugged ~2 # ~5 {Pills}",
        $"took|taken|swallowed|ingested|downed|popped|ate ~1 all|whole|entire ~3 {Pills}",
        $"took|taking|take|swallow* ~3 {Pills} to die",
        $"took|taking|take|swallow* ~3 {Pills} to sleep forever|permanently",
        $"stash*|saving|hoard*|saved ~2 {Pills}", $"{Pills} ready|saved",
        "drank|drink|drinking|swallowed|ingested ~4 bleach|antifreeze|poison|pesticide|drano|ammonia|windex|lysol"
            + "|cleaner|detergent|sanitizer|gasoline",
        "matarme|matarse|matarte", "me|se quier*|quer*|quis*|quiz*|kier*|kis*|voy|va|iba|intent*|trat* ?a|de matar",
        "quiero|quiere|quisiera matarme|matarse",
        "quitarme|quitarse|quitar|quito|quite|quitado|quitara la|mi|su vida",
        "acabar|terminar|acabe|termine con ?mi|su|la|esta|todo vida|todo",
        "acabar|terminar con todo",
        "no quiero|quiere|queria|quisiera|desea|querer ?seguir vivir|viviendo|existir|aqui|estar",
        "sin|no|perdio|perdido|pierde ~3 ganas de vivir", "no vale|merece la pena vivir|seguir",
        "ganas|deseo|deseos de no vivir|despertar",
        "quiero|quiere|quisiera|queria|desea|prefiere|preferiria|querer morir*|desaparecer", "mejor ~2 muert*",
        "estar|estaria|estuviera|estuviese muert*", "no ?volver ?a despertar*",
        "hacerse|hacerme|haciendose|haciendome dano",
        "se|me hace|hago|hizo|hacia dano", "lastimarse|lastimarme|herirse|herirme|danarse|danarme",
        "me|se corto|corta|cortar|cortando ?en ?los|las|el|la brazo*|muneca*|muslo*|pierna*|vena*",
        "me corto cuando|para|con",
        "cortarse|cortarme ?los|las|el|la brazo*|muneca*|muslo*|pierna*|vena*",
        "cortes en ?los|las|el brazo*|muneca*|muslo*|pierna*",
        "ahorcar*|ahorco|ahorcamiento|ahorque", "colgarse|colgarme", "envenenarse|envenenarme",
        "pegarse|darse|pegarme|darme un tiro|balazo",
        "tirarse|tirarme|aventarse|aventarme|lanzarse|lanzarme|saltar|arrojarse ~3 puente|tren|balcon|edificio"
            + "|ventana|metro|techo|azotea|carros",
        "carta|nota|mensaje|mensajes de despedida",
        "estar|estaria|estarian|estariamos|estaran ?todos mejor sin mi|el|ella",
        "no|sin|ni|ninguna|perdio ~2 razon|razones|motivo|motivos|sentido para|de|a|por ?la ?que vivir|vida|existir"
            + "|viviendo",
        "vida no|ya ?no tiene sentido|caso",
        "piensa|piense|pienso|pensado|pensando|ganas|idea|deseo|deseos en|de morir*|desaparecer",
        "desaparecer para siempre", "no|nunca|jamas ?quisiera|volver|vuelva ?a|mas despertar*",
        "se|me|va|voy ?va|voy|quiere|quiero ?a dar|pegar|meter|da|pega|mete un tiro|balazo", "dios ~2 lleve",
        "irse|ir|estar|reunirse con ~2 difunt*|dios",
        "no merece|merezco vivir", "no ?se puede|puedo ?mas con la|mi|su vida", "quitarse|quitarme de en medio",
        "autoinflig*|autoinfring*", "auto inflig*",
        "intoxicacion|ingesta|ingestion|envenenamiento ~2 voluntari*|intencional*|deliberad*",
        "irse|irme|ir de este mundo", "dejar de existir|vivir",
        "empastill*",
        "ingirio|ingerido|tomo|tome|tomado|bebio|trago ~2 cloro|veneno|raticida|lejia|insecticida|plaguicida"
            + "|blanqueador",
        "cansado|cansada|harto|harta de vivir",
        $"tomo|tome|tomado|ingirio|ingerido|trago|tomarse ~3 frasco|bote|caja|todas|todos|muchas|muchos|punado"
            + $"|exceso|#|diez|quince|veinte|treinta|cuarenta|cincuenta ~3 {Pills}",
    ];

    private static readonly string[] OverdoseActs =
        ["overdosed|overdosing|overdoze*|overdos|overdoesed", "a|an|took overdoes", "over dosed|dosing", "od on",
        "od ed|d", "oded", "sobredosificad*|sobredosifico"];

    private static readonly string[] ThreatActs =
    [
        "kill|kills|murder|murdering|shoot|stab|strangle someone|somebody|people|everyone|everybody|others|him|her"
            + "|them",
        $"kill|kills|killing|murder|shoot|shooting|stab|stabbing|strangle|hurt|hurting|harm|harming|drown|drowning"
            + $"|smother* {Own}|the|a ?own {Family}",
        "hurt|hurting|harm|harming someone|somebody|others|people|everyone",
        "matar a ?su|mi|la|el|los|sus alguien|todos|*",
        "quiere|quiero|ganas|piensa|amenaza ~2 hacerle|hacerles dano", "danger to others",
        $"shoot|shooting|blow|blowing|burn|burning up|down ?{Own}|the|a ?own school|workplace|work|job|office"
            + $"|church|mall|place|everyone|{Family}",
        $"bring|bringing|brought|take|taking ~1 {Firearms} to ?{Own}|the school|work|class|church", "tiroteo en",
        "disparar|dispararle|dispararles a|en",
    ];

    /// <summary>The built-in phrases that may begin with a word.</summary>
    public static IEnumerable<WordPattern> BeginningWith(string word) => Index.BeginningWith(word);

    // Misspelled words are corrected before: see Misspellings.
    private static readonly WordPattern[] All =
    [
        .. HarmNouns.Select(p => new WordPattern(p, CrisisLine, true)),
        .. HarmActs.Select(p => new WordPattern(p, CrisisLine, false)),
        .. OverdoseNouns.Select(p => new WordPattern(p, EmergencyServices, true)),
        .. OverdoseActs.Select(p => new WordPattern(p, EmergencyServices, false)),
        new WordPattern("homicid*", EmergencyServices, true),
        .. ThreatActs.Select(p => new WordPattern(p, EmergencyServices, false)),
    ];

    private static readonly PhraseIndex Index = new(All);
}
