"""Texts and the entities that they name: LUKE's tokenizer (arXiv:2010.01057), and mLUKE's.

A text comes with spans of characters, each of which names an entity; an entity has an id, and the
positions of its tokens.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import InputError, check_keywords
from auto_core.tokenizers.builders import bpe, sentencepiece
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.padding import _tensor_kind
from auto_core.tokenizers.saving import to_json
from auto_core.tokenizers.strategies import logger, resolve
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

VOCABULARY_FILE = "entity_vocab.json"
OPTIONS: dict[str, Any] = {
    "task": None,
    "max_entity_length": 32,
    "max_mention_length": 30,
    "entity_token_1": "<ent>",
    "entity_token_2": "<ent2>",
    "entity_unk_token": "[UNK]",
    "entity_pad_token": "[PAD]",
    "entity_mask_token": "[MASK]",
    "entity_mask2_token": "[MASK2]",
}
# How many entities a text has, by the task; None for any number.
_COUNTS = {
    None: None,
    "entity_span_classification": None,
    "entity_classification": 1,
    "entity_pair_classification": 2,
}
_NAMES = ("entity_1_token", "entity_2_token")  # transformers 5's of `entity_token_1` and `_2`
_COLUMNS = ("entity_ids", "entity_position_ids", "entity_token_type_ids", "entity_attention_mask")
_SPANS = ("entity_start_positions", "entity_end_positions")

Span = tuple[int, int]


def luke(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """RoBERTa's pieces, and tokens around the entities of a task."""
    _add_entity_tokens(settings)
    return bpe.roberta(files, settings)


def mluke(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """XLM-RoBERTa's pieces, and those tokens."""
    _add_entity_tokens(settings)
    return sentencepiece.xlm_roberta(files, settings)


def _add_entity_tokens(settings: dict[str, Any]) -> None:
    extra = settings.get("additional_special_tokens") or settings.get("extra_special_tokens") or []
    settings.pop("additional_special_tokens", None)
    for older, newer in zip(("entity_token_1", "entity_token_2"), _NAMES, strict=True):
        settings[older] = _text(settings.pop(newer, None) or settings[older])
    there = {_text(token) for token in extra}
    tokens = [settings["entity_token_1"], settings["entity_token_2"]]
    settings["extra_special_tokens"] = [*extra, *(t for t in tokens if t not in there)]


def _text(token: Any) -> str:
    return token["content"] if isinstance(token, Mapping) else str(token)


@dataclass
class _Text:
    """The ids of a text, and the entities in it: their ids and spans of tokens."""

    ids: list[int]
    entities: list[int] | None = None
    spans: list[Span] = field(default_factory=list)


class LukeTokenizer(PreTrainedTokenizer):
    """Encodes texts with `entity_spans`."""

    own_options: ClassVar[tuple[str, ...]] = (*OPTIONS, *_NAMES, "_entity_vocab")
    saved_class_name: str = "LukeTokenizer"

    def __init__(self, *args: Any, stored: Mapping[str, Any] | None = None, **options: Any):
        # Apart: names of entities are no tokens, though they end like the names of roles.
        given = {**(stored or {}), **options}
        kept = {name: given[name] for name in self.own_options if given.get(name) is not None}
        stored = {name: x for name, x in (stored or {}).items() if name not in kept}
        options = {name: x for name, x in options.items() if name not in kept}
        super().__init__(*args, stored=stored, **options)
        self.entity_vocab: dict[str, int] = kept.pop("_entity_vocab", None) or {}
        self.init_kwargs |= kept
        options = {**OPTIONS, **kept}
        self.task: str | None = options["task"]
        if self.task not in _COUNTS:
            known = ", ".join(repr(name) for name in _COUNTS)
            raise InputError(f"task={self.task!r} is unknown; use one of {known}.")
        self.max_entity_length: int = _COUNTS[self.task] or options["max_entity_length"]
        self.max_mention_length: int = options["max_mention_length"]
        self.around = [
            _text(kept.get(newer) or options[older])
            for older, newer in zip(("entity_token_1", "entity_token_2"), _NAMES, strict=True)
        ]
        special = [_text(options[f"entity_{kind}_token"]) for kind in ("unk", "pad", "mask")]
        special.append(_text(options["entity_mask2_token"]))
        if not self.entity_vocab:  # as upstream, where there is no file
            self.entity_vocab = {token: index for index, token in enumerate(special)}
        for token in special:
            if token not in self.entity_vocab:
                raise InputError(f"{VOCABULARY_FILE} has no entity {token!r}, which is needed.")
        self.entity_unk_token_id, self.entity_pad_token_id = map(self._entity, special[:2])
        self.entity_mask_token_id, self.entity_mask2_token_id = map(self._entity, special[2:])

    def _entity(self, name: str) -> int:
        return self.entity_vocab[name]

    def further_files(self) -> dict[str, bytes]:
        return {VOCABULARY_FILE: to_json(self.entity_vocab)}

    def __call__(  # type: ignore[override]
        self,
        text: Any = None,
        text_pair: Any = None,
        entity_spans: Any = None,
        entity_spans_pair: Any = None,
        entities: Any = None,
        entities_pair: Any = None,
        add_special_tokens: bool = True,
        padding: bool | str = False,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        max_entity_length: int | None = None,
        stride: int = 0,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_tensors: Any = None,
        return_token_type_ids: bool | None = None,
        return_attention_mask: bool | None = None,
        return_special_tokens_mask: bool = False,
        return_length: bool = False,
        verbose: bool = True,
        **options: Any,
    ) -> BatchEncoding:
        """Encode a text, or a batch of texts, with the entities that spans of it name.

        `entity_spans` are (start, end) in characters, a list of them for each text; `entities`
        are their names, by default those of masked entities. A tokenizer with a `task` puts
        tokens around the entities that it asks for, whose number the task says. Beside the
        tokens come `entity_ids`, `entity_position_ids` (-1 for none), `entity_attention_mask`,
        and for the classification of spans `entity_start_positions` and `entity_end_positions`.
        Without spans it is a tokenizer like others.

        Raises:
            InputError: spans are no pairs of characters, or not as many as names, texts or the
                task have.
            UnknownArgumentError: an option that entities do not go with.
        """
        common: dict[str, Any] = dict(
            add_special_tokens=add_special_tokens,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_token_type_ids=return_token_type_ids,
            return_special_tokens_mask=return_special_tokens_mask,
        )
        given = (entity_spans, entity_spans_pair, entities, entities_pair)
        if self.task is None and all(x is None for x in given):
            common |= dict(padding=padding, truncation=truncation, max_length=max_length)
            common |= dict(stride=stride, return_tensors=return_tensors, verbose=verbose)
            common |= dict(return_attention_mask=return_attention_mask, return_length=return_length)
            return super().__call__(text, text_pair, **common, **options)
        if options:
            known = set(inspect.signature(LukeTokenizer.__call__).parameters)
            check_keywords(options, known - {"self", "options"}, where="with entities")
        batched = isinstance(text, list | tuple)
        columns = [text, text_pair, *given]
        if not batched:
            columns = [None if x is None else [x] for x in columns]
        count = len(text) if batched else 1
        rows = [_column(x, count) for x in columns]
        limits = resolve(
            padding,
            truncation,
            max_length,
            model_max_length=self.model_max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            verbose=verbose,
        )
        most = max_entity_length or self.max_entity_length
        with_types = "token_type_ids" in self.model_input_names
        with_types = with_types if return_token_type_ids is None else return_token_type_ids
        items = []
        for row in zip(*rows, strict=True):
            texts = self._texts(*row)
            encoded = self.prepare_for_model(
                *(part.ids for part in texts),
                add_special_tokens=add_special_tokens,
                truncation=limits.truncation or False,
                max_length=limits.max_length if limits.truncation else None,
                stride=stride,
                return_token_type_ids=return_token_type_ids,
                return_attention_mask=False,
                return_special_tokens_mask=return_special_tokens_mask,
                verbose=False,
            )
            item = dict(encoded)
            if any(part.entities is not None for part in texts):
                length = len(item["input_ids"])
                item |= self._entities(texts, length, add_special_tokens, limits.truncation, most)
                if with_types:
                    item["entity_token_type_ids"] = [0] * len(item["entity_ids"])
            if return_length:
                item["length"] = len(item["input_ids"])
            items.append(item)
        data = {key: [item[key] for item in items] for key in items[0]} if items else {}
        data = data if batched else {key: value[0] for key, value in data.items()}
        found = self.pad(
            data,
            padding=limits.padding or False,
            max_length=limits.max_length,
            max_entity_length=max_entity_length,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_attention_mask=return_attention_mask,
        )
        return found.convert_to_tensors(return_tensors, prepend_batch_axis=not batched)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The tokens of a plain text, whatever the task."""
        options = {"verbose": False, **options}
        encode = PreTrainedTokenizer.__call__
        return encode(self, text, pair, add_special_tokens=add_special_tokens, **options).tokens()

    # --- a text and its entities ---------------------------------------------------------

    def _texts(
        self, text: str, pair: str | None, spans: Any, pair_spans: Any, names: Any, pair_names: Any
    ) -> list[_Text]:
        """The ids of a text, and of a second one."""
        count = _COUNTS[self.task]
        if self.task is not None:
            spans = _checked(spans, None, text)
            if not spans or (count is not None and len(spans) != count):
                wanted = "one or more" if count is None else count
                raise InputError(f"{self.task} asks for {wanted} entity_spans, got {len(spans)}.")
            return [self._of_task(self._split(text, spans))]
        texts = [self._named(text, spans, names)]
        return texts if pair is None else [*texts, self._named(pair, pair_spans, pair_names)]

    def _named(self, text: str, spans: Any, names: Any) -> _Text:
        """A text whose entities have names, or are masked."""
        if spans is None:
            return self._split(text, [])
        found = self._split(text, _checked(spans, names, text))
        found.entities = [self.entity_mask_token_id] * len(found.spans)
        if names is not None:
            unknown = self.entity_unk_token_id
            found.entities = [self.entity_vocab.get(name, unknown) for name in names]
        return found

    def _split(self, text: str, spans: Sequence[Span]) -> _Text:
        """The ids of a text that is encoded piece by piece, from one end of a span to the next."""
        ids: list[int] = []
        token, start = {}, 0
        for end in sorted({end for span in spans for end in span}):
            cut = end - 1 if end > 0 and text[end - 1] == " " else end  # a space goes with a word
            if cut != start:
                ids += self._piece(text[start:cut])
                start = cut
            token[end] = len(ids)
        ids += self._piece(text[start:])
        return _Text(ids, spans=[(token[first], token[last]) for first, last in spans])

    def _piece(self, text: str) -> list[int]:
        return self._backend.encode([text], add_special_tokens=False)[0].ids

    def _of_task(self, text: _Text) -> _Text:
        """A text with tokens around the entities that a task asks for."""
        masks = [self.entity_mask_token_id] * len(text.spans)
        if self.task == "entity_pair_classification":
            masks[1] = self.entity_mask2_token_id
        text.entities = masks
        if self.task == "entity_span_classification":
            return text
        marks = [self.convert_tokens_to_ids(token) for token in self.around]
        spans, order = list(text.spans), list(range(len(text.spans)))
        order = order if len(spans) == 1 or spans[0][0] < spans[1][0] else order[::-1]
        for before, index in enumerate(order):
            first, last = text.spans[index]
            spans[index] = first + 2 * before, last + 2 * before + 2
        for index in order[::-1]:
            first, last = text.spans[index]
            mark = [marks[index]]
            text.ids = [*text.ids[:last], *mark, *text.ids[last:]]
            text.ids = [*text.ids[:first], *mark, *text.ids[first:]]
        text.spans = spans
        return text

    def _entities(
        self, texts: list[_Text], total: int, special: bool, cut: str | None, most: int
    ) -> dict[str, list[Any]]:
        """What the model gets of entities, of which truncation leaves so many at the most.

        Args:
            total: how many ids it has left of the texts, with the special ones.
            cut: by which strategy.
        """
        lengths = self._lengths(texts, total, special, cut)
        offset, found = int(special), []
        for text, length in zip(texts, lengths, strict=True):
            kept = zip(text.entities or [], text.spans, strict=False)
            found.append([(one, span, offset) for one, span in kept if span[1] <= length])
            offset += length + 2 * int(special)
        lost = sum(len(text.entities or []) for text in texts) - sum(map(len, found))
        if lost:
            logger.warning("%d entities lie in what truncation cuts off, and are left out.", lost)
        part = {"only_first": found[:1], "only_second": found[1:]}.get(cut or "", found)
        while cut and sum(map(len, found)) > most:
            max(reversed(part), key=len).pop()
        data: dict[str, list[Any]] = {name: [] for name in (*_COLUMNS[:2], *_SPANS)}
        for one, (first, last), start in (entry for part in found for entry in part):
            positions = list(range(first + start, last + start))[: self.max_mention_length]
            positions += [-1] * (self.max_mention_length - len(positions))
            for name, value in zip(
                data, (one, positions, first + start, last + start - 1), strict=True
            ):
                data[name].append(value)
        if self.task != "entity_span_classification":
            data = {name: value for name, value in data.items() if name not in _SPANS}
        return data

    def _lengths(self, texts: list[_Text], total: int, special: bool, cut: str | None) -> list[int]:
        """How many tokens are left of each text."""
        whole = [len(text.ids) for text in texts]
        if special:
            total -= self.num_special_tokens_to_add(pair=len(texts) == 2)
        if len(texts) == 1 or sum(whole) == total:
            return [total] if len(texts) == 1 else whole
        first, second = whole
        if cut == "only_first":
            return [total - second, second]
        if cut == "only_second":
            return [first, total - first]
        while first + second > total:
            first, second = (first, second - 1) if second >= first else (first - 1, second)
        return [first, second]

    # --- padding -------------------------------------------------------------------------

    def pad(  # type: ignore[override]
        self,
        encoded_inputs: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        max_entity_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
        verbose: bool = True,
    ) -> BatchEncoding:
        """Pad texts and their entities: to the most that one has, or to `max_entity_length`."""
        if isinstance(encoded_inputs, list | tuple) and encoded_inputs:
            encoded_inputs = {k: [item[k] for item in encoded_inputs] for k in encoded_inputs[0]}
        data = dict(encoded_inputs)
        names = [name for name in (*_COLUMNS, *_SPANS) if name in data]
        if return_tensors is None and data.get("input_ids") is not None:
            return_tensors = _tensor_kind(data["input_ids"])
        own = {name: as_lists(data.pop(name)) for name in names}
        encoded = super().pad(
            {name: as_lists(value) for name, value in data.items()},
            padding=padding,
            max_length=max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_attention_mask=return_attention_mask,
            verbose=verbose,
        )
        if own:
            batched = bool(own["entity_ids"]) and isinstance(own["entity_ids"][0], list)
            rows = own if batched else {name: [value] for name, value in own.items()}
            counts = [len(row) for row in rows["entity_ids"]]
            if "attention_mask" in encoded and "entity_attention_mask" not in rows:
                rows["entity_attention_mask"] = [[1] * count for count in counts]
            if padding not in (False, "do_not_pad"):
                wanted = max(counts)
                if padding == "max_length":
                    wanted = max_entity_length or self.max_entity_length
                if multiple := pad_to_multiple_of:
                    wanted = -(-wanted // multiple) * multiple
                left = (padding_side or self.padding_side) == "left"
                for name, row in rows.items():
                    rows[name] = [self._filled(name, x, wanted - len(x), left) for x in row]
            encoded.data |= rows if batched else {k: value[0] for k, value in rows.items()}
        return encoded.convert_to_tensors(return_tensors)

    def _filled(self, name: str, row: list[Any], missing: int, left: bool) -> list[Any]:
        fill: Any = 0
        if name == "entity_ids":
            fill = self.entity_pad_token_id
        elif name == "entity_position_ids":
            fill = [-1] * self.max_mention_length
        extra = [fill] * missing
        return extra + row if left else row + extra


class MLukeTokenizer(LukeTokenizer):
    """mLUKE's (arXiv:2110.08151)."""

    saved_class_name: str = "MLukeTokenizer"


def _column(values: Any, count: int) -> list[Any]:
    """One value for each text; None where there are none."""
    if values is None:
        return [None] * count
    if len(values) != count:
        raise InputError(f"There are {count} texts, and {len(values)} second texts or entities.")
    return list(values)


def _checked(spans: Any, names: Any, text: str) -> list[Span]:
    """Spans of a text, as pairs of numbers.

    Raises:
        InputError: they are none, do not lie in the text, or are not as many as the names.
    """
    try:
        found = [(int(start), int(end)) for start, end in spans]
    except (TypeError, ValueError):
        raise InputError(
            "entity_spans are pairs (start, end) of characters, a list of them for each text; got "
            f"{spans!r:.80}."
        ) from None
    outside = [span for span in found if not 0 <= span[0] <= span[1] <= len(text)]
    if outside:
        raise InputError(f"The span {outside[0]} lies outside of a text of {len(text)} characters.")
    if names is not None and len(names) != len(found):
        raise InputError(f"There are {len(found)} entity_spans and {len(names)} entities.")
    return found
