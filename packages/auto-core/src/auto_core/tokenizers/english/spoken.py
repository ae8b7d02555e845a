"""Numbers spelled out, as SpeechT5 reads them: "$1,250.5" is "one thousand two hundred ..."."""

from __future__ import annotations

import re

_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS = (
    "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_POWERS = (
    "", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion",
    "septillion", "octillion", "nonillion", "decillion",
)  # fmt: skip
_CURRENCIES = {
    "$": "dollars", "€": "euros", "£": "pounds", "¢": "cents", "¥": "japanese yen",
    "﷼": "saudi riyal", "₹": "indian rupees", "₽": "russian rubles", "฿": "thai baht",
    "₺": "turkish liras", "₴": "ukrainian hryvnia", "₣": "swiss francs",
    "₡": "costa rican colon", "₱": "philippine peso", "₪": "israeli shekels",
    "₮": "mongolian tögrög", "₩": "south korean won", "₦": "nigerian naira",
    "₫": "vietnamese Đồng",
}  # fmt: skip
# In this order; the published expression allows one of each.
_SIGNS = "".join(f"{re.escape(sign)}?" for sign in "$€£¢¥₹₽฿₺₴₣₡₱₪₮₩₦₫﷼")
_NUMBER = re.compile(rf"(?<!\w)(-?{_SIGNS}\d+(?:\.\d{{1,2}})?%?)(?!\w)")


def spelled_out(text: str) -> str:
    """A text without digits, as far as these are numbers."""
    text = re.sub(r"\d+,\d+", lambda match: match.group().replace(",", ""), text)
    text = _NUMBER.sub(lambda match: _number(match.group()), text)
    return re.sub(" +", " ", text)


def _number(text: str) -> str:
    whole, _, decimals = text.partition(".")
    decimals = decimals or "00"
    negative = whole.startswith("-")
    whole = whole.removeprefix("-")
    currency = next((name for sign, name in _CURRENCIES.items() if whole.startswith(sign)), "")
    whole = whole[1:] if currency else whole
    percent = "%" in whole + decimals
    whole, decimals = whole.replace("%", ""), decimals.replace("%", "")
    if len(whole) > 3 * len(_POWERS):
        return text  # there is no name for it
    words = _whole(whole)
    if decimals != "00":
        words += " point " + " ".join(_below_thousand(int(d)) or "zero" for d in decimals)
    sign = "minus " if negative else ""
    return sign + words + (" percent" if percent else "") + (f" {currency}" if currency else "")


def _whole(digits: str) -> str:
    """Groups of three, each with its power of a thousand; "" for zero, as published."""
    digits = digits.zfill(3 * ((len(digits) - 1) // 3 + 1))
    groups = [int(digits[i : i + 3]) for i in range(0, len(digits), 3)]
    words = []
    for group, power in zip(groups, reversed(range(len(groups))), strict=True):
        if group:
            words.append(f"{_below_thousand(group)} {_POWERS[power]}".strip())
    return " ".join(words)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if 10 < rest < 20:
        small = _TEENS[rest - 10]
    else:
        small = f"{_TENS[rest // 10]} {_ONES[rest % 10]}".strip()
    if not hundreds:
        return small
    return f"{_ONES[hundreds]} hundred and {small}" if rest else f"{_ONES[hundreds]} hundred"
