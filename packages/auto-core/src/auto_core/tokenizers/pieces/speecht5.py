"""SpeechT5's tokenizer (arXiv:2110.07205): characters, with numbers spelled out if asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import read_spm
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.english.spoken import spelled_out
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.spm import SpmSplitter
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend


class CharacterSplitter(SpmSplitter):
    """Tokens are joined as they are, special ones too."""

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens).replace("▁", " ").strip()


class SpeechT5Tokenizer(PiecesTokenizer):
    """`normalize` spells English numbers, amounts and percentages out before texts are encoded."""

    own_options: ClassVar[tuple[str, ...]] = ("normalize",)
    saved_class_name: str = "SpeechT5Tokenizer"
    around: ClassVar[tuple[str, ...]] = ("eos_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.normalize = bool(self.init_kwargs.get("normalize"))

    def __call__(  # type: ignore[override]
        self,
        text: Any = None,
        text_pair: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        *,
        normalize: bool | None = None,
        **options: Any,
    ) -> BatchEncoding:
        """As every tokenizer; `normalize` overrides the tokenizer's own setting."""
        texts = (text, text_pair, text_target, text_pair_target)
        if self.normalize if normalize is None else normalize:
            texts = tuple(map(_spelled_out, texts))
        return super().__call__(*texts, **options)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From spm_char.model; A B </s>."""
    path = files.require("spm_char.model")
    spm = read_spm(path)
    settings["_files"] = {"spm_char.model": path.read_bytes()}
    settings["_splitter"] = CharacterSplitter(spm)
    tokenizer = words_backend(spm.vocabulary(), settings["unk_token"])
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A $B {eos}")
    return tokenizer


def _spelled_out(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_spelled_out, value))
    return spelled_out(value) if isinstance(value, str) else value
