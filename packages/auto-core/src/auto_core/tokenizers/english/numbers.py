"""Spelled-out English numbers in digits: "two thousand and six dollars" is "$2006"."""

from __future__ import annotations

import re
from fractions import Fraction

Value = int | str | None  # a string where digits have been put side by side, or a decimal point

_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ZEROS = ("o", "oh", "zero")
_ONES = {name: value for value, name in enumerate(_UNITS, start=1)}
_TENS = {
    f"{name}ty": 10 * value
    for value, name in enumerate(
        ("twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"), start=2
    )
}
_POWERS = {"hundred": 100} | {
    f"{name}": 1000**power
    for power, name in enumerate(
        ("thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion",
         "septillion", "octillion", "nonillion", "decillion"),
        start=1,
    )
}  # fmt: skip

# Word -> value and what is written after it.
_ONES_ENDING: dict[str, tuple[int, str]] = {
    **{"sixes" if name == "six" else f"{name}s": (value, "s") for name, value in _ONES.items()},
    "zeroth": (0, "th"),
    "first": (1, "st"),
    "second": (2, "nd"),
    "third": (3, "rd"),
    "fifth": (5, "th"),
    "twelfth": (12, "th"),
    # The published rules write "nineth", so that "ninth" stays a word.
    **{
        name + ("h" if name.endswith("t") else "th"): (value, "th")
        for name, value in _ONES.items()
        if value > 3 and value not in (5, 12)
    },
}
_TENS_ENDING = {name[:-1] + "ies": (value, "s") for name, value in _TENS.items()} | {
    name[:-1] + "ieth": (value, "th") for name, value in _TENS.items()
}
_POWERS_ENDING = {f"{name}s": (value, "s") for name, value in _POWERS.items()} | {
    f"{name}th": (value, "th") for name, value in _POWERS.items()
}

_SIGNS = {"minus": "-", "negative": "-", "plus": "+", "positive": "+"}
_CURRENCIES = {
    word: sign
    for name, sign in (("pound", "£"), ("euro", "€"), ("dollar", "$"), ("cent", "¢"))
    for word in (name, f"{name}s")
}
_PREFIXES = {*_SIGNS.values(), *_CURRENCIES.values()}
_PERCENT = ("per", "percent")
_SPECIAL = ("and", "double", "triple", "point")
_DECIMALS = {*_ONES, *_TENS, *_ZEROS}
_WORDS = {
    *_DECIMALS, *_ONES_ENDING, *_TENS_ENDING, *_POWERS, *_POWERS_ENDING, *_SIGNS, *_CURRENCIES,
    *_PERCENT, *_SPECIAL,
}  # fmt: skip
_DIGITS = re.compile(r"\d+(\.\d+)?")


def in_digits(text: str) -> str:
    """A lower-case text with its numbers in digits."""
    text = " ".join(_Reader(_prepared(text).split()).read())
    # "$2 and ¢7" is one amount, and less than a unit is cents.
    text = re.sub(r"([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\b", _with_cents, text)
    text = re.sub(r"[€£$]0.([0-9]{1,2})\b", lambda m: f"¢{int(m.group(1))}", text)
    return re.sub(r"\b1(s?)\b", r"one\1", text)  # easier to read


def _with_cents(match: re.Match[str]) -> str:
    currency, units, cents = match.groups()
    return f"{currency}{units}.{int(cents):02d}"


def _prepared(text: str) -> str:
    """Halves as decimals, digits and letters apart, except for what may end a number."""
    *before, last = re.split(r"\band\s+a\s+half\b", text)
    parts: list[str] = []
    for part in filter(str.strip, before):
        number = part.rsplit(maxsplit=2)[-1] in _DECIMALS | _POWERS.keys()
        parts += [part, "point five" if number else "and a half"]
    text = " ".join([*parts, last] if last.strip() else parts)
    text = re.sub(r"([a-z])([0-9])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-z])", r"\1 \2", text)
    return re.sub(r"([0-9])\s+(st|nd|rd|th|s)\b", r"\1\2", text)


class _Reader:
    """Goes through words, with the number that has come together so far."""

    def __init__(self, words: list[str]):
        self._words = words
        self._value: Value = None
        self._prefix = ""
        self._found: list[str] = []

    def read(self) -> list[str]:
        position = 0
        while position < len(self._words):
            position += self._step(position)
        self._finish()
        return self._found

    def _write(self, text: Value) -> None:
        self._found.append(f"{self._prefix}{text}")
        self._value, self._prefix = None, ""

    def _finish(self) -> None:
        if self._value is not None:
            self._write(self._value)

    def _finish_with(self, word: str) -> None:
        self._finish()
        self._write(word)

    def _append(self, digits: str) -> None:
        self._value = f"{self._value or ''}{digits}"

    def _step(self, position: int) -> int:
        """Reads one word, or two; returns how many."""
        word = self._words[position]
        before = self._words[position - 1] if position else ""
        after = self._words[position + 1] if position + 1 < len(self._words) else ""
        number = word[1:] if word[0] in _PREFIXES else word
        if _DIGITS.fullmatch(number):
            self._digits(word, number)
        elif word not in _WORDS:
            self._finish_with(word)
        elif word in _ZEROS:
            self._append("0")
        elif word in _ONES:
            self._value = self._with_ones(_ONES[word], before)
        elif word in _ONES_ENDING:
            value, ending = _ONES_ENDING[word]
            self._write(f"{self._with_ones(value, before)}{ending}")
        elif word in _TENS:
            self._value = self._with_tens(_TENS[word])
        elif word in _TENS_ENDING:
            value, ending = _TENS_ENDING[word]
            self._write(f"{self._with_tens(value)}{ending}")
        elif word in _POWERS:
            self._times(_POWERS[word])
        elif word in _POWERS_ENDING:
            self._times_ending(*_POWERS_ENDING[word])
        elif word in _SIGNS:
            self._finish()
            if _numeric(after):
                self._prefix = _SIGNS[word]
            else:
                self._write(word)
        elif word in _CURRENCIES and self._value is not None:
            self._prefix = _CURRENCIES[word]
            self._finish()
        elif word in _PERCENT and self._value is not None:
            return self._percent(word, after)
        elif word in _SPECIAL:
            return self._special(word, before, after)
        else:
            self._write(word)
        return 1

    def _digits(self, word: str, number: str) -> None:
        if isinstance(self._value, str) and self._value.endswith("."):
            self._value += word
            return
        self._finish()
        if word != number:
            self._prefix = word[0]
        exact = Fraction(number)
        self._value = exact.numerator if exact.denominator == 1 else number

    def _with_ones(self, ones: int, before: str) -> int | str:
        value = self._value
        if value is None:
            return ones
        if isinstance(value, str) or before in _ONES:
            if before in _TENS and ones < 10:  # "nineteen twenty" "five"
                return f"{str(value)[:-1]}{ones}"
            return f"{value}{ones}"
        fits = value % (10 if ones < 10 else 100) == 0
        return value + ones if fits else f"{value}{ones}"

    def _with_tens(self, tens: int) -> int | str:
        value = self._value
        if value is None:
            return tens
        if isinstance(value, int) and value % 100 == 0:
            return value + tens
        return f"{value}{tens}"

    def _times(self, power: int) -> None:
        value = self._value
        if value is None:
            self._value = power
        elif isinstance(value, str) or value == 0:
            product = _product(value, power)
            if product is None:
                self._write(value)
                product = power
            self._value = product
        else:
            self._value = _last_three_times(value, power)

    def _times_ending(self, power: int, ending: str) -> None:
        value = self._value
        if value is None:
            self._write(f"{power}{ending}")
        elif isinstance(value, str):
            product = _product(value, power)
            if product is None:
                self._write(value)
                product = power
            self._write(f"{product}{ending}")
        else:
            self._write(f"{_last_three_times(value, power)}{ending}")

    def _percent(self, word: str, after: str) -> int:
        value = self._value
        if word == "percent":
            self._write(f"{value}%")
        elif after == "cent":
            self._write(f"{value}%")
            return 2
        else:
            self._finish_with(word)
        return 1

    def _special(self, word: str, before: str, after: str) -> int:
        if not _numeric(after):
            self._finish_with(word)
        elif word == "and":
            if before not in _POWERS:
                self._finish_with(word)
        elif word == "point":
            if after in _DECIMALS or _DIGITS.fullmatch(after):
                self._append(".")
        elif after in _ONES or after in _ZEROS:  # double, triple
            self._append(str(_ONES.get(after, 0)) * (2 if word == "double" else 3))
            return 2
        else:
            self._finish_with(word)
        return 1


def _numeric(word: str) -> bool:
    return word in _WORDS or bool(_DIGITS.fullmatch(word))


def _product(value: int | str, power: int) -> int | None:
    """None: not a whole number."""
    try:
        product = Fraction(value) * power
    except ValueError:
        return None
    return product.numerator if product.denominator == 1 else None


def _last_three_times(value: int, power: int) -> int:
    """ "two thousand three" "hundred": what is below a thousand is multiplied."""
    return value // 1000 * 1000 + value % 1000 * power
