"""Checks of a model's inputs before it computes, with the same messages on every framework.

Some frameworks compute on where an id has no row in a table: JAX takes NaN or the last row,
NumPy counts negative ids from the end. Shapes are looked at as far as they are known, values only
where they are at hand: within a compiled function nothing but shapes is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from auto_core.errors import InputError

Shape = tuple[int | None, ...]
ValuesOf = Callable[[Any], np.ndarray | None]

_TOKEN_EMBEDDINGS = re.compile(
    r"^(.*\.|)(word_embeddings|token_embedding|embed_tokens|wte)\.weight$"
)
_POSITIONS = ("position_embeddings", "position_embedding", "embed_positions", "wpe")
_TYPES = re.compile(r"(^|\.)token_type_embeddings\.weight$")
_IDS = ("input_ids", "decoder_input_ids")
# Beside ids [b t], these have an entry for each token.
_BESIDE = {
    "input_ids": (
        "attention_mask",
        "token_type_ids",
        "input_shape_ids",
        "input_pronunciation_ids",
    ),
    "decoder_input_ids": ("decoder_attention_mask",),
}
# What may be given instead of ids, and what tells their positions.
_INSTEAD = {
    "input_ids": ("inputs_embeds", "position_ids"),
    "decoder_input_ids": ("decoder_inputs_embeds", "decoder_position_ids"),
}
# Masks, and what their rows may be of: of what is given, the first.
_MASKED = {
    "attention_mask": ("input_ids", "inputs_embeds", "input_values", "input_features"),
    "decoder_attention_mask": ("decoder_input_ids", "decoder_inputs_embeds"),
}
_OF_TEXTS = ("input_ids", "inputs_embeds", "encoder_outputs")
_READ_BY_ENCODERS = ("input_ids", "inputs_embeds", "input_features", "input_values", "pixel_values")
_CACHES = (
    "past_key_values",
    "cache_params",
    "state",
    "mems",
)  # with one, a mask is of earlier tokens too
_OF_TOKENS = re.compile(r"For(MaskedLM|CausalLM|ConditionalGeneration)$|(LMHead|MT)Model$")
_OF_CLASSES = re.compile(r"For(Sequence|Token|Image|Video)Classification$")
# Whose labels have a row for each row of the input, whatever else is given.
_LABELLED = re.compile(
    r"For((Sequence|Token|Image|Video)Classification|MultipleChoice|CTC|MaskedLM|CausalLM)$"
    r"|LMHeadModel$"
)
# Whose labels [b t] have an entry for each token, where no decoder of its own reads them.
_LABELLED_TOKENS = re.compile(r"For(MaskedLM|CausalLM|ConditionalGeneration)$|LMHeadModel$")
_NO_LABEL = -100  # what losses leave out


@dataclass
class Limits:
    """How much the tables of a model have room for, by the inputs that look into them.

    Attributes:
        rows: an id must be below this.
        tokens: a text may have so many.
        skipped: tokens with this id take no position.
    """

    rows: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)


_known: WeakKeyDictionary[Any, Limits] = WeakKeyDictionary()


class CheckMixin:
    """Checks of inputs before a model computes."""

    # What an architecture declares:
    bounded_positions: ClassVar[bool] = True  # a text has at most as many tokens as positions
    labels_are_positions: ClassVar[bool] = False  # of tokens, whatever the class's name
    # Labels [b t] tell which tokens count, not what they are; those of more axes are classes.
    labels_mark_tokens: ClassVar[bool] = False
    ignores_negative_labels: ClassVar[bool] = False  # the loss leaves out all, not -100 alone
    labels_of_last_tokens: ClassVar[bool] = False  # there may be fewer labels than tokens
    labels_of_tokens: ClassVar[bool] = True  # not of what a decoder has positions of its own for

    # Fields of the config: ids that stand for something else, so that tables need no row for them.
    ids_without_rows: ClassVar[tuple[str, ...]] = ()
    # How many numbers the box of a token on its page may have.
    numbers_of_boxes: ClassVar[tuple[int, ...]] = (4,)
    # Ids have a row for each codebook of a sequence, so that other inputs have fewer rows.
    rows_of_codebooks: ClassVar[bool] = False

    config: Any

    def _check_inputs(
        self,
        inputs: Mapping[str, Any],
        shape_of: Callable[[Any], Shape | None],
        values_of: ValuesOf | None,
    ) -> None:
        """Refuse inputs that the model cannot take.

        Args:
            inputs: bound and converted, by name.
            shape_of: the sizes of a tensor as far as they are known, None for what is none.
            values_of: the values of a tensor, None where they are not at hand; without it, only
                shapes are looked at.

        Raises:
            InputError: naming the input, what it is, what is expected and what to write.
        """
        check_shapes(inputs, shape_of, rows_of_codebooks=self.rows_of_codebooks)
        check_pixel_masks(inputs, shape_of)
        check_boxes(inputs, shape_of, self.numbers_of_boxes)
        if not self.rows_of_codebooks:
            check_batches(inputs, shape_of)
            check_masks(inputs, shape_of)
            self._check_labels_shape(inputs, shape_of)
        limits = _known.get(self)
        if limits is None:
            limits = _known[self] = limits_of(self)
        try:
            self._check_limits(limits, inputs, shape_of, values_of)
        except InputError:
            limits = _known[self] = limits_of(self)  # another table may have been set since
            self._check_limits(limits, inputs, shape_of, values_of)

    def _check_labels_shape(
        self, inputs: Mapping[str, Any], shape_of: Callable[[Any], Shape | None]
    ) -> None:
        name = type(self).architecture_name()  # type: ignore[attr-defined]
        if _LABELLED.search(name):
            check_labels_batch(inputs, shape_of)
        decodes = "decoder_input_ids" in type(self)._inputs[0]  # type: ignore[attr-defined]
        decodes &= not getattr(self.config, "use_decoder_only_language_model", False)
        if decodes and _OF_TOKENS.search(name) and inputs.get("decoder_input_ids") is None:
            check_batches(inputs, shape_of, "labels")  # which the decoder's ids are made of
        if not decodes and self.labels_of_tokens and _LABELLED_TOKENS.search(name):
            check_labels_of_tokens(inputs, shape_of, fewer=self.labels_of_last_tokens)

    def _check_limits(
        self,
        limits: Limits,
        inputs: Mapping[str, Any],
        shape_of: Callable[[Any], Shape | None],
        values_of: ValuesOf | None,
    ) -> None:
        name = type(self).__name__
        for key, most in limits.tokens.items():
            self._check_length(key, most, limits.skipped.get(key), inputs, shape_of, values_of)
        if values_of is None:
            return
        for key, rows in limits.rows.items():
            values = None if inputs.get(key) is None else values_of(inputs[key])
            if values is None or not values.size or values.dtype.kind not in "iu":
                continue
            least, most = int(values.min()), int(values.max())
            if most >= rows and self.ids_without_rows:
                own = [getattr(self.config, field) for field in self.ids_without_rows]
                most = int(np.where(np.isin(values, own), 0, values).max())
            if least < 0 or most >= rows:
                found = least if least < 0 else most
                raise InputError(
                    f"{key} has {found}, and {name} has rows for 0 to {rows - 1}. "
                    + _ADVICE.get(key, _ADVICE["input_ids"])
                )
        labels = inputs.get("labels")
        if labels is not None and not self.rows_of_codebooks:  # whose padding is no code
            self._check_labels(labels, inputs, shape_of, values_of)

    def _check_length(
        self,
        key: str,
        most: int,
        skipped: int | None,
        inputs: Mapping[str, Any],
        shape_of: Callable[[Any], Shape | None],
        values_of: ValuesOf | None,
    ) -> None:
        embeds, explicit = _INSTEAD[key]
        given = inputs.get(key)
        if given is None and inputs.get(embeds) is None and key == "decoder_input_ids":
            name = type(self).architecture_name()  # type: ignore[attr-defined]
            if _OF_TOKENS.search(name) or name.endswith("EncoderDecoderModel"):
                key, given = "labels", inputs.get("labels")  # which the decoder's ids are made of
        shape = shape_of(inputs.get(embeds) if given is None else given)
        if shape is None or len(shape) < 2:
            return
        tokens = shape[1] if given is None else shape[-1]
        before = _seen(inputs.get("past_key_values"))
        if not isinstance(tokens, int) or before is None or before + tokens <= most:
            return
        if inputs.get(explicit) is not None:  # which say for themselves where tokens stand
            return
        if skipped is not None and given is not None:
            if values_of is None:
                return
            values = values_of(given)
            if values is not None:
                tokens = int((values != skipped).sum(-1).max())
        if before + tokens > most:
            earlier = f" after {before} in past_key_values" if before else ""
            raise InputError(
                f"{key} has {tokens} tokens{earlier}, and {type(self).__name__} has positions "
                f"for {most}. Pass truncation=True, max_length={most} to the tokenizer, or split "
                "the text."
            )

    def _check_labels(
        self,
        labels: Any,
        inputs: Mapping[str, Any],
        shape_of: Callable[[Any], Shape | None],
        values_of: ValuesOf,
    ) -> None:
        name, config = type(self).architecture_name(), self.config  # type: ignore[attr-defined]
        most: int | None = None
        left_out = _NO_LABEL
        any_negative = self.ignores_negative_labels
        if self.labels_are_positions:
            return
        if self.labels_mark_tokens and len(shape_of(labels) or ()) == 2:
            return
        if _OF_TOKENS.search(name) or name.endswith("ForCTC"):
            most = getattr(config.get_text_config(decoder=True), "vocab_size", None)
        elif _OF_CLASSES.search(name):
            plain = config.problem_type in (None, "single_label_classification")
            most = config.num_labels if plain and config.num_labels > 1 else None
        elif name.endswith("ForSemanticSegmentation"):
            # One label is a binary mask: 0 and 1.
            most, left_out = max(config.num_labels, 2), config.semantic_loss_ignore_index
        elif name.endswith("ForMultipleChoice"):
            shape = shape_of(inputs.get("input_ids"))
            most = shape[1] if shape is not None and len(shape) == 3 else None
        else:
            return
        if most is None:
            return
        values = values_of(labels)
        if values is None or values.dtype.kind not in "iu":
            return
        below = np.zeros_like(values, bool) if any_negative else values < 0
        wrong = values[(values != left_out) & (below | (values >= most))]
        if wrong.size:
            raise InputError(
                f"labels has {int(wrong.flat[0])}, and {type(self).__name__} tells {most} classes "
                f"apart: 0 to {most - 1}, or {left_out} for what the loss is to leave out."
            )


_ADVICE = {
    "input_ids": "The ids must come from the tokenizer of this checkpoint; for tokens that were "
    "added to it, call model.resize_token_embeddings(len(tokenizer)).",
    "token_type_ids": "Leave token_type_ids out, or take those of this checkpoint's tokenizer.",
    "position_ids": "Leave position_ids out, or truncate the text.",
}


def limits_of(model: Any) -> Limits:
    """The limits that follow from the tables of a model, by their names in a checkpoint."""
    limits = Limits()
    for part in model.parts:
        inner = limits_of(getattr(model, part))
        prefix = "decoder_" if part == "decoder" else ""
        for target, source in ((limits.rows, inner.rows), (limits.tokens, inner.tokens)):
            if "input_ids" in source:
                target.setdefault(f"{prefix}input_ids", source["input_ids"])
        if "input_ids" in inner.skipped:
            limits.skipped.setdefault(f"{prefix}input_ids", inner.skipped["input_ids"])
    if model.parts:
        return limits
    taken = type(model)._inputs[0]
    slots = {slot.name: slot for slot in model.slots() if len(slot.shape) == 2 and slot.shape[0]}
    for name, slot in slots.items():
        if _TYPES.search(name) and "token_type_ids" in taken:
            limits.rows.setdefault("token_type_ids", slot.shape[0])
        match = _TOKEN_EMBEDDINGS.match(name)
        if match is None:
            continue
        decodes = any(part.endswith("decoder") for part in match[1].split("."))
        second = "decoder_input_ids" in taken and decodes
        key = "decoder_input_ids" if second else "input_ids"
        if key not in taken:
            continue
        limits.rows[key] = max(limits.rows.get(key, 0), slot.shape[0])
        tables = [slots[p] for w in _POSITIONS if (p := f"{match[1]}{w}.weight") in slots]
        if tables and type(model).bounded_positions:
            _add_positions(limits, key, tables[0], model.config)
    return limits


def _add_positions(limits: Limits, key: str, table: Any, config: Any) -> None:
    text, rows = config.get_text_config(), table.shape[0]
    name = "max_position_embeddings"  # where it is a field: any key of a file is kept
    field = hasattr(type(text), name) or name in type(text).attribute_map
    stated = getattr(text, name) if field else None
    if hasattr(type(text), "max_encoder_position_embeddings"):  # LED's encoder has more
        stated = text.positions_of(decoder=key == "decoder_input_ids")
    most = min(rows, stated) if isinstance(stated, int) else rows  # BART's table has two rows more
    padding = getattr(table.init, "row", None)
    if padding is not None:  # RoBERTa's positions begin after that of padding
        most = rows - padding - 1
        limits.skipped[key] = padding
    limits.tokens[key] = most
    if key == "input_ids" and padding is None and rows == most:
        limits.rows["position_ids"] = rows


def _seen(past: Any) -> int | None:
    """How many tokens a cache holds; None where that is not known, as in a compiled loop."""
    if past is None:
        return 0
    length = getattr(past, "length", None)
    count = past.get_seq_length() if length is None and hasattr(past, "get_seq_length") else length
    return count if isinstance(count, int) else None


def check_shapes(
    inputs: Mapping[str, Any],
    shape_of: Callable[[Any], Shape | None],
    *,
    rows_of_codebooks: bool = False,
) -> None:
    """Refuse ids that are none, or of one dimension, and masks of another length.

    With `rows_of_codebooks`, ids have a row of each codebook, and masks one of each sequence.

    Raises:
        InputError: naming what to write.
    """
    for key in _IDS:
        ids = inputs.get(key)
        if ids is None:
            continue
        shape = shape_of(ids)
        if shape is None:
            if hasattr(ids, "shape"):  # of a tensor whose rank nobody knows
                continue
            raise InputError(
                f"{key} is {described(ids)}, expected a tensor of token ids [batch, tokens]. "
                "Texts go through the tokenizer first: "
                'model(**tokenizer(texts, padding=True, return_tensors=...)), with "pt", "tf", '
                '"jax" or "np".'
            )
        if len(shape) < 2:
            raise InputError(
                f"{key} has shape {list(shape)}, expected [batch, tokens]. For one text, pass "
                f"return_tensors to the tokenizer, or add an axis: {key}[None]."
            )
        if "float" in str(getattr(ids, "dtype", "")):
            raise InputError(
                f"{key} has dtype {ids.dtype}, expected integers: ids are numbers of tokens. For "
                f"vectors of tokens, pass {key.replace('input_ids', 'inputs_embeds')}."
            )
        # A mask may be of earlier tokens too, or of queries before the tokens.
        wider = any(inputs.get(name) is not None for name in (*_CACHES, "query_embeds"))
        if len(shape) != 2 or wider or rows_of_codebooks:
            continue
        for beside in _BESIDE[key]:
            other = None if inputs.get(beside) is None else shape_of(inputs[beside])
            if other is None or len(other) != 2:
                continue
            fits = all(a == b or a is None or b is None for a, b in zip(shape, other, strict=True))
            if not fits and not (other[0] == 1 and other[1] == shape[1]):
                raise InputError(
                    f"{beside} has shape {list(other)}, expected that of {key}, {list(shape)}: "
                    f"pass both as the tokenizer returned them, or leave {beside} out."
                )


def check_batches(
    inputs: Mapping[str, Any],
    shape_of: Callable[[Any], Shape | None],
    name: str = "decoder_input_ids",
) -> None:
    """Refuse a decoder's ids of another batch than what the encoder reads or has read.

    Raises:
        InputError: naming both.
    """
    shape = _shape_of(inputs.get(name), shape_of)
    if not shape:
        return
    states = inputs.get("encoder_outputs")
    states = states[0] if isinstance(states, tuple | list) and states else states
    read = {"encoder_outputs": getattr(states, "last_hidden_state", states)}
    read |= {key: inputs.get(key) for key in _READ_BY_ENCODERS}
    if any(inputs.get(key) is not None for key in _OF_TEXTS):
        del read["pixel_values"]  # images among the texts, as many as there are
    for key, value in read.items():
        other = _shape_of(value, shape_of)
        if other and None not in (other[0], shape[0]) and 1 != other[0] != shape[0] != 1:
            raise InputError(
                f"{name} has a batch of {shape[0]}, and {key} one of {other[0]}. Pass "
                "as many of both; where an input has several targets, repeat it."
            )


def check_masks(inputs: Mapping[str, Any], shape_of: Callable[[Any], Shape | None]) -> None:
    """Refuse a mask of another batch than what it masks: one row is not that of every text.

    Raises:
        InputError: naming both.
    """
    for name, owners in _MASKED.items():
        mask = _shape_of(inputs.get(name), shape_of)
        key = next((key for key in owners if inputs.get(key) is not None), None)
        shape = None if key is None else shape_of(inputs[key])
        if not mask or not shape:
            continue
        # Of more axes, a mask is of queries and keys, or of choices as its ids are.
        one_for_each = len(mask) == 2 or (key in _IDS and len(mask) == len(shape))
        if one_for_each and None not in (mask[0], shape[0]) and mask[0] != shape[0]:
            raise InputError(
                f"{name} has a batch of {mask[0]}, and {key} one of {shape[0]}. Pass a row for "
                f"each of them, or leave {name} out."
            )


def check_pixel_masks(inputs: Mapping[str, Any], shape_of: Callable[[Any], Shape | None]) -> None:
    """Refuse a mask of other images, or other sizes of them, than those of pixel_values.

    Raises:
        InputError: naming both.
    """
    mask = _shape_of(inputs.get("pixel_mask"), shape_of)
    shape = _shape_of(inputs.get("pixel_values"), shape_of)
    if mask is None or shape is None or len(shape) < 4:
        return
    wanted = (*shape[:-3], *shape[-2:])
    known = [pair for pair in zip(mask, wanted, strict=False) if None not in pair]
    if len(mask) != len(wanted) or any(a != b for a, b in known):
        raise InputError(
            f"pixel_mask has shape {list(mask)}, expected {list(wanted)}, an element for each "
            f"pixel of pixel_values, {list(shape)}. Take both from one call of the processor."
        )


def check_boxes(
    inputs: Mapping[str, Any],
    shape_of: Callable[[Any], Shape | None],
    numbers: tuple[int, ...],
) -> None:
    """Refuse boxes `bbox` of other tokens than there are, or of other numbers than so many.

    Raises:
        InputError: naming both.
    """
    shape = _shape_of(inputs.get("bbox"), shape_of)
    key = next((x for x in ("input_ids", "inputs_embeds") if inputs.get(x) is not None), None)
    tokens = None if key is None else shape_of(inputs[key])
    if shape is None or tokens is None:
        return
    known = [pair for pair in zip(shape, tokens[:2], strict=False) if None not in pair]
    fits = len(shape) == 3 and all(a == b for a, b in known)
    if not fits or not (shape[2] is None or shape[2] in numbers):
        wanted = " or ".join(map(str, numbers))
        raise InputError(
            f"bbox has shape {list(shape)}, and {key} {list(tokens)}: expected [batch, tokens, "
            f"{wanted}], the box of each token, as the processor or tokenizer returned them."
        )


def check_labels_batch(inputs: Mapping[str, Any], shape_of: Callable[[Any], Shape | None]) -> None:
    """Refuse labels of another batch than the input's.

    Raises:
        InputError: naming both.
    """
    labels = _shape_of(inputs.get("labels"), shape_of)
    texts = any(inputs.get(key) is not None for key in ("input_ids", "inputs_embeds"))
    for key in _READ_BY_ENCODERS:
        if texts and key not in _OF_TEXTS:  # a text may have any number of images and recordings
            continue
        shape = _shape_of(inputs.get(key), shape_of)
        if labels and shape and None not in (labels[0], shape[0]) and labels[0] != shape[0]:
            raise InputError(
                f"labels has a batch of {labels[0]}, and {key} one of {shape[0]}. Pass labels for "
                "each of them."
            )


def check_labels_of_tokens(
    inputs: Mapping[str, Any], shape_of: Callable[[Any], Shape | None], *, fewer: bool
) -> None:
    """Refuse labels of other tokens than there are; with `fewer`, they may be of the last ones.

    Raises:
        InputError: naming both.
    """
    labels = _shape_of(inputs.get("labels"), shape_of)
    key = next((x for x in ("input_ids", "inputs_embeds") if inputs.get(x) is not None), None)
    if key is None or not labels or inputs.get("target_mapping") is not None:  # of chosen tokens
        return
    tokens = shape_of(inputs[key])
    if not tokens or len(labels) != 2 or len(tokens) != (2 if key == "input_ids" else 3):
        return
    pairs = [pair for pair in zip(labels, tokens, strict=False) if None not in pair]
    if any(a != b for a, b in pairs) and not (
        fewer and labels[0] == tokens[0] and labels[1] < tokens[1]  # type: ignore[operator]
    ):
        raise InputError(
            f"labels has shape {list(labels)}, and {key} {list(tokens)}: expected "
            f"{list(tokens[:2])}, a label for each token. Make labels of the ids (a copy, with "
            "-100 where the loss is to leave tokens out)."
        )


def _shape_of(value: Any, shape_of: Callable[[Any], Shape | None]) -> Shape | None:
    return None if value is None else shape_of(value)


def described(value: Any) -> str:
    """A value that is no tensor of the model's framework, for messages."""
    if isinstance(value, str):
        return f"the text {value!r:.60}"
    kind = type(value)
    home = "" if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}'s "
    return f"a {home}{kind.__name__}, {' '.join(repr(value).split()):.60}"


def foreign(value: Any, own: str) -> InputError:
    """The error for a tensor of another framework than `own`."""
    return InputError(
        f"An input is {described(value)}, expected {own} or a NumPy array. Pass the tokenizer "
        f"or processor the return_tensors of this framework, or convert it: numpy.asarray(...)."
    )
