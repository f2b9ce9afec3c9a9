namespace ReferralSilo.Domain.Emergencies;

/// <summary>
/// Words of death, means, farewell and despair, which are in most texts about danger to life. They are not an emergency
/// by themselves, but a text with one of them is reviewed first when no phrase of <see cref="EmergencyTerms"/> matches.
/// </summary>
internal static class RiskWords
{
    private static readonly string[] Patterns =
    [
        // Death.
        "die|dies|dead|death|deaths|lethal|fatal|corpse|grave", "unaliv*", "kill|kills|homicid*|stab|stabbing|stabbed",
        "strangl*|smother*|drown*|suffocat*|asphyxia*|murder*", "hang|hanging|hanged|noose",
        // Means and deeds.
        "gun|guns|pistol|rifle|rifles|shotgun|bullet|bullets|knife|knives|razor|razors|blade|blades|rope|ropes",
        "firearm*|weapon*|ammunition*",
        "stockpil*|hoard*|overdos*|narcan*|ingested|swallowed",
        "poisoned|poisoning|bridge|overpass|cliff|ledge|rooftop|traffic",
        "shoot|shooting|shot up|everyone|people|himself|herself|myself", "on purpose", "self inflicted", "brains out",
        "jump|jumping|jumped off|from|in|out",
        "hurt|hurts|hurting|harm|harms|harming|burn|burning|cut|cuts|punish* ~1 "
        + "herself|himself|myself|themself|themselves|someone|others|people|sister|brother|mother|baby",
        "cutting|cutter",
        // Farewell and absence.
        "goodbye|goodbyes|farewell", "gone forever", "no more", "check|checking out", "disappear*|vanish*", "a burden",
        "better|easier off|if|without",
        "not|nt|dont|doesnt|wont|wouldnt|werent|wasnt|isnt|never ~3 here|around|alive|exist|existing|wake", "in heaven",
        "gave|giving|given away", "didnt|dont|doesnt|not care", "after tonight|tomorrow",
        "no reason|reasons|point|purpose|future",
        // Despair.
        "hopeless*|desperat*|despair*|worthless*", "unbearable|trapped|unsafe", "not safe", "give|giving|gave|given up",
        "end|ending|ends it|everything|life|all",
        "cant|cannot|can|unable|not ~1 go|take|cope|bear|do|live|keep ~2 on|anymore|longer|living|this",
        "done|tired|sick with|of ~1 life|living|everything|existing|it",
        "voice|voices|command* ~3 tell*|order*|hurt|kill|ah|hallucination*",
        // Spanish.
        "morir*|muere|muera|muerte|muerto|muerta", "matar*|ahorc*|venas",
        "pistola|arma|armas|cuchillo|navaja|soga|cuerda|veneno|puente",
        "se|me despid*", "despedid*|despedirse|adios", "desaparecer", "desesperad*|desesperanz*",
        "hacerse|hacerme|hacerle|hace ~1 dano|cortes", "cortarse|cortarme|lastimarse|herirse",
        "no|nunca|sin ~2 vivir|despertar|existir|aguant*|esperanza*|salida|futuro",
        "cansad*|hart* de ~1 todo|vida|vivir",
        "mejor ~2 sin", "acabar|terminar ~1 con|todo", "aventarse|tirarse|lanzarse",
    ];

    private static readonly PhraseIndex Index =
        new([.. Patterns.Select(p => new WordPattern(p, EmergencyTerms.CrisisLine, true))]);

    /// <summary>Whether a text contains one of them.</summary>
    public static bool AnyIn(SentenceWords words)
    {
        for (var at = 0; at < words.Count; at++)
            foreach (var phrase in Index.BeginningWith(words[at]))
                if (phrase.EndAt(words, at) is not null) return true;
        return false;
    }
}
