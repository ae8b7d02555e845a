"""Tokenizers whose pieces no Rust pipeline makes: Python splits the text, Rust does the rest.

Special tokens, truncation, padding and ids are those of a word-level Rust tokenizer; what it gets
to see is the pieces, joined by a character that no text has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from auto_core.errors import InputError
from auto_core.tokenizers import options as opts
from auto_core.tokenizers.backend import Settings
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.inputs import explain_refusal
from auto_core.tokenizers.pieces.encoding import PieceEncoding
from auto_core.tokenizers.strategies import Limits
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

SEPARATOR = "\ue001"
BETWEEN = pre_tokenizers.CharDelimiterSplit(SEPARATOR)


class Splitter(Protocol):
    """What a family brings along: text to pieces, and pieces to text."""

    def pieces(self, text: str) -> list[str]: ...

    def text(self, tokens: list[str], special: set[str]) -> str: ...


class PiecesTokenizer(PreTrainedTokenizer):
    """Ids of the pieces that a `Splitter` makes. Positions in the text are not known."""

    keeps_positions: ClassVar[bool] = False
    # The roles of the tokens around a text; another token for one goes there at once.
    around: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._splitter: Splitter = self.init_kwargs.pop("_splitter")
        self._files: dict[str, bytes] = self.init_kwargs.pop("_files")
        self._roles_around = {role: getattr(self, role) for role in self.around}

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return dict(self._files)

    def _encode(self, text: Any, text_pair: Any, limits: Limits, **options: Any) -> BatchEncoding:
        if options["return_offsets_mapping"]:
            raise InputError(
                f"{type(self).__name__} rewrites texts before it splits them, so there are no "
                "offsets. Leave return_offsets_mapping out."
            )
        if options["return_overflowing_tokens"] and isinstance(text, str):
            # transformers' Python tokenizers return what was cut off one text as one list.
            texts = [text] if text_pair is None else [text, text_pair]
            ids = [self.encode(one, add_special_tokens=False, verbose=False) for one in texts]
            of_texts = {"is_split_into_words", "return_offsets_mapping", "split_special_tokens"}
            passed = {key: options[key] for key in options.keys() - of_texts - {"target"}}
            return self.prepare_for_model(
                *ids,
                padding=limits.padding or False,
                truncation=limits.truncation or False,
                max_length=limits.max_length,
                prepend_batch_axis=True,
                **passed,
            )
        return super()._encode(text, text_pair, limits, **options)

    def _run(
        self,
        batch: Any,
        padding: Settings,
        truncation: Settings,
        split_special_tokens: bool,
        *args: Any,
    ) -> list[Any]:
        for role, before in self._roles_around.items():
            now = getattr(self, role)
            if now != before and now is not None and before is not None:
                opts.exchange_around(self, before, now)
                self._roles_around[role] = now
        try:
            prepared = self._prepared(batch, split_special_tokens, bool(args[0]))
        except UnicodeError as error:
            raise explain_refusal(batch, bool(args[1])) from error
        if truncation is not None and dict(truncation)["strategy"] == "longest_first":
            room = dict(truncation)["max_length"]
            room -= self.num_special_tokens_to_add(pair=True) if args[0] else 0
            prepared = [self._evened(item, room) for item in prepared]
        rows = super()._run(prepared, padding, truncation, split_special_tokens, *args)
        if self.keeps_positions or args[1]:
            return rows
        rust = self._backend.tokenizer
        return [PieceEncoding(row, rust) for row in rows]

    def _prepared(self, value: Any, *how: bool) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(self._prepared(item, *how) for item in value)
        if not isinstance(value, str):
            return value  # refused with the right words later
        return SEPARATOR.join(self._pieces(value, *how))

    def _pieces(self, text: str, split_special_tokens: bool, closed: bool) -> list[str]:
        """Added tokens, and the pieces of the texts between them; `closed`: eos will follow."""
        if split_special_tokens:
            return self._splitter.pieces(text)
        pattern, tokens = self._whole_tokens()
        parts = pattern.split(text)
        if len(parts) == 1:
            return self._splitter.pieces(text)
        parts = ["", *filter(None, parts), ""]
        for index, part in enumerate(parts):
            if part in tokens:
                _apply_flags(tokens[part], parts, index)
        return [
            piece
            for part in filter(None, parts)
            for piece in ([part] if part in tokens else self._splitter.pieces(part))
        ]

    def _evened(self, item: Any, room: int) -> Any:
        """Cut the second text of a pair so that the first one keeps the odd token.

        That is what upstream's Python tokenizers do; Rust leaves it to the longer text.
        """
        if self.keeps_positions or not isinstance(item, tuple) or room < 1 or room % 2 == 0:
            return item
        first, second = map(_count, item)
        if not room // 2 < first <= second:
            return item
        return item[0], _cut(item[1], room // 2, left=self.truncation_side == "left")

    def _whole_tokens(self) -> tuple[re.Pattern[str], dict[str, AddedToken]]:
        """What finds any added token in a text, the longest first; and those tokens by name."""
        return self._backend.conclude(_whole_tokens)

    def add_tokens(
        self,
        new_tokens: str | AddedToken | Sequence[str | AddedToken],
        special_tokens: bool = False,
    ) -> int:
        """As everywhere; only what the vocabulary lacks is counted, special ones are skipped."""
        if self.keeps_positions:
            return super().add_tokens(new_tokens, special_tokens)
        tokens = [new_tokens] if isinstance(new_tokens, str | AddedToken) else list(new_tokens)
        rust = self._backend.tokenizer
        lacking = {str(token) for token in tokens if rust.token_to_id(str(token)) is None}
        super().add_tokens(tokens, special_tokens)
        if special_tokens:
            known = set(self.all_special_tokens)
            self._extra_tokens += [token for token in tokens if str(token) not in known]
        return len(lacking)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The pieces of a text, also those that the vocabulary lacks."""
        if isinstance(text, str) and not (pair or add_special_tokens or options):
            return [
                piece for piece in self._pieces(text, self.split_special_tokens, False) if piece
            ]
        tokens = super().tokenize(text, pair, add_special_tokens, **options)
        if not isinstance(text, str) or pair:
            return tokens
        return self._with_unknown(tokens, self._prepared(text, self.split_special_tokens, False))

    def _with_unknown(self, tokens: list[str], prepared: str) -> list[str]:
        """The tokens of what Rust got to see, with the text itself where it is unknown."""
        if self.unk_token not in tokens:
            return tokens
        spans = self._backend.encode([prepared], add_special_tokens=False)[0].offsets
        if len(spans) != len(tokens):  # split otherwise, or with special tokens around
            return tokens
        texts = (prepared[slice(*span)] for span in spans)
        return [
            text if token == self.unk_token and text.strip() != token else token
            for token, text in zip(tokens, texts, strict=True)
        ]

    def encode_as_plain_text(self, text: str) -> list[int]:
        return self.convert_tokens_to_ids(self._splitter.pieces(text))

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        found = super().convert_ids_to_tokens(ids, skip_special_tokens)
        if isinstance(found, list):
            return [self.unk_token if token is None else token for token in found]
        return self.unk_token if found is None else found

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        return self._splitter.text(tokens, set(self.all_special_tokens))

    def _decode(
        self, ids: list[int], skip_special_tokens: bool, clean_up: bool | None, **options: Any
    ) -> Any:
        if self.keeps_positions:
            return super()._decode(ids, skip_special_tokens, clean_up, **options)
        options.pop("spaces_between_special_tokens", None)  # each family has its own rule
        self._check_decode(options)
        text = self.convert_tokens_to_string(self.convert_ids_to_tokens(ids, skip_special_tokens))
        clean_up = self.clean_up_tokenization_spaces if clean_up is None else clean_up
        return self.clean_up_tokenization(text) if clean_up else text


def _count(prepared: str | list[str]) -> int:
    """The tokens of a text, or of a list of words."""
    return sum(map(_count, prepared)) if isinstance(prepared, list) else len(_apart(prepared))


def _cut(prepared: str | list[str], size: int, *, left: bool) -> str | list[str]:
    """The last (`left`: what is on the left goes) or first tokens of a text or list of words."""
    if isinstance(prepared, str):
        tokens = _apart(prepared)
        return SEPARATOR.join(tokens[max(len(tokens) - size, 0) :] if left else tokens[:size])
    found: list[str] = []
    for word in reversed(prepared) if left else prepared:
        found.append(str(_cut(word, size, left=left)))
        size -= _count(found[-1])
    return found[::-1] if left else found


def _apart(prepared: str) -> list[str]:
    return list(filter(None, prepared.split(SEPARATOR)))


def _apply_flags(token: AddedToken, parts: list[str], index: int) -> None:
    """Let an added token take what is around it along, or be part of that."""
    if token.rstrip:
        parts[index + 1] = parts[index + 1].lstrip()
    if token.lstrip:
        parts[index - 1] = parts[index - 1].rstrip()
    before, after = parts[index - 1], parts[index + 1]
    if token.single_word and before and before[-1] != " ":
        parts[index - 1 : index + 1] = [before + token.content, ""]
    elif token.single_word and after and after[0] != " ":
        parts[index : index + 2] = ["", token.content + after]


def _whole_tokens(rust: Tokenizer) -> tuple[re.Pattern[str], dict[str, AddedToken]]:
    tokens = {token.content: token for token in rust.get_added_tokens_decoder().values()}
    return find_any(tokens), tokens


def find_any(tokens: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these in a text, the longest first; `split` keeps them."""
    longest_first = sorted(tokens, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")


def words_backend(vocabulary: Mapping[str, int], unk: Any) -> Tokenizer:
    """Ids of pieces; what the vocabulary lacks is unknown."""
    tokenizer = Tokenizer(models.WordLevel(dict(vocabulary), unk_token=str(unk)))
    tokenizer.pre_tokenizer = BETWEEN
    return tokenizer
