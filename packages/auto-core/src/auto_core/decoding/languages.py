"""The languages of Whisper: Radford et al., 2022, arXiv:2212.04356."""

from __future__ import annotations

from auto_core.errors import InputError, did_you_mean


def _pairs(text: str) -> dict[str, str]:
    return {a: b.replace("_", " ") for a, b in (entry.split(":") for entry in text.split())}


# Code -> name, in the order of the language tokens' ids.
LANGUAGES = _pairs(
    """
        en:english zh:chinese de:german es:spanish ru:russian ko:korean fr:french
        ja:japanese pt:portuguese tr:turkish pl:polish ca:catalan nl:dutch ar:arabic
        sv:swedish it:italian id:indonesian hi:hindi fi:finnish vi:vietnamese he:hebrew
        uk:ukrainian el:greek ms:malay cs:czech ro:romanian da:danish hu:hungarian ta:tamil
        no:norwegian th:thai ur:urdu hr:croatian bg:bulgarian lt:lithuanian la:latin
        mi:maori ml:malayalam cy:welsh sk:slovak te:telugu fa:persian lv:latvian bn:bengali
        sr:serbian az:azerbaijani sl:slovenian kn:kannada et:estonian mk:macedonian
        br:breton eu:basque is:icelandic hy:armenian ne:nepali mn:mongolian bs:bosnian
        kk:kazakh sq:albanian sw:swahili gl:galician mr:marathi pa:punjabi si:sinhala
        km:khmer sn:shona yo:yoruba so:somali af:afrikaans oc:occitan ka:georgian
        be:belarusian tg:tajik sd:sindhi gu:gujarati am:amharic yi:yiddish lo:lao uz:uzbek
        fo:faroese ht:haitian_creole ps:pashto tk:turkmen nn:nynorsk mt:maltese sa:sanskrit
        lb:luxembourgish my:myanmar bo:tibetan tl:tagalog mg:malagasy as:assamese tt:tatar
        haw:hawaiian ln:lingala ha:hausa ba:bashkir jw:javanese su:sundanese yue:cantonese
    """
)
_CODES = {name: code for code, name in LANGUAGES.items()} | _pairs(
    """
        burmese:my valencian:ca flemish:nl haitian:ht letzeburgesch:lb pushto:ps panjabi:pa
        moldavian:ro moldovan:ro sinhalese:si castilian:es mandarin:zh
    """
)
TASKS = ("translate", "transcribe")


def language_code(language: str) -> str:
    """The code of a language given by its code or English name.

    Raises:
        InputError: Whisper knows no such language.
    """
    name = language.lower()
    code = _CODES.get(name, name)
    if code not in LANGUAGES:
        known = [*LANGUAGES, *_CODES]
        raise InputError(
            f"{language!r} is no language of Whisper.{did_you_mean(name, known)} "
            f"Known: {', '.join(f'{c} ({n})' for c, n in LANGUAGES.items())}."
        )
    return code
