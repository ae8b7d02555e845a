"""RoCBert's tokenizer: BERT's tokens, with the shape and the pronunciation of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from tokenizers import Encoding, Tokenizer

from auto_core.checkpoints.hub import read_json
from auto_core.errors import CorruptFileError
from auto_core.tokenizers.builders import wordpiece
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.strategies import Limits
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

# Input -> the file that has its ids, by tokens.
FILES = {
    "input_shape_ids": "word_shape.json",
    "input_pronunciation_ids": "word_pronunciation.json",
}


class RoCBertTokenizer(PreTrainedTokenizer):
    """[CLS] A [SEP] B [SEP], with `input_shape_ids` and `input_pronunciation_ids` [t].

    What the files do not name has the ids of [UNK] there, as the tokens around a text have.
    """

    saved_class_name: str = "RoCBertTokenizer"
    own_options: ClassVar[tuple[str, ...]] = ("_tables", "_vocabulary")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._tables: dict[str, dict[str, int]] = self.init_kwargs.pop("_tables")
        self._vocabulary: bytes = self.init_kwargs.pop("_vocabulary")

    def vocabulary_files(self) -> dict[str, bytes] | None:
        files = {
            FILES[name]: json.dumps(table, ensure_ascii=False).encode()
            for name, table in self._tables.items()
        }
        return {"vocab.txt": self._vocabulary, **files}

    def convert_tokens_to_shape_ids(self, tokens: str | list[str]) -> Any:
        """The id of the shape of a token, or those of several."""
        return self._ids_of(tokens, "input_shape_ids")

    def convert_tokens_to_pronunciation_ids(self, tokens: str | list[str]) -> Any:
        """The id of the pronunciation of a token, or those of several."""
        return self._ids_of(tokens, "input_pronunciation_ids")

    def _ids_of(self, tokens: str | list[str], name: str) -> Any:
        table = self._tables[name]
        unknown = table[str(self.unk_token)]
        if isinstance(tokens, str):
            return table.get(tokens, unknown)
        return [table.get(token, unknown) for token in tokens]

    def pad_values(self) -> dict[str, Any]:
        return {**super().pad_values(), **dict.fromkeys(FILES, self.pad_token_id)}

    def _encode(
        self,
        text: Any,
        text_pair: Any,
        limits: Limits,
        *,
        return_tensors: Any,
        return_overflowing_tokens: bool,
        **options: Any,
    ) -> BatchEncoding:
        encoded = super()._encode(
            text,
            text_pair,
            limits,
            return_tensors=None,
            return_overflowing_tokens=return_overflowing_tokens,
            **options,
        )
        rows = encoded.encodings or []
        ids = encoded.data["input_ids"]
        single = bool(rows) and not (ids and isinstance(ids[0], list))
        if single and return_tensors is not None:
            encoded.data = {key: [value] for key, value in encoded.data.items()}
            single = False
        for name in FILES:
            found = [self._row(row, name) for row in rows]
            encoded[name] = found[0] if single else found
        return encoded.convert_to_tensors(return_tensors)

    def _row(self, row: Encoding, name: str) -> list[int]:
        """The ids of a row; those of padding are its token's own."""
        around = self._tables[name][str(self.unk_token)]
        look_up = self._ids_of(row.tokens, name)
        return [
            (self.pad_token_id or 0) if not attended else around if sequence is None else index
            for index, sequence, attended in zip(
                look_up, row.sequence_ids, row.attention_mask, strict=True
            )
        ]


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt and the two tables.

    Raises:
        CorruptFileError: a table is no mapping of tokens to ids, or has no [UNK].
    """
    settings["_tables"] = {}
    for name, file in FILES.items():
        path = files.require(file)
        table = read_json(path)
        numbers = isinstance(table, Mapping) and all(
            isinstance(index, int) and index >= 0 for index in table.values()
        )
        if not numbers or str(settings["unk_token"]) not in table:
            raise CorruptFileError(
                f"{path} is no table of tokens and ids that has {settings['unk_token']}."
            )
        settings["_tables"][name] = dict(table)
    settings["_vocabulary"] = files.require("vocab.txt").read_bytes()
    return wordpiece.bert(files, settings)
