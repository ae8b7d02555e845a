"""sentencepiece's pieces with the ids of another file (M2M100, Speech2Text), or GPT-SW3's cleaning.

The pieces come from a Rust tokenizer of the .model file; a piece that the other file lacks is
unknown, as it is upstream.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Any, ClassVar

from tokenizers import AddedToken, Tokenizer, models, processors

from auto_core.errors import InputError, did_you_mean
from auto_core.tokenizers.builders import sentencepiece
from auto_core.tokenizers.builders.languages import M2M100, MUSTC, WMT21
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import BPE, Charsmap, SpmModel, read_spm
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, find_any, words_backend
from auto_core.tokenizers.remembered import Remembered
from auto_core.tokenizers.translation import TranslationTokenizer

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class SpmSplitter:
    """The pieces of a .model file, as the sentencepiece library makes and joins them."""

    def __init__(self, spm: SpmModel):
        self._clean = Charsmap(spm.charsmap) if spm.charsmap else None
        self._squeeze = spm.remove_extra_whitespaces
        self._prefix = "▁" if spm.add_dummy_prefix else ""
        self._control = set(spm.control)
        self._unknown = spm.unk_piece
        self._bytes = spm.byte_fallback
        # What a text that spells "<s>" must not become gets a name that no text has.
        hidden = {piece: f"\ue002{i}" for i, piece in enumerate(spm.never_in_text)}
        pieces = [(hidden.get(piece, piece), score) for piece, score in spm.pieces]
        self._hidden_unknown = pieces[spm.unk_id][0]
        if spm.model_type == BPE:
            vocabulary = {piece: index for index, (piece, _) in enumerate(pieces)}
            self._model: models.Model = models.BPE(
                vocabulary,
                sentencepiece.merges(vocabulary, vocabulary),
                unk_token=self._hidden_unknown,
                fuse_unk=True,
                byte_fallback=spm.byte_fallback,
            )
        else:
            self._model = models.Unigram(pieces, spm.unk_id, byte_fallback=spm.byte_fallback)
        # Where no piece reaches into the next word, words are split one by one, and remembered.
        names = [piece for piece, _ in pieces]
        apart = "▁" in names and not any("▁" in name[1:] for name in names)
        self._words = Remembered(self._split) if apart else None
        usual = apart and self._squeeze and self._prefix
        cleaned_apart = usual and not (self._clean and self._clean.makes("▁"))
        self._raw_words = Remembered(self._raw_word) if cleaned_apart else None
        self._whole = find_any(spm.user_defined) if spm.user_defined else None

    def pieces(self, text: str) -> list[str]:
        return self.plain_pieces(text)

    def plain_pieces(self, text: str, *, begins: bool = True) -> list[str]:
        """The file's own pieces, of a text that begins here or goes on."""
        if begins and self._raw_words is not None and "▁" not in text:
            return list(chain.from_iterable(map(self._raw_words.__getitem__, text.split(" "))))
        text = text if self._clean is None else self._clean(text)
        if self._squeeze:
            text = re.sub(" +", " ", text).rstrip(" ")
            text = text.lstrip(" ") if begins else text
        if not text:
            return []
        text = (self._prefix if begins else "") + text.replace(" ", "▁")
        text = text.rstrip("▁") if self._squeeze else text
        if self._words is None:
            return self._split(text)
        first, *others = text.split("▁")
        words = [first] if first else []
        words += [f"▁{word}" for word in others]
        return list(chain.from_iterable(map(self._words.__getitem__, words)))

    def _raw_word(self, word: str) -> list[str]:
        word = word if self._clean is None else self._clean.word(word)
        if " " not in word:
            return self._split(f"▁{word}") if word else []
        return [piece for part in word.split(" ") if part for piece in self._split(f"▁{part}")]

    def _split(self, text: str) -> list[str]:
        if self._whole is None:
            return self._split_further(text)
        parts = self._whole.split(text)  # text, piece, text, ...
        return [
            piece
            for index, part in enumerate(parts)
            if part
            for piece in ([part] if index % 2 else self._split_further(part))
        ]

    def _split_further(self, text: str) -> list[str]:
        tokens = self._model.tokenize(text)
        pieces = [token.value for token in tokens]
        if self._hidden_unknown in pieces:
            data = text.encode()
            for index, token in enumerate(tokens):
                if token.value == self._hidden_unknown:
                    pieces[index] = data[slice(*token.offsets)].decode()
        return pieces

    def text(self, tokens: list[str], special: set[str]) -> str:
        """Special tokens stay as they are, between texts of their own."""
        parts: list[str] = []
        run: list[str] = []
        for token in tokens:
            if token in special:
                parts += [self.joined(run), token]
                run = []
            else:
                run.append(token)
        return "".join([*parts, self.joined(run)]).strip()

    def joined(self, pieces: list[str]) -> str:
        """The text of pieces."""
        if self._bytes:
            pieces = _bytes_joined(pieces)
        text = ""
        began = False
        for piece in pieces:
            if piece in self._control:
                continue
            if piece == self._unknown:
                text += " ⁇ "
                continue
            if not text and not began and (self._prefix or self._squeeze):
                began = piece.startswith("▁") and not self._squeeze
                piece = piece.removeprefix("▁")
            text += piece.replace("▁", " ")
        return text


class SwedishSplitter(SpmSplitter):
    """GPT-SW3's cleaning: no invisible characters, one kind of space."""

    _INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u200b]")
    _SPACES = re.compile("[\u2002\u2003\u2005\u2008-\u200a\u202f\u3000\ufffc]")

    def pieces(self, text: str) -> list[str]:
        text = self._SPACES.sub(" ", self._INVISIBLE.sub("", text))
        return super().pieces(unicodedata.normalize("NFC", text))

    def text(self, tokens: list[str], special: set[str]) -> str:
        """As published: a space before a special token that follows a text."""
        found = ""
        run: list[str] = []
        after_special = False
        for token in tokens:
            if token in special:
                found += ("" if after_special else " ") + self.joined(run) + token
                run = []
            else:
                run.append(token)
            after_special = token in special
        return found + self.joined(run)


class SpeechSplitter(SpmSplitter):
    """Speech2Text's: a space after special tokens, texts in upper case if asked for (Marian's
    too, in the case they have)."""

    def __init__(self, spm: SpmModel, upper: bool):
        super().__init__(spm)
        self._upper = upper

    def text(self, tokens: list[str], special: set[str]) -> str:
        spaced = [f"{token} " if token in special else token for token in tokens]
        return super().text(spaced, {f"{token} " for token in special})

    def joined(self, pieces: list[str]) -> str:
        text = super().joined(pieces)
        return text.upper() if self._upper else text


class GPTSw3Tokenizer(PiecesTokenizer):
    """Nothing around the text."""

    saved_class_name: str = "GPTSw3Tokenizer"


class M2M100Tokenizer(PiecesTokenizer, TranslationTokenizer):
    """language A </s>; languages are "en", their tokens "__en__"."""

    saved_class_name: str = "M2M100Tokenizer"
    around: ClassVar[tuple[str, ...]] = ("eos_token",)
    default_language: ClassVar[str] = "en"

    def get_lang_token(self, lang: str) -> str:
        return f"__{lang}__"

    def get_lang_id(self, lang: str) -> int:
        """The id that makes the model answer in a language, as `forced_bos_token_id`."""
        self._check(lang)
        return self.lang_code_to_id[lang]

    @property
    def lang_token_to_id(self) -> dict[str, int]:
        """The tokens of the languages."""
        return {self.get_lang_token(lang): index for lang, index in self.lang_code_to_id.items()}

    @property
    def lang_code_to_id(self) -> dict[str, int]:
        """The languages."""
        codes = _M2M100_CODES[self.init_kwargs.get("language_codes") or "m2m100"]
        return {code: self.convert_tokens_to_ids(self.get_lang_token(code)) for code in codes}


class Speech2TextTokenizer(PiecesTokenizer):
    """A </s>, or language A </s> where the checkpoint translates into several."""

    saved_class_name: str = "Speech2TextTokenizer"
    around: ClassVar[tuple[str, ...]] = ("eos_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang_code_to_id: dict[str, int] = self.init_kwargs.pop("_languages", {})
        self._tgt_lang: str | None = None
        if self.lang_code_to_id:
            self.tgt_lang = self.init_kwargs.get("tgt_lang") or next(iter(self.lang_code_to_id))

    @property
    def tgt_lang(self) -> str | None:
        """The language that texts are in."""
        return self._tgt_lang

    @tgt_lang.setter
    def tgt_lang(self, lang: str) -> None:
        self.set_tgt_lang_special_tokens(lang)
        self._tgt_lang = self.init_kwargs["tgt_lang"] = lang

    @property
    def prefix_tokens(self) -> list[int]:
        """Ids of what is put before a text."""
        return [] if self._tgt_lang is None else [self.lang_code_to_id[self._tgt_lang]]

    def set_tgt_lang_special_tokens(self, tgt_lang: str) -> None:
        """Put this language before texts.

        Raises:
            InputError: the checkpoint has not this language.
        """
        known = self.lang_code_to_id
        if tgt_lang not in known:
            hint = did_you_mean(str(tgt_lang), known)
            raise InputError(
                f"{tgt_lang!r} is no language of this tokenizer.{hint} "
                f"It has: {', '.join(known) or '-'}."
            )
        eos = str(self.eos_token)
        # A colon separates a token and its type in templates, so the language goes by a name.
        lang = {"id": "LANG", "ids": [known[tgt_lang]], "tokens": [f"<lang:{tgt_lang}>"]}
        processor = processors.TemplateProcessing(
            single=["LANG", "$A", eos],
            pair=["LANG", "$A", "$B", eos],
            special_tokens=[lang, {"id": eos, "ids": [self.eos_token_id], "tokens": [eos]}],
        )
        self._backend.change(lambda rust: setattr(rust, "post_processor", processor))


def m2m100(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and sentencepiece.bpe.model; the languages follow as special tokens."""
    vocabulary, spm = _vocabulary_and_pieces(files, settings)
    settings["_splitter"] = SpmSplitter(spm)
    codes = settings["language_codes"]
    if codes not in _M2M100_CODES:
        known = ", ".join(_M2M100_CODES)
        raise InputError(f"language_codes is {codes!r}, expected one of {known}.")
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    languages = [f"__{code}__" for code in _M2M100_CODES[codes]]
    tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in languages])
    sentencepiece.set_extra(settings, languages)
    return tokenizer


def speech_to_text(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and sentencepiece.bpe.model."""
    vocabulary, spm = _vocabulary_and_pieces(files, settings)
    settings["_splitter"] = SpeechSplitter(spm, bool(settings["do_upper_case"]))
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A $B {eos}")
    codes = settings["lang_codes"]
    if codes is not None:
        if codes != "mustc":
            raise InputError(f"lang_codes is {codes!r}, expected 'mustc' or None.")
        ids = spm.vocabulary()
        settings["_languages"] = {code: ids.get(f"<lang:{code}>", spm.unk_id) for code in MUSTC}
        sentencepiece.set_extra(settings, [f"<lang:{code}>" for code in MUSTC])
    return tokenizer


def gpt_sw3(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From spiece.model."""
    path = files.require("spiece.model")
    spm = read_spm(path)
    settings["_files"] = {"spiece.model": path.read_bytes()}
    settings["_splitter"] = SwedishSplitter(spm)
    largest = "gpt-sw3-7b" in files.name  # the one model that was trained without these two
    for role, token in (
        ("pad_token", settings["unk_token"] if largest else "<pad>"),
        ("bos_token", settings["eos_token"] if largest else "<s>"),
    ):
        if settings.get(role) is None:
            settings[role] = token
    for name in ("do_lower_case", "remove_space", "keep_accents"):
        settings.pop(name)  # saved by the published class, which makes no use of them
    return words_backend(spm.vocabulary(), settings["unk_token"])


_M2M100_CODES = {"m2m100": M2M100, "wmt21": WMT21}


def _vocabulary_and_pieces(
    files: TokenizerFiles, settings: dict[str, Any]
) -> tuple[dict[str, int], SpmModel]:
    paths = {name: files.require(name) for name in ("vocab.json", "sentencepiece.bpe.model")}
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    return files.read_vocabulary(paths["vocab.json"]), read_spm(paths["sentencepiece.bpe.model"])


def _bytes_joined(pieces: list[str]) -> list[str]:
    """Runs of <0x..> as the characters that they spell."""
    found: list[str] = []
    run = b""
    for piece in [*pieces, ""]:
        match = _BYTE.fullmatch(piece)
        if match:
            run += bytes.fromhex(match.group(1))
            continue
        if run:
            found.append(run.decode("utf-8", errors="replace"))
            run = b""
        if piece:
            found.append(piece)
    return found
