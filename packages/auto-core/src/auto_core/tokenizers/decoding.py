"""Ids to texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tokenizers import models as rust_models

from auto_core.checkpoints.context import from_rust
from auto_core.errors import InputError, check_keywords
from auto_core.tokenizers.inputs import as_lists, explain_ids
from auto_core.tokenizers.vocabulary import Vocabulary


class Decoding(Vocabulary):
    """`decode` and what it rests on."""

    clean_up_tokenization_spaces: bool

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        **options: Any,
    ) -> Any:
        """The text of ids (an int, a list, an array or tensor), or the texts of a batch."""
        ids = as_lists(token_ids["input_ids"] if isinstance(token_ids, Mapping) else token_ids)
        if isinstance(ids, list) and ids and isinstance(ids[0], list):
            return [
                self._decode(row, skip_special_tokens, clean_up_tokenization_spaces, **options)
                for row in ids
            ]
        ids = [ids] if isinstance(ids, int) else ids
        return self._decode(ids, skip_special_tokens, clean_up_tokenization_spaces, **options)

    def batch_decode(
        self,
        sequences: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        **options: Any,
    ) -> list[str]:
        """The texts of a batch of ids."""
        texts = self.decode(sequences, skip_special_tokens, clean_up_tokenization_spaces, **options)
        return [texts] if isinstance(texts, str) else texts

    def _decode(
        self,
        ids: list[int],
        skip_special_tokens: bool,
        clean_up: bool | None,
        **options: Any,
    ) -> Any:
        self._check_decode(options)
        try:
            text = self._backend.tokenizer.decode(ids, skip_special_tokens=skip_special_tokens)
        except (OverflowError, TypeError) as error:
            raise explain_ids(ids) from error
        except BaseException as error:
            if not from_rust(error):
                raise
            raise InputError(f"These ids cannot be decoded: {error}") from error
        clean_up = self.clean_up_tokenization_spaces if clean_up is None else clean_up
        return self.clean_up_tokenization(text) if clean_up and self._may_clean_up() else text

    def _check_decode(self, options: Mapping[str, Any]) -> None:
        """Refuse keywords that no one has made use of."""
        if options:
            known = ("skip_special_tokens", "clean_up_tokenization_spaces")
            check_keywords(options, known, where=f"{type(self).__name__}.decode")

    def _may_clean_up(self) -> bool:
        # Byte-level and sentencepiece BPE keep spaces exactly; "cleaning" would delete real ones.
        return self.clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output or (
            not isinstance(self._backend.tokenizer.model, rust_models.BPE)
        )

    clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output: bool

    @staticmethod
    def clean_up_tokenization(text: str) -> str:
        """Remove the spaces that word-level decoding puts before English punctuation."""
        for spaced in (
            " .",
            " ?",
            " !",
            " ,",
            " ' ",
            " n't",
            " 'm",
            " 's",
            " 've",
            " 're",
        ):
            text = text.replace(spaced, spaced.strip())
        return text

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        """Join tokens into text as `decode` does."""
        decoder = self._backend.tokenizer.decoder
        return " ".join(tokens) if decoder is None else decoder.decode(tokens)
