"""Byte-pair encoding of whole words in Python (CTRL, Blenderbot-small, PhoBERT, BERTweet).

The pieces of a word are written with @@ where the word goes on: "hello" is "hel@@ lo".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import CorruptFileError, MissingDependencyError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend
from auto_core.tokenizers.remembered import Remembered

END = "</w>"


class Merges:
    """The merges of a vocabulary."""

    def __init__(self, text: str, *, skip: int = 0, columns: int | None = None):
        """`text` is a merges file, of which `skip` lines are no merges."""
        lines = text.split("\n")[skip:-1]
        pairs = [tuple(line.split()[:columns]) for line in lines]
        self._ranks = {pair: rank for rank, pair in enumerate(pairs)}

    def symbols(self, word: str) -> list[str]:
        """The pieces of a word; the last one ends with </w>."""
        symbols = [*word[:-1], word[-1] + END]
        while len(symbols) > 1:
            pairs = set(pairwise(symbols))
            best = min(pairs, key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            first, second = best
            merged: list[str] = []
            for symbol in symbols:
                if symbol == second and merged and merged[-1] == first:
                    merged[-1] = first + second
                else:
                    merged.append(symbol)
            symbols = merged
        return symbols


class WordSplitter:
    """Words at white space (a line break stays with the word before it), then merges."""

    def __init__(self, merges: Merges):
        self._merges = merges
        self._known = Remembered(self._word)

    def pieces(self, text: str) -> list[str]:
        words = re.findall(r"\S+\n?", text)
        return list(chain.from_iterable(map(self._known.__getitem__, words)))

    def _word(self, word: str) -> list[str]:
        *lead, last = self._merges.symbols(word)
        # As published: pieces are joined, and split again at spaces.
        return "@@ ".join([*lead, last.removesuffix(END)]).split(" ")

    def text(self, tokens: list[str], special: set[str]) -> str:
        return " ".join(tokens).replace("@@ ", "").strip()


class BlenderbotSmallSplitter(WordSplitter):
    """Lower case; punctuation begins a word of its own."""

    def _word(self, word: str) -> list[str]:
        word = re.sub(r"([.,!?()])", r" \1", word)
        word = re.sub(r"(')", r" \1 ", word)
        word = re.sub(r"\s{2,}", " ", word).replace("\n", " __newln__")
        parts = [
            super(BlenderbotSmallSplitter, self)._word(w.lower()) for w in word.split(" ") if w
        ]
        return [piece for part in parts for piece in part]


class TweetSplitter(WordSplitter):
    """BERTweet's: users, addresses and emoji become words before the merges."""

    def pieces(self, text: str) -> list[str]:
        return super().pieces(_plain_tweet(text))


class BlenderbotSmallTokenizer(PiecesTokenizer):
    """Tokens are looked up in lower case."""

    saved_class_name = "BlenderbotSmallTokenizer"

    def convert_tokens_to_ids(self, tokens: Any) -> Any:
        _, added = self._whole_tokens()
        if isinstance(tokens, str):
            return super().convert_tokens_to_ids(tokens if tokens in added else tokens.lower())
        return super().convert_tokens_to_ids([t if t in added else t.lower() for t in tokens])


class CTRLTokenizer(PiecesTokenizer):
    """No special tokens around texts; a text begins with a word that says of what kind it is."""

    saved_class_name = "CTRLTokenizer"


class BertweetTokenizer(PiecesTokenizer):
    """RoBERTa's special tokens."""

    saved_class_name = "BertweetTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "sep_token")


class PhobertTokenizer(PiecesTokenizer):
    """RoBERTa's special tokens; words of several syllables come joined by underscores."""

    saved_class_name = "PhobertTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "sep_token")


def ctrl(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and merges.txt."""
    tokenizer = _json_and_merges(files, settings, WordSplitter)
    template(tokenizer, settings, "$A", "$A $B")
    return tokenizer


def blenderbot_small(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and merges.txt."""
    return _json_and_merges(files, settings, BlenderbotSmallSplitter)


def bertweet(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt and bpe.codes; tweets are made plain with `normalization=True`."""
    return _fairseq(files, settings, TweetSplitter if settings["normalization"] else WordSplitter)


def phobert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt and bpe.codes."""
    return _fairseq(files, settings, WordSplitter)


def _json_and_merges(
    files: TokenizerFiles, settings: dict[str, Any], splitter: type[WordSplitter]
) -> Tokenizer:
    paths = {name: files.require(name) for name in ("vocab.json", "merges.txt")}
    vocabulary = files.read_vocabulary(paths["vocab.json"])
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    settings["_splitter"] = splitter(Merges(paths["merges.txt"].read_text("utf-8"), skip=1))
    return words_backend(vocabulary, settings["unk_token"])


_FIRST = (
    ("bos_token", "<s>"),
    ("pad_token", "<pad>"),
    ("eos_token", "</s>"),
    ("unk_token", "<unk>"),
)


def _fairseq(
    files: TokenizerFiles, settings: dict[str, Any], splitter: type[WordSplitter]
) -> Tokenizer:
    """fairseq's dictionary: one token and its count a line, after four special tokens."""
    paths = {name: files.require(name) for name in ("vocab.txt", "bpe.codes")}
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    vocabulary: dict[str, int] = {}
    added = {str(t): int(i) for i, t in (settings.get("added_tokens_decoder") or {}).items()}
    for index, (role, token) in enumerate(_FIRST):
        named = str(settings[role])
        vocabulary[named if added.get(named, index) == index else token] = index
    lines = paths["vocab.txt"].read_text("utf-8").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        word, space, _ = line.strip().rpartition(" ")
        if not space:
            raise CorruptFileError(f"{paths['vocab.txt']}, line {number}: no token and count.")
        vocabulary[word] = len(vocabulary)
    merges = "\n".join(
        " ".join(line.split()[:2]) for line in paths["bpe.codes"].read_text("utf-8").split("\n")
    )
    settings["_splitter"] = splitter(Merges(merges))
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} $A {sep} {sep} $B {sep}")
    return tokenizer


def _plain_tweet(text: str) -> str:
    for mark, plain in (("’", "'"), ("…", "...")):
        text = text.replace(mark, plain)
    words = _nltk().TweetTokenizer().tokenize(text)
    text = " ".join(_plain_word(part) for word in words for part in _emoji_apart(word))
    for old, new in _CONTRACTIONS:
        text = text.replace(old, new)
    return " ".join(text.split())


_CONTRACTIONS = (
    ("cannot ", "can not "),
    ("n't ", " n't "),
    ("n 't ", " n't "),
    ("ca n't", "can't"),
    ("ai n't", "ain't"),
    *((f"'{end} ", f" '{end} ") for end in ("m", "re", "s", "ll", "d", "ve")),
    (" p . m .", "  p.m."),
    (" p . m ", " p.m "),
    (" a . m .", " a.m."),
    (" a . m ", " a.m "),
)


def _emoji_apart(word: str) -> Iterable[str]:
    """BERTweet's NLTK knew no emoji of several characters."""
    return word if unicodedata.category(word[0]) == "So" else (word,)


def _plain_word(word: str) -> str:
    if word.startswith("@"):
        return "@USER"
    if word.lower().startswith(("http", "www")):
        return "HTTPURL"
    return _emoji().demojize(word) if len(word) == 1 else word


def _nltk() -> Any:
    try:
        from nltk.tokenize import casual
    except ImportError as error:
        raise MissingDependencyError(
            "BERTweet with normalization=True splits tweets with NLTK: `pip install nltk`. Or pass "
            "normalization=False and texts that are normalised already."
        ) from error
    return casual


def _emoji() -> Any:
    try:
        import emoji
    except ImportError as error:
        raise MissingDependencyError(
            "BERTweet with normalization=True spells emoji out: `pip install emoji`. Or pass "
            "normalization=False and texts that are normalised already."
        ) from error
    return emoji
