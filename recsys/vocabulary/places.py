"""ISO codes of countries (3166-1 alpha-2) and languages (639-1), their names, and back.

Country names follow the tz database's `iso3166.tab` (public domain), extended by former states and
by the additional codes of Trakt and TMDB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_COUNTRIES = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua and Barbuda; AI Anguilla; AL
Albania; AM Armenia; AN Netherlands Antilles; AO Angola; AQ Antarctica; AR Argentina; AS
American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland; AZ Azerbaijan; BA Bosnia and
Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain;
BI Burundi; BJ Benin; BL Saint Barthélemy; BM Bermuda; BN Brunei; BO Bolivia; BQ Caribbean NL;
BR Brazil; BS Bahamas; BT Bhutan; BU Burma; BV Bouvet Island; BW Botswana; BY Belarus; BZ
Belize; CA Canada; CC Cocos Islands; CD Congo (Kinshasa); CF Central African Rep.; CG Congo
(Brazzaville); CH Switzerland; CI Ivory Coast; CK Cook Islands; CL Chile; CM Cameroon; CN China;
CO Colombia; CR Costa Rica; CS Czechoslovakia; CU Cuba; CV Cape Verde; CW Curaçao; CX Christmas
Island; CY Cyprus; CZ Czechia; DD East Germany; DE Germany; DJ Djibouti; DK Denmark; DM
Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western
Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji; FK Falkland Islands; FM
Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom; GD Grenada; GE Georgia; GF
French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia; GN Guinea; GP
Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia; GT Guatemala; GU Guam; GW
Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island; HN Honduras; HR Croatia; HT Haiti; HU
Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean
Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan;
KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros; KN Saint Kitts and Nevis; KP
North Korea; KR South Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan; LA Laos; LB Lebanon;
LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU
Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro; MF Saint
Martin; MG Madagascar; MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN
Mongolia; MO Macau; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT
Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia;
NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NO
Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French
Polynesia; PG Papua New Guinea; PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre and
Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine; PT Portugal; PW Palau; PY Paraguay; QA
Qatar; RE Réunion; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi Arabia; SB Solomon
Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena; SI Slovenia; SJ
Svalbard; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS
South Sudan; ST São Tomé and Príncipe; SU Soviet Union; SV El Salvador; SX Sint Maarten; SY
Syria; SZ Eswatini; TC Turks and Caicos Islands; TD Chad; TF French S. Terr.; TG Togo; TH
Thailand; TJ Tajikistan; TK Tokelau; TL East Timor; TM Turkmenistan; TN Tunisia; TO Tonga; TR
Turkey; TT Trinidad and Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM US
minor outlying islands; US United States; UY Uruguay; UZ Uzbekistan; VA Vatican City; VC Saint
Vincent; VD North Vietnam; VE Venezuela; VG British Virgin Islands; VI US Virgin Islands; VN
Vietnam; VU Vanuatu; WF Wallis and Futuna; WS Samoa; XC Czechoslovakia; XG East Germany; XI
Northern Ireland; XK Kosovo; YE Yemen; YT Mayotte; YU Yugoslavia; ZA South Africa; ZM Zambia; ZR
Zaire; ZW Zimbabwe
"""

_LANGUAGES = """
aa Afar; ab Abkhazian; af Afrikaans; ak Akan; am Amharic; an Aragonese; ar Arabic; as Assamese;
av Avar; ay Aymara; az Azerbaijani; ba Bashkir; be Belarusian; bg Bulgarian; bi Bislama; bm
Bambara; bn Bengali; bo Tibetan; br Breton; bs Bosnian; ca Catalan; ce Chechen; ch Chamorro; cn
Cantonese; co Corsican; cr Cree; cs Czech; cu Church Slavonic; cv Chuvash; cy Welsh; da Danish;
de German; dv Dhivehi; dz Dzongkha; ee Ewe; el Greek; en English; eo Esperanto; es Spanish; et
Estonian; eu Basque; fa Persian; ff Fula; fi Finnish; fj Fijian; fo Faroese; fr French; fy
Frisian; ga Irish; gd Scottish Gaelic; gl Galician; gn Guarani; gu Gujarati; gv Manx; ha Hausa;
he Hebrew; hi Hindi; ho Hiri Motu; hr Croatian; ht Haitian Creole; hu Hungarian; hy Armenian; hz
Herero; ia Interlingua; id Indonesian; ie Interlingue; ig Igbo; ii Yi; ik Inupiaq; io Ido; is
Icelandic; it Italian; iu Inuktitut; ja Japanese; jv Javanese; ka Georgian; kg Kongo; ki Kikuyu;
kj Kuanyama; kk Kazakh; kl Greenlandic; km Khmer; kn Kannada; ko Korean; kr Kanuri; ks Kashmiri;
ku Kurdish; kv Komi; kw Cornish; ky Kyrgyz; la Latin; lb Luxembourgish; lg Ganda; li Limburgish;
ln Lingala; lo Lao; lt Lithuanian; lu Luba-Katanga; lv Latvian; mg Malagasy; mh Marshallese; mi
Māori; mk Macedonian; ml Malayalam; mn Mongolian; mo Moldavian; mr Marathi; ms Malay; mt
Maltese; my Burmese; na Nauru; nb Norwegian Bokmål; nd Northern Ndebele; ne Nepali; ng Ndonga;
nl Dutch; nn Norwegian Nynorsk; no Norwegian; nr Southern Ndebele; nv Navajo; ny Chichewa; oc
Occitan; oj Ojibwe; om Oromo; or Odia; os Ossetian; pa Punjabi; pi Pali; pl Polish; ps Pashto;
pt Portuguese; qu Quechua; rm Romansh; rn Kirundi; ro Romanian; ru Russian; rw Kinyarwanda; sa
Sanskrit; sc Sardinian; sd Sindhi; se Northern Sami; sg Sango; sh Serbo-Croatian; si Sinhala; sk
Slovak; sl Slovenian; sm Samoan; sn Shona; so Somali; sq Albanian; sr Serbian; ss Swati; st
Sotho; su Sundanese; sv Swedish; sw Swahili; ta Tamil; te Telugu; tg Tajik; th Thai; ti
Tigrinya; tk Turkmen; tl Tagalog; tn Tswana; to Tongan; tr Turkish; ts Tsonga; tt Tatar; tw Twi;
ty Tahitian; ug Uyghur; uk Ukrainian; ur Urdu; uz Uzbek; ve Venda; vi Vietnamese; vo Volapük; wa
Walloon; wo Wolof; xh Xhosa; xx no language; yi Yiddish; yo Yoruba; za Zhuang; zh Chinese; zu
Zulu
"""

_MORE_COUNTRIES = """
US usa, u s a, u s, america, united states of america, the united states, etats unis, estados
unidos; GB uk, u k, great britain, britain, england, scotland, wales, united kingdom of great
britain and northern ireland; DE west germany, federal republic of germany, deutschland; XG german
democratic republic, gdr, ddr, east germany; XC czechoslovakia; CZ czech republic; SK slovak
republic; KR korea, republic of korea, korea south, south korea republic of korea; KP korea north,
democratic people s republic of korea; RU russian federation; SU ussr, u s s r, union of soviet
socialist republics; CN people s republic of china, mainland china, prc; HK hong kong sar china,
hong kong china; MO macao, macao sar china; TW republic of china, chinese taipei; IR islamic
republic of iran, iran islamic republic of; SY syrian arab republic; VN viet nam; LA lao people s
democratic republic; MM burma, myanmar burma; TR turkiye; CI cote d ivoire; CD democratic republic
of the congo, congo democratic republic of the, dr congo; CG congo, republic of the congo; MK
macedonia, republic of macedonia, the former yugoslav republic of macedonia; MD republic of
moldova; TZ united republic of tanzania; VE bolivarian republic of venezuela; BO plurinational
state of bolivia; PS palestinian territory, palestinian territories, occupied palestinian
territory, state of palestine; BS the bahamas; GM the gambia; NL the netherlands, holland; PH the
philippines; AE uae; YU federal republic of yugoslavia; CV cabo verde; TL timor leste; SZ
swaziland; VA holy see; CF central african republic; BN brunei darussalam; BA bosnia, bosnia
herzegovina; IE republic of ireland; NZ aotearoa; XK kosovo; ES espana; IT italia; BR brasil; MX
mexico; JP nippon; ZA republic of south africa
"""

_MORE_LANGUAGES = """
zh mandarin, chinese mandarin, standard chinese, putonghua, simplified chinese, zho, chi, cmn; cn
cantonese, yue, yue chinese; en eng, english us, american english, british english; fr fra, fre,
francais; de deu, ger, deutsch; es spa, castilian, espanol, spanish castilian; it ita, italiano;
pt por, portugues, brazilian portuguese; ru rus; ja jpn; ko kor; ar ara; hi hin; bn ben; ta tam;
te tel; ml mal; nl nld, dut, flemish, nederlands; sv swe, svenska; da dan, dansk; nb nob; no nor,
norsk; fi fin, suomi; pl pol, polski; cs ces, cze; sk slk, slo; hu hun, magyar; ro ron, rum; tr
tur; el ell, gre, greek modern; he heb; fa fas, per, farsi; th tha; uk ukr; id ind; ms msa, may;
tl tgl, filipino; vi vie; is isl, ice; ga gle, irish gaelic; gd scots gaelic; sh serbo croatian;
sr srp; hr hrv; bg bul; ca cat, valencian; eu eus, baq; yi yid; ur urd; pa pan, panjabi; ka kat,
geo; hy hye, arm; sq sqi, alb; mk mkd; la lat; xx none, no dialogue, silent, no spoken language,
zxx
"""

_SIGNS = re.compile(r"[\W_]+")


def country_name(code: str) -> str:
    """The name of a country; the code itself if unknown.

    >>> country_name("HK"), country_name("QQ")
    ('Hong Kong', 'QQ')
    """
    return COUNTRIES.get(code, code)


def language_name(code: str) -> str:
    """The name of a language; the code itself if unknown.

    >>> language_name("ja")
    'Japanese'
    """
    return LANGUAGES.get(code, code)


def country_code(word: str) -> str | None:
    """The code of a country, given by code or name; None for anything else.

    >>> country_code("United States of America"), country_code("UK"), country_code("it")
    ('US', 'GB', 'IT')
    """
    return _code(word, COUNTRIES, _COUNTRY_CODES, word.strip().upper())


def language_code(word: str) -> str | None:
    """The code of a language, given by code or name; None for anything else.

    >>> language_code("Cantonese"), language_code("EN"), language_code("Klingon")
    ('cn', 'en', None)
    """
    return _code(word, LANGUAGES, _LANGUAGE_CODES, word.strip().lower())


def _code(word: str, names: Mapping[str, str], words: Mapping[str, str], code: str) -> str | None:
    """The code itself, else that of a name: `yi` is Yiddish, although there is a language Yi."""
    return code if code in names else words.get(_plain(word))


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return _SIGNS.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()


def _table(text: str) -> dict[str, str]:
    entries = (" ".join(entry.split()).partition(" ") for entry in text.split(";"))
    return {code: name for code, _, name in entries}


def _words(names: Mapping[str, str], more: str) -> dict[str, str]:
    """The code of each name in one plain form; names of `more` override those of `names`."""
    found: dict[str, str] = {}
    for code, name in names.items():
        found.setdefault(_plain(name), code)
    for entry in more.split(";"):
        code, _, words = " ".join(entry.split()).partition(" ")
        found |= {_plain(word): code for word in words.split(",")}
    return found


COUNTRIES = _table(_COUNTRIES)
LANGUAGES = _table(_LANGUAGES)
_COUNTRY_CODES = _words(COUNTRIES, _MORE_COUNTRIES)
_LANGUAGE_CODES = _words(LANGUAGES, _MORE_LANGUAGES)
