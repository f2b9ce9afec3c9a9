using System.Collections.Frozen;
using ReferralSilo.Domain.Parsing;

namespace ReferralSilo.Api.Intake;

/// <summary>Parses countries and US states: two or three letters (ISO 3166-1), or the name of a state and of some
/// countries.</summary>
public static class PlaceNames
{
    private static readonly Lazy<FrozenDictionary<string, string>> Alpha3 = new(() => Alpha3ToAlpha2
        .Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(entry => entry[..3], entry => entry[3..], StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<FrozenDictionary<string, string>> States = new(() => StateNames
        .Split((char[])[',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToFrozenDictionary(entry => entry[..^3], entry => entry[^2..], StringComparer.OrdinalIgnoreCase));

    /// <summary>The alpha-2 code, or null for an unknown country.</summary>
    public static string? Country(string? written)
    {
        var text = written?.Trim();
        return text switch
        {
            null or "" => null,
            "UK" or "uk" or "Uk" or "U.K." => "GB",
            { Length: 2 } when text.All(char.IsAsciiLetter) => text.ToUpperInvariant(),
            { Length: 3 } => Alpha3.Value.GetValueOrDefault(text),
            _ when text.Equals("United States", StringComparison.OrdinalIgnoreCase)
                || text.Equals("United States of America", StringComparison.OrdinalIgnoreCase)
                || text.Equals("U.S.A.", StringComparison.OrdinalIgnoreCase)
                    || text.Equals("U.S.", StringComparison.OrdinalIgnoreCase) => "US",
            _ when text.Equals("United Kingdom", StringComparison.OrdinalIgnoreCase)
                || text.Equals("Great Britain", StringComparison.OrdinalIgnoreCase) => "GB",
            _ when text.Equals("Mexico", StringComparison.OrdinalIgnoreCase)
                || text.Equals("México", StringComparison.OrdinalIgnoreCase) => "MX",
            _ when text.Equals("Canada", StringComparison.OrdinalIgnoreCase) => "CA",
            _ => null,
        };
    }

    /// <summary>The two-letter code, or null for text that is not a US state or territory.</summary>
    public static string? UsState(string? written)
    {
        var text = written?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length > 2) return States.Value.GetValueOrDefault(text);
        var code = text.ToUpperInvariant();
        return UsStates.IsValid(code) ? code : null;
    }

    private const string Alpha3ToAlpha2 = """
        AFGAF ALBAL DZADZ ASMAS ANDAD AGOAO AIAAI ATGAG ARGAR ARMAM ABWAW AUSAU AUTAT AZEAZ BHSBS BHRBH BGDBD
        BRBBB BLRBY BELBE BLZBZ BENBJ BMUBM BTNBT BOLBO BESBQ BIHBA BWABW BRABR VGBVG BRNBN BGRBG BFABF BDIBI
        CPVCV KHMKH CMRCM CANCA CYMKY CAFCF TCDTD CHLCL CHNCN COLCO COMKM COGCG CODCD COKCK CRICR CIVCI HRVHR
        CUBCU CUWCW CYPCY CZECZ DNKDK DJIDJ DMADM DOMDO ECUEC EGYEG SLVSV GNQGQ ERIER ESTEE SWZSZ ETHET FLKFK
        FROFO FJIFJ FINFI FRAFR GUFGF PYFPF GABGA GMBGM GEOGE DEUDE GHAGH GIBGI GRCGR GRLGL GRDGD GLPGP GUMGU
        GTMGT GGYGG GINGN GNBGW GUYGY HTIHT VATVA HNDHN HKGHK HUNHU ISLIS INDIN IDNID IRNIR IRQIQ IRLIE IMNIM
        ISRIL ITAIT JAMJM JPNJP JEYJE JORJO KAZKZ KENKE KIRKI PRKKP KORKR KWTKW KGZKG LAOLA LVALV LBNLB LSOLS
        LBRLR LBYLY LIELI LTULT LUXLU MACMO MDGMG MWIMW MYSMY MDVMV MLIML MLTMT MHLMH MTQMQ MRTMR MUSMU MYTYT
        MEXMX FSMFM MDAMD MCOMC MNGMN MNEME MSRMS MARMA MOZMZ MMRMM NAMNA NRUNR NPLNP NLDNL NCLNC NZLNZ NICNI
        NERNE NGANG NIUNU NFKNF MKDMK MNPMP NORNO OMNOM PAKPK PLWPW PSEPS PANPA PNGPG PRYPY PERPE PHLPH POLPL
        PRTPT PRIPR QATQA REURE ROURO RUSRU RWARW BLMBL SHNSH KNAKN LCALC MAFMF SPMPM VCTVC WSMWS SMRSM STPST
        SAUSA SENSN SRBRS SYCSC SLESL SGPSG SXMSX SVKSK SVNSI SLBSB SOMSO ZAFZA SSDSS ESPES LKALK SDNSD SURSR
        SWESE CHECH SYRSY TWNTW TJKTJ TZATZ THATH TLSTL TGOTG TKLTK TONTO TTOTT TUNTN TURTR TKMTM TCATC TUVTV
        UGAUG UKRUA AREAE GBRGB USAUS URYUY UZBUZ VUTVU VENVE VNMVN VIRVI WLFWF ESHEH YEMYE ZMBZM ZWEZW
        ALAAX ATAAQ ATFTF BVTBV CCKCC CXRCX HMDHM IOTIO PCNPN SGSGS SJMSJ UMIUM
        """;

    private const string StateNames = """
        Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,
        Connecticut CT,Delaware DE,Florida FL,Georgia GA,Hawaii HI,Idaho ID,
        Illinois IL,Indiana IN,Iowa IA,Kansas KS,Kentucky KY,Louisiana LA,
        Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,
        Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,
        New Mexico NM,New York NY,North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,
        Oregon OR,Pennsylvania PA,Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,
        Texas TX,Utah UT,Vermont VT,Virginia VA,Washington WA,West Virginia WV,
        Wisconsin WI,Wyoming WY,District of Columbia DC,American Samoa AS,Guam GU,Northern Mariana Islands MP,
        Puerto Rico PR,Virgin Islands VI
        """;
}
