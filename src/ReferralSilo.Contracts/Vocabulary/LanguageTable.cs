namespace ReferralSilo.Contracts;

/// <summary>
/// ISO 639: per language the two-letter code (three letters where there is none), the three-letter codes with the same
/// meaning, and the names that people write, the English name first. Contains all languages with two letters and others
/// that patients in the US speak.
/// </summary>
internal static class LanguageTable
{
    internal const string Text = """
        aa aar Afar; ab abk Abkhazian; af afr Afrikaans; ak aka Akan,Twi; am amh Amharic,አማርኛ;
        an arg Aragonese; ar ara,arb Arabic,العربية,عربي; as asm Assamese; av ava Avaric; ay aym Aymara;
        az aze Azerbaijani,Azeri; ba bak Bashkir; be bel Belarusian; bg bul Bulgarian,български;
        bi bis Bislama; bm bam Bambara; bn ben Bengali,Bangla,বাংলা; bo bod,tib Tibetan; br bre Breton;
        bs bos Bosnian,bosanski; ca cat Catalan,Valencian,català; ce che Chechen; ch cha Chamorro;
        co cos Corsican; cr cre Cree; cs ces,cze Czech,čeština; cv chv Chuvash; cy cym,wel Welsh;
        da dan Danish,dansk; de deu,ger German,Deutsch; dv div Divehi,Maldivian; dz dzo Dzongkha;
        ee ewe Ewe; el ell,gre Greek,ελληνικά; en eng English; eo epo Esperanto;
        es spa Spanish,Castilian,español,castellano; et est Estonian; eu eus,baq Basque;
        fa fas,per,pes Persian,Farsi,فارسی; ff ful Fulah,Fulani; fi fin Finnish,suomi; fj fij Fijian;
        fo fao Faroese; fr fra,fre French,français; fy fry Western Frisian; ga gle Irish;
        gd gla Scottish Gaelic,Gaelic; gl glg Galician; gn grn Guarani; gu guj Gujarati,ગુજરાતી;
        gv glv Manx; ha hau Hausa; he heb Hebrew,עברית; hi hin Hindi,हिन्दी; hr hrv Croatian,hrvatski;
        ht hat Haitian Creole,Haitian,Creole,kreyòl,kreyòl ayisyen; hu hun Hungarian,magyar;
        hy hye,arm Armenian,հայերեն; hz her Herero; id ind Indonesian; ig ibo Igbo; ii iii Sichuan Yi;
        ik ipk Inupiaq; io ido Ido; is isl,ice Icelandic; it ita Italian,italiano; iu iku Inuktitut;
        ja jpn Japanese,日本語; jv jav Javanese; ka kat,geo Georgian,ქართული; kg kon Kongo; ki kik Kikuyu;
        kj kua Kuanyama; kk kaz Kazakh; kl kal Kalaallisut,Greenlandic;
        km khm Khmer,Cambodian,Central Khmer,ខ្មែរ; kn kan Kannada; ko kor Korean,한국어; kr kau Kanuri;
        ks kas Kashmiri; ku kur Kurdish; kv kom Komi; kw cor Cornish; ky kir Kyrgyz; la lat Latin;
        lb ltz Luxembourgish; lg lug Ganda,Luganda; li lim Limburgish; ln lin Lingala; lo lao Lao,Laotian;
        lt lit Lithuanian,lietuvių; lu lub Luba-Katanga; lv lav Latvian; mg mlg Malagasy;
        mh mah Marshallese; mi mri,mao Maori; mk mkd,mac Macedonian; ml mal Malayalam,മലയാളം;
        mn mon Mongolian; mr mar Marathi,मराठी; ms msa,may Malay; mt mlt Maltese; my mya,bur Burmese,မြန်မာ;
        na nau Nauru; nb nob Norwegian Bokmål; nd nde North Ndebele; ne nep Nepali,नेपाली; ng ndo Ndonga;
        nl nld,dut Dutch,Flemish,Nederlands; nn nno Norwegian Nynorsk; no nor Norwegian,norsk;
        nr nbl South Ndebele; nv nav Navajo,Navaho,Diné bizaad; ny nya Chichewa,Nyanja; oc oci Occitan;
        oj oji Ojibwa; om orm Oromo; or ori Odia,Oriya; os oss Ossetian; pa pan Punjabi,Panjabi,ਪੰਜਾਬੀ;
        pi pli Pali; pl pol Polish,polski; ps pus Pashto,Pushto,پښتو; pt por Portuguese,português;
        qu que Quechua; rm roh Romansh; rn run Rundi,Kirundi; ro ron,rum Romanian,Moldovan,română;
        ru rus Russian,русский; rw kin Kinyarwanda; sa san Sanskrit; sc srd Sardinian; sd snd Sindhi;
        se sme Northern Sami; sg sag Sango; si sin Sinhala,Sinhalese; sk slk,slo Slovak,slovenčina;
        sl slv Slovenian,slovenščina; sm smo Samoan; sn sna Shona; so som Somali,Soomaali;
        sq sqi,alb Albanian,shqip; sr srp Serbian,српски,srpski; ss ssw Swati; st sot Southern Sotho;
        su sun Sundanese; sv swe Swedish,svenska; sw swa,swh Swahili,Kiswahili; ta tam Tamil,தமிழ்;
        te tel Telugu,తెలుగు; tg tgk Tajik; th tha Thai,ไทย; ti tir Tigrinya,ትግርኛ; tk tuk Turkmen;
        tl tgl Tagalog; tn tsn Tswana; to ton Tongan; tr tur Turkish,Türkçe; ts tso Tsonga; tt tat Tatar;
        ty tah Tahitian; ug uig Uyghur; uk ukr Ukrainian,українська; ur urd Urdu,اردو; uz uzb Uzbek;
        ve ven Venda; vi vie Vietnamese,tiếng Việt; vo vol Volapük; wa wln Walloon; wo wol Wolof;
        xh xho Xhosa; yi yid Yiddish; yo yor Yoruba; za zha Zhuang;
        zh zho,chi,cmn Chinese,Mandarin,Mandarin Chinese,中文,汉语,普通话; zu zul Zulu;
        ase - American Sign Language,ASL; sfs - Spanish Sign Language; hmn - Hmong;
        mww - Hmong Daw,White Hmong; yue - Cantonese,粵語,廣東話; nan - Min Nan,Hokkien,Taiwanese;
        fil - Filipino,Pilipino; prs - Dari; ilo - Ilocano; ceb - Cebuano; kar - Karen; ksw - S'gaw Karen;
        rhg - Rohingya; mam - Mam; quc - K'iche'; kjb - Q'anjob'al; acm - Iraqi Arabic;
        arz - Egyptian Arabic; ckb - Central Kurdish,Sorani; kmr - Northern Kurdish,Kurmanji;
        haw - Hawaiian; chr - Cherokee; lkt - Lakota; chk - Chuukese; pon - Pohnpeian; nah - Nahuatl;
        mix - Mixtec; zap - Zapotec; gsw - Swiss German; kri - Krio; tpi - Tok Pisin;
        """;
}
