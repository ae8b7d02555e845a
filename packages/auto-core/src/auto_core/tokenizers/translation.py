"""Tokenizers of multilingual translation models: a language code in every sequence.

mBART (arXiv:2001.08210) puts it last, mBART-50 (arXiv:2008.00401) and NLLB (arXiv:2207.04672)
first. Which one a text gets depends on whether it is input or target.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tokenizers import Tokenizer, processors

from auto_core.errors import InputError, did_you_mean
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


class TranslationTokenizer(PreTrainedTokenizer):
    """`src_lang` is the language of texts, `tgt_lang` that of `text_target`.

    Setting either changes what the next calls put around their texts.
    """

    own_options: ClassVar[tuple[str, ...]] = (
        "src_lang",
        "tgt_lang",
        "legacy_behaviour",
    )
    # Whether the code comes before the text, and the language that counts when none is set.
    code_first: ClassVar[bool] = True
    default_language: ClassVar[str] = "en_XX"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._first = self.code_first and not self.init_kwargs.get("legacy_behaviour")
        self._src_lang = self.init_kwargs.get("src_lang") or self.default_language
        self._tgt_lang = self.init_kwargs.get("tgt_lang")
        self._backend.change(lambda rust: self._surround(rust, self._src_lang))

    @property
    def src_lang(self) -> Any:
        """Language code of input texts."""
        return self._src_lang

    @src_lang.setter
    def src_lang(self, code: str) -> None:
        self._check(code)
        self._src_lang = code
        self._backend.change(lambda rust: self._surround(rust, code))

    @property
    def tgt_lang(self) -> str | None:
        """Language code of `text_target`; None: the same as `src_lang`."""
        return self._tgt_lang

    @tgt_lang.setter
    def tgt_lang(self, code: str | None) -> None:
        if code is not None:
            self._check(code)
        self._tgt_lang = code

    @property
    def lang_code_to_id(self) -> dict[str, int]:
        """Every special token that is a language code, and its id."""
        return {
            token: self.convert_tokens_to_ids(token)
            for token in self.extra_special_tokens
            if token[2:3] == "_" or token[3:4] == "_"
        }

    def _post_processor(self, target: bool) -> Any:
        code = self._tgt_lang or self._src_lang
        if not target or code == self._src_lang:
            return None
        return self._around(self._backend.tokenizer, code)

    def get_lang_token(self, lang: str) -> str:
        """The token of a language: its code, unless the family writes it otherwise."""
        return lang

    def _surround(self, rust: Tokenizer, code: Any) -> None:
        around = self._around(rust, code)
        if around is not None:
            rust.post_processor = around

    def _around(self, rust: Tokenizer, code: str) -> Any:
        """What puts a language around texts; None if the vocabulary has or names it otherwise."""
        token = self.get_lang_token(code)
        index = rust.token_to_id(token)
        if index is None:
            return None
        eos = self.eos_token or "</s>"
        before, after = ([token], [eos]) if self._first else ([], [eos, token])
        return processors.TemplateProcessing(
            single=[*before, "$A", *after],
            pair=[*before, "$A", "$B", *after],
            special_tokens=[(eos, rust.token_to_id(eos)), (token, index)],
        )

    def _check(self, code: str) -> None:
        if self._backend.tokenizer.token_to_id(self.get_lang_token(code)) is None:
            known = self.lang_code_to_id
            raise InputError(
                f"{code!r} is no language of this tokenizer.{did_you_mean(str(code), known)} "
                f"It has: {', '.join(known) or '-'}."
            )

    def _build_translation_inputs(
        self,
        raw_inputs: Any,
        return_tensors: Any,
        src_lang: str,
        tgt_lang: str,
        **options: Any,
    ) -> BatchEncoding:
        """Inputs and the `forced_bos_token_id` that makes the model answer in `tgt_lang`."""
        self.src_lang = src_lang
        self._check(tgt_lang)
        inputs = self(raw_inputs, return_tensors=return_tensors, **options)
        inputs["forced_bos_token_id"] = self.convert_tokens_to_ids(self.get_lang_token(tgt_lang))
        return inputs


class MBartTokenizer(TranslationTokenizer):
    """A </s> language."""

    saved_class_name: str = "MBartTokenizer"
    code_first: ClassVar[bool] = False


class MBart50Tokenizer(TranslationTokenizer):
    """language A </s>"""

    saved_class_name: str = "MBart50Tokenizer"


class NllbTokenizer(TranslationTokenizer):
    """language A </s>, or mBART's order with `legacy_behaviour`."""

    saved_class_name: str = "NllbTokenizer"
    default_language: ClassVar[str] = "eng_Latn"


class SeamlessM4TTokenizer(TranslationTokenizer):
    """language A </s>; targets </s> language A </s>.

    Languages have codes such as "eng", which stand in the vocabulary as "__eng__".
    """

    saved_class_name: str = "SeamlessM4TTokenizer"
    default_language: ClassVar[str] = "eng"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._src_lang = self.get_lang_token(self._src_lang)
        self._tgt_lang = self.get_lang_token(self._tgt_lang or "fra")

    @property
    def lang_code_to_id(self) -> dict[str, int]:
        """Every special token that is a language, and its id."""
        return {
            token: self.convert_tokens_to_ids(token)
            for token in self.extra_special_tokens
            if token.startswith("__")
        }

    def get_lang_token(self, lang: str) -> str:
        return lang if "__" in lang else f"__{lang}__"

    def __call__(
        self,
        text: Any = None,
        *args: Any,
        src_lang: str | None = None,
        tgt_lang: str | None = None,
        **kwargs: Any,
    ) -> BatchEncoding:
        """As of every tokenizer. A language stays set for later calls."""
        if src_lang is not None:
            self.src_lang = self.get_lang_token(src_lang)
        if tgt_lang is not None:
            self.tgt_lang = self.get_lang_token(tgt_lang)
        return super().__call__(text, *args, **kwargs)

    def _post_processor(self, target: bool) -> Any:
        rust, token = self._backend.tokenizer, self._tgt_lang or self._src_lang
        eos, index = self.eos_token or "</s>", rust.token_to_id(token)
        if not target or index is None:
            return None
        return processors.TemplateProcessing(
            single=[eos, token, "$A", eos],
            pair=[eos, token, "$A", "$B", eos],
            special_tokens=[(eos, rust.token_to_id(eos)), (token, index)],
        )


class PLBartTokenizer(TranslationTokenizer):
    """A </s> language, or A </s> where no language is set. Languages are "java" or "__java__"."""

    own_options: ClassVar[tuple[str, ...]] = ("src_lang", "tgt_lang", "language_codes", "_spm")
    saved_class_name: str = "PLBartTokenizer"
    code_first: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any):
        self._spm: bytes | None = None
        super().__init__(*args, **kwargs)
        self._spm = self.init_kwargs.pop("_spm", None)
        several = self.init_kwargs.get("language_codes") == "multi"
        self._src_lang = self.init_kwargs.get("src_lang") or ("en_XX" if several else None)
        self._backend.change(lambda rust: self._surround(rust, self._src_lang))

    def further_files(self) -> dict[str, bytes]:
        """The sentencepiece model, which transformers reads."""
        return {} if self._spm is None else {"sentencepiece.bpe.model": self._spm}

    def get_lang_token(self, lang: str) -> str:
        return lang if lang.startswith("__") else f"__{lang}__"

    @property
    def lang_code_to_id(self) -> dict[str, int]:
        """Every special token that is a language code, and its id."""
        codes = (token for token in self.extra_special_tokens if token.startswith("__"))
        return {token: self.convert_tokens_to_ids(token) for token in codes}

    def _post_processor(self, target: bool) -> Any:
        return self._around(self._backend.tokenizer, self._tgt_lang) if target else None

    def _around(self, rust: Tokenizer, code: str | None) -> Any:
        if code is not None:
            return super()._around(rust, code)
        eos = self.eos_token or "</s>"
        return processors.TemplateProcessing(
            single=["$A", eos],
            pair=["$A", "$B", eos],
            special_tokens=[(eos, rust.token_to_id(eos))],
        )
