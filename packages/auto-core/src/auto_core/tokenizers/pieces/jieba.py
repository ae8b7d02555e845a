"""RoFormer's tokenizer (arXiv:2104.09864): Chinese words where the vocabulary has them.

jieba's dictionary cuts the text; a word that the vocabulary lacks is cut into characters.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from tokenizers import Tokenizer, normalizers, pre_tokenizers

from auto_core.errors import MissingDependencyError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.wordpiece import read_vocab_txt, wordpiece
from auto_core.tokenizers.files import TOKENIZER_FILE, TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import BETWEEN, PiecesTokenizer

_CHARACTERS = normalizers.BertNormalizer(
    clean_text=False, handle_chinese_chars=True, strip_accents=False, lowercase=False
)


class JiebaSplitter:
    """Words for WordPiece to cut further."""

    def __init__(self, vocabulary: dict[str, int], lower: bool, strip_accents: bool | None):
        self._vocabulary = vocabulary
        self._lower, self._strip_accents = lower, strip_accents

    def normalizer(self) -> Any:
        """BERT's cleaning, with Chinese characters left together."""
        return normalizers.BertNormalizer(
            handle_chinese_chars=False, lowercase=self._lower, strip_accents=self._strip_accents
        )

    def pieces(self, text: str) -> list[str]:
        words = jieba().cut(self.normalizer().normalize_str(text), hmm=False)
        return [
            piece
            for word in words
            for piece in (
                [word] if word in self._vocabulary else _CHARACTERS.normalize_str(word).split()
            )
        ]

    def text(self, tokens: list[str], special: set[str]) -> str:
        raise NotImplementedError  # WordPiece's decoder does that


class RoFormerTokenizer(PiecesTokenizer):
    """[CLS] A [SEP] B [SEP], with the second text as type 1."""

    keeps_positions: ClassVar[bool] = True  # of pieces in jieba's words
    saved_class_name: str = "RoFormerTokenizer"

    def vocabulary_files(self) -> dict[str, bytes] | None:
        """tokenizer.json as it is published: with BERT's words in place of jieba's."""
        rust = self._backend.plain()
        splitter = self._splitter
        assert isinstance(splitter, JiebaSplitter)
        rust.normalizer = splitter.normalizer()
        rust.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        return {TOKENIZER_FILE: rust.to_str(pretty=True).encode()}

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The pieces that WordPiece makes of jieba's words."""
        return self(text, pair, add_special_tokens=add_special_tokens, **options).tokens()

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        return self._backend.tokenizer.decoder.decode(tokens)


def roformer(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt, or the vocabulary in tokenizer.json, which cannot say how to use jieba."""
    path = files.path("vocab.txt")
    if path is not None:
        vocabulary = read_vocab_txt(path)
    else:
        stored = json.loads(files.require(TOKENIZER_FILE).read_text("utf-8"))
        vocabulary = stored["model"]["vocab"]
    settings["_files"] = {}
    settings["_splitter"] = JiebaSplitter(
        vocabulary, bool(settings["do_lower_case"]), settings["strip_accents"]
    )
    tokenizer = wordpiece(vocabulary, settings)
    tokenizer.normalizer = None
    tokenizer.pre_tokenizer = BETWEEN
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} $A {sep} $B:1 {sep}:1")
    return tokenizer


def jieba() -> Any:
    """The package that cuts Chinese texts into words."""
    try:
        import rjieba
    except ImportError as error:
        raise MissingDependencyError(
            "This tokenizer's Chinese vocabulary needs jieba's words: `pip install rjieba`."
        ) from error
    return rjieba
