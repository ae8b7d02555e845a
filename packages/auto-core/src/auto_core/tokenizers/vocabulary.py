"""The tokens that a tokenizer knows, their ids, and how they are looked up and added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tokenizers import AddedToken, Tokenizer

from auto_core.tokenizers.backend import Backend
from auto_core.tokenizers.inputs import as_lists, explain_ids
from auto_core.tokenizers.special_tokens import SpecialTokens


class Vocabulary(SpecialTokens):
    """Tokens and ids, over the Rust tokenizer that holds them."""

    model_max_length: int
    _backend: Backend

    @property
    def backend_tokenizer(self) -> Tokenizer:
        """The Rust tokenizer. Changing its padding or truncation has no effect on calls."""
        return self._backend.hand_out()

    @property
    def is_fast(self) -> bool:
        """True: every tokenizer runs in Rust."""
        return True

    @property
    def vocab_size(self) -> int:
        """Number of tokens without the added ones; `len(tokenizer)` counts all."""
        return self._backend.tokenizer.get_vocab_size(with_added_tokens=False)

    def __len__(self) -> int:
        return self._backend.tokenizer.get_vocab_size(with_added_tokens=True)

    def __bool__(self) -> bool:
        return True

    def get_vocab(self) -> dict[str, int]:
        """Every token and its id."""
        return self._backend.tokenizer.get_vocab(with_added_tokens=True)

    @property
    def vocab(self) -> dict[str, int]:
        """Each token with its id, those that were added too."""
        return self.get_vocab()

    @property
    def added_tokens_decoder(self) -> dict[int, AddedToken]:
        """Id -> added token, with its flags."""
        return self._backend.tokenizer.get_added_tokens_decoder()

    @property
    def added_tokens_encoder(self) -> dict[str, int]:
        """Each added token with its id, in the order of the ids."""
        return {t.content: index for index, t in sorted(self.added_tokens_decoder.items())}

    def get_added_vocab(self) -> dict[str, int]:
        """Every added token and its id."""
        return self.added_tokens_encoder

    def add_tokens(
        self,
        new_tokens: str | AddedToken | Sequence[str | AddedToken],
        special_tokens: bool = False,
    ) -> int:
        """Add tokens that are never split; returns how many were not in the vocabulary."""
        if isinstance(new_tokens, str | AddedToken):
            new_tokens = [new_tokens]
        if not new_tokens:
            return 0
        tokens = list(new_tokens)

        def add(rust: Tokenizer) -> int:
            return rust.add_special_tokens(tokens) if special_tokens else rust.add_tokens(tokens)

        return self._backend.change(add)

    def convert_tokens_to_ids(self, tokens: str | Iterable[str]) -> Any:
        """The id of a token, or the ids of several; unknown ones get `unk_token_id`."""
        look_up = self._backend.tokenizer.token_to_id
        if isinstance(tokens, str):
            found = look_up(tokens)
            return look_up(self.unk_token) if found is None and self.unk_token else found
        ids = list(map(look_up, tokens))
        if None in ids and self.unk_token:
            unknown = look_up(self.unk_token)
            ids = [unknown if index is None else index for index in ids]
        return ids

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        """The token of an id, or the tokens of several (None where there is none)."""
        ids = as_lists(ids)
        look_up = self._backend.tokenizer.id_to_token
        if skip_special_tokens and not isinstance(ids, int):
            skipped = set(self.all_special_ids)
            ids = [index for index in ids if index not in skipped]
        try:
            return look_up(ids) if isinstance(ids, int) else list(map(look_up, ids))
        except (OverflowError, TypeError) as error:
            raise explain_ids([ids] if isinstance(ids, int) else ids) from error

    def num_special_tokens_to_add(self, pair: bool = False) -> int:
        """How many tokens `add_special_tokens=True` adds to one text, or to a pair."""
        return self._backend.tokenizer.num_special_tokens_to_add(pair)

    @property
    def max_len_single_sentence(self) -> int:
        """Tokens of one text that fit beside the special ones."""
        return self.model_max_length - self.num_special_tokens_to_add(pair=False)

    @property
    def max_len_sentences_pair(self) -> int:
        """Tokens of a pair that fit beside the special ones."""
        return self.model_max_length - self.num_special_tokens_to_add(pair=True)
