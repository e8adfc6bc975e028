"""English names of ISO codes of countries (3166-1 alpha-2) and languages (639-1).

Country names follow the tz database's `iso3166.tab` (public domain), extended by former states and
by the additional codes of Trakt and TMDB.
"""

from __future__ import annotations

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


def _table(text: str) -> dict[str, str]:
    entries = (" ".join(entry.split()).partition(" ") for entry in text.split(";"))
    return {code: name for code, _, name in entries}


COUNTRIES = _table(_COUNTRIES)
LANGUAGES = _table(_LANGUAGES)
