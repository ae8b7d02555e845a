"""What distinguishes the tokenizers that have a name: one row each.

Nothing here changes the ids of a repository that has a tokenizer.json. A row says how to build
from older vocabulary files, and which roles and inputs are meant when no file says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tokenizers import Tokenizer

from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


@dataclass(frozen=True)
class Kind:
    """One kind of tokenizer.

    `builder` is "module:function" in `builders`; it gets the files and the settings (options
    with their defaults) and returns a Rust tokenizer.
    """

    builder: str
    files: tuple[
        str, ...
    ]  # any of the first file's alternatives tells this kind by its files
    roles: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(
        default_factory=dict
    )  # of the builder, with defaults
    inputs: tuple[str, ...] = ("input_ids", "attention_mask")
    padding_side: str = "right"
    tokenizer_class: str = (
        "tokenizer:PreTrainedTokenizer"  # "module:class" in this package
    )
    model_max_length: int | None = None

    def build(self, files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
        function: Callable[..., Tokenizer] = _load(f"builders.{self.builder}")
        return function(files, settings)

    def load_class(self) -> type[PreTrainedTokenizer]:
        return _load(self.tokenizer_class)

    @property
    def defaults(self) -> dict[str, Any]:
        """Settings that hold where no file and no keyword says otherwise."""
        found: dict[str, Any] = {
            "model_input_names": list(self.inputs),
            "padding_side": self.padding_side,
        }
        if self.model_max_length is not None:
            found["model_max_length"] = self.model_max_length
        return found


def _load(reference: str) -> Any:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(f"auto_core.tokenizers.{module}"), name)


BERT_ROLES = dict(
    unk_token="[UNK]",
    sep_token="[SEP]",
    pad_token="[PAD]",
    cls_token="[CLS]",
    mask_token="[MASK]",
)
_WITH_TYPES = ("input_ids", "token_type_ids", "attention_mask")

BERT = Kind(
    "wordpiece:bert",
    ("vocab.txt",),
    BERT_ROLES,
    dict(do_lower_case=True, tokenize_chinese_chars=True, strip_accents=None),
    _WITH_TYPES,
)

KINDS: dict[str, Kind] = {
    "BertTokenizer": BERT,
}

# Model type -> tokenizer, for repositories whose tokenizer_config.json names none.
MODEL_TYPES: dict[str, str] = {
    "bert": "BertTokenizer",
}


def kind_named(class_name: str | None) -> Kind | None:
    """The row of an upstream class name, with or without "Fast"."""
    return KINDS.get((class_name or "").removesuffix("Fast"))
