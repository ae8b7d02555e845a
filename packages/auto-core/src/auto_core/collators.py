"""Data collators: samples of a dataset into one batch of tensors, padded to one length.

The names, arguments and results are transformers'. A class of an adapter
(`from auto_tf import DataCollatorWithPadding`) returns its framework's tensors where
`return_tensors` is not given, those of `auto_core` NumPy arrays.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.tensors import to_numpy, to_tensors

Sample = Mapping[str, Any]


class DataCollator:
    """What collators share: the kind of their tensors, and that they are called with samples."""

    framework: ClassVar[str] = "np"

    def __init__(self, return_tensors: str | None = None):
        self.return_tensors = return_tensors or self.framework

    def __call__(
        self, features: Sequence[Any], return_tensors: str | None = None
    ) -> Mapping[str, Any]:
        """One batch: each entry [b ...] of the samples.

        Raises:
            InputError: there are no samples, or they do not fit together.
        """
        if not len(features):
            raise InputError(f"{type(self).__name__} got no samples to make a batch of.")
        batch = self.collate(features)
        kind = return_tensors or self.return_tensors
        for name, value in batch.items():
            if value is not None:
                batch[name] = to_tensors(value, kind)
        return batch

    def collate(self, features: Sequence[Any]) -> Any:
        """A batch of NumPy arrays."""
        raise NotImplementedError


class DefaultDataCollator(DataCollator):
    """Stacks samples of one length. `label` and `label_ids` become `labels`; texts are left out."""

    def collate(self, features: Sequence[Any]) -> dict[str, Any]:
        samples = [x if isinstance(x, Mapping) else vars(x) for x in features]
        batch: dict[str, Any] = {}
        for name, first in samples[0].items():
            if first is None or isinstance(first, str):
                continue
            values = [sample[name] for sample in samples]
            batch["labels" if name in ("label", "label_ids") else name] = to_numpy(values)
        return batch


class _Padding(DataCollator):
    """A collator that pads with a tokenizer."""

    def __init__(
        self,
        tokenizer: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        return_tensors: str | None = None,
    ):
        super().__init__(return_tensors)
        self.tokenizer = tokenizer
        self.padding = padding
        self.max_length = max_length
        self.pad_to_multiple_of = pad_to_multiple_of

    def padded(self, samples: Sequence[Sample]) -> Any:
        return self.tokenizer.pad(
            [dict(sample) for sample in samples],
            padding=self.padding,
            max_length=self.max_length,
            pad_to_multiple_of=self.pad_to_multiple_of,
            return_tensors="np",
        )

    def filled(self, labels: Sequence[Any], length: int, value: int) -> np.ndarray:
        """Lists of labels [b l] of one length, filled up on the tokenizer's side."""
        rows = np.full((len(labels), length), value, np.int64)
        for row, label in zip(rows, labels, strict=True):
            label = to_numpy(label)
            if len(label) > length:
                raise InputError(f"A sample has {len(label)} labels, for a length of {length}.")
            if self.tokenizer.padding_side == "right":
                row[: len(label)] = label
            else:
                row[length - len(label) :] = label
        return rows


class DataCollatorWithPadding(_Padding):
    """Pads what a tokenizer returned for each text. `label` and `label_ids` become `labels`.

    Args:
        tokenizer: whose padding token, side and input names are used.
        padding: True or "longest", "max_length", or False.
        max_length: tokens of each text, with padding="max_length".
        pad_to_multiple_of: the length [t] is a multiple of this.
        return_tensors: "np", "pt", "tf" or "jax".
    """

    def collate(self, features: Sequence[Any]) -> Any:
        batch = self.padded(features)
        for name in ("label", "label_ids"):
            if name in batch:
                batch["labels"] = batch.pop(name)
        return batch


def _split(features: Sequence[Sample]) -> tuple[str, list[Any] | None, list[dict[str, Any]]]:
    """The name of the labels, the labels, and the samples without them."""
    name = "label" if "label" in features[0] else "labels"
    labels = [sample[name] for sample in features] if name in features[0] else None
    if labels is not None and all(label is None for label in labels):
        labels = None
    rest = [{k: v for k, v in sample.items() if k != name} for sample in features]
    return name, labels, rest


class DataCollatorForTokenClassification(_Padding):
    """Pads texts and the labels of their tokens, which get `label_pad_token_id` where padding is.

    Args: as DataCollatorWithPadding's, and
        label_pad_token_id: -100 counts in no loss.
    """

    def __init__(
        self,
        tokenizer: Any,
        padding: bool | str = True,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        label_pad_token_id: int = -100,
        return_tensors: str | None = None,
    ):
        super().__init__(tokenizer, padding, max_length, pad_to_multiple_of, return_tensors)
        self.label_pad_token_id = label_pad_token_id

    def collate(self, features: Sequence[Any]) -> Any:
        name, labels, rest = _split(features)
        batch = self.padded(rest)
        if labels is not None:
            length = batch[self.tokenizer.model_input_names[0]].shape[1]
            batch[name] = self.filled(labels, length, self.label_pad_token_id)
        return batch


class DataCollatorForSeq2Seq(_Padding):
    """Pads the texts and, to a length of their own, the labels.

    Args: as DataCollatorWithPadding's, and
        model: where given, `decoder_input_ids` [b l] are made from the labels as it makes them.
        label_pad_token_id: -100 counts in no loss.
    """

    def __init__(
        self,
        tokenizer: Any,
        model: Any = None,
        padding: bool | str = True,
        max_length: int | None = None,
        pad_to_multiple_of: int | None = None,
        label_pad_token_id: int = -100,
        return_tensors: str | None = None,
    ):
        super().__init__(tokenizer, padding, max_length, pad_to_multiple_of, return_tensors)
        self.model = model
        self.label_pad_token_id = label_pad_token_id

    def __call__(
        self, features: Sequence[Any], return_tensors: str | None = None
    ) -> Mapping[str, Any]:
        batch: Any = super().__call__(features, return_tensors)
        shift = getattr(self.model, "prepare_decoder_input_ids_from_labels", None)
        if shift is not None and batch.get("labels") is not None:
            batch["decoder_input_ids"] = shift(labels=batch["labels"])
        return batch

    def collate(self, features: Sequence[Any]) -> Any:
        _, labels, rest = _split(features)
        batch = self.padded(rest)
        batch["labels"] = None if labels is None else self._labels(labels)
        return batch

    def _labels(self, labels: list[Any]) -> np.ndarray:
        if self.padding in (False, "do_not_pad"):
            return to_numpy(labels)
        length = max(len(label) for label in labels)
        if self.padding == "max_length" and self.max_length is not None:
            length = self.max_length
        multiple = self.pad_to_multiple_of or 1
        return self.filled(labels, -(-length // multiple) * multiple, self.label_pad_token_id)


class DataCollatorForMultipleChoice(_Padding):
    """Pads the choices [b c t] of questions to one length. `label` becomes `labels`."""

    def collate(self, features: Sequence[Any]) -> Any:
        _, labels, rest = _split(features)
        count = len(rest[0]["input_ids"])
        choices = [
            {name: value[i] for name, value in sample.items()}
            for sample in rest
            for i in range(count)
        ]
        batch = self.padded(choices)
        for name, value in batch.items():
            batch[name] = value.reshape(len(features), count, *value.shape[1:])
        if labels is not None:
            batch["labels"] = to_numpy(labels)
        return batch


class DataCollatorForLanguageModeling(DataCollator):
    """Pads texts and makes their labels: the tokens themselves, or those that are masked.

    With `mlm`, a share `mlm_probability` of the tokens that are not special get a label, as BERT
    was trained (Devlin et al., 2018, arXiv:1810.04805, section 3.1): of them `mask_replace_prob`
    become the mask token, `random_replace_prob` any token, the others stay. All labels elsewhere
    are -100. Without `mlm`, padding alone has the label -100.

    Args:
        tokenizer: whose tokens are used.
        mlm: mask tokens.
        whole_word_mask: mask all tokens of a word together; samples need their `offset_mapping`.
        mlm_probability: see above, in 0..1.
        mask_replace_prob: see above, in 0..1.
        random_replace_prob: see above, in 0..1.
        pad_to_multiple_of: the length [t] is a multiple of this.
        return_tensors: "np", "pt", "tf" or "jax".
        seed: of the samples; by default they differ from run to run.

    Raises:
        InputError: the tokenizer has no mask token, or a probability is none.
    """

    def __init__(
        self,
        tokenizer: Any,
        mlm: bool = True,
        whole_word_mask: bool = False,
        mlm_probability: float | None = 0.15,
        mask_replace_prob: float = 0.8,
        random_replace_prob: float = 0.1,
        pad_to_multiple_of: int | None = None,
        return_tensors: str | None = None,
        seed: int | None = None,
    ):
        super().__init__(return_tensors)
        if mlm and tokenizer.mask_token is None:
            raise InputError(
                f"{tokenizer.name_or_path!r} has no mask token to mask with. For a causal language "
                "model pass mlm=False; else set tokenizer.mask_token."
            )
        if whole_word_mask and not mlm:
            raise InputError("whole_word_mask=True masks tokens: pass mlm=True with it.")
        if whole_word_mask:  # no token is replaced by another one
            mask_replace_prob, random_replace_prob = 1.0, 0.0
        for name, value in [
            ("mlm_probability", mlm_probability if mlm else 0.0),
            ("mask_replace_prob", mask_replace_prob),
            ("random_replace_prob", random_replace_prob),
            ("mask_replace_prob + random_replace_prob", mask_replace_prob + random_replace_prob),
        ]:
            if value is None or not 0 <= value <= 1:
                raise InputError(f"{name} is {value!r}, expected a probability from 0 to 1.")
        self.tokenizer = tokenizer
        self.mlm = mlm
        self.whole_word_mask = whole_word_mask
        self.mlm_probability = mlm_probability
        self.mask_replace_prob = mask_replace_prob
        self.random_replace_prob = random_replace_prob
        self.pad_to_multiple_of = pad_to_multiple_of
        self._rng = np.random.default_rng(seed)

    def collate(self, features: Sequence[Any]) -> Any:
        samples = [x if isinstance(x, Mapping) else {"input_ids": x} for x in features]
        offsets = [sample.get("offset_mapping") for sample in samples]
        samples = [{k: v for k, v in s.items() if k != "offset_mapping"} for s in samples]
        batch = self.tokenizer.pad(
            samples, pad_to_multiple_of=self.pad_to_multiple_of, return_tensors="np"
        )
        if not isinstance(features[0], Mapping):
            batch = {"input_ids": batch["input_ids"]}
        special = batch.pop("special_tokens_mask", None)
        ids = batch["input_ids"]
        if self.mlm:
            batch["input_ids"], batch["labels"] = self._masked(ids, special, offsets)
        else:
            batch["labels"] = np.where(ids == self.tokenizer.pad_token_id, -100, ids)
        return batch

    def _masked(
        self, ids: np.ndarray, special: np.ndarray | None, offsets: Sequence[Any]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Token ids and labels [b t]."""
        if special is None:
            special = to_numpy(
                [
                    self.tokenizer.get_special_tokens_mask(row, already_has_special_tokens=True)
                    for row in ids.tolist()
                ]
            )
        special = special.astype(bool)
        heads = self._first_tokens(ids, special, offsets) if self.whole_word_mask else ~special
        chosen = self._chance(np.where(heads, self.mlm_probability or 0.0, 0.0))
        if self.whole_word_mask:  # the other tokens of a word follow its first one
            starts = np.maximum.accumulate(np.where(heads | special, np.arange(ids.shape[1]), 0), 1)
            chosen = np.take_along_axis(chosen, starts, 1) & ~special
        labels = np.where(chosen, ids, -100)
        masked = chosen & self._chance(np.full(ids.shape, self.mask_replace_prob))
        ids = np.where(masked, self.tokenizer.mask_token_id, ids)
        if self.mask_replace_prob == 1 or self.random_replace_prob == 0:
            return ids, labels
        share = self.random_replace_prob / (1 - self.mask_replace_prob)
        other = chosen & ~masked & self._chance(np.full(ids.shape, share))
        ids[other] = self._rng.integers(0, len(self.tokenizer), np.count_nonzero(other))
        return ids, labels

    def _chance(self, probabilities: np.ndarray) -> np.ndarray:
        return self._rng.binomial(1, probabilities).astype(bool)

    def _first_tokens(
        self, ids: np.ndarray, special: np.ndarray, offsets: Sequence[Any]
    ) -> np.ndarray:
        """Which tokens [b t] begin a word: those that do not touch the token before."""
        if any(pairs is None for pairs in offsets):
            raise InputError(
                "whole_word_mask=True needs to know where words begin: tokenize with "
                "return_offsets_mapping=True and keep offset_mapping in the samples."
            )
        first = np.zeros(ids.shape, bool)
        right = self.tokenizer.padding_side == "right"
        for row, pairs in enumerate(offsets):
            spans = to_numpy(pairs)
            start = 0 if right else ids.shape[1] - len(spans)
            tokens = slice(start, start + len(spans))
            touches = (spans[1:, 0] == spans[:-1, 1]) & ~special[row, tokens][:-1]
            first[row, tokens] = [True, *~touches]
        return first & ~special


def default_data_collator(
    features: Sequence[Any], return_tensors: str | None = None
) -> Mapping[str, Any]:
    """Stack samples of one length; see `DefaultDataCollator`."""
    return DefaultDataCollator(return_tensors)(features)


@functools.cache
def of_framework(name: str, package: str, framework: str) -> Any:
    """A collator of this module whose tensors are by default a framework's."""
    if name == "default_data_collator":
        return of_framework("DefaultDataCollator", package, framework)()
    body = {"framework": framework, "__module__": package, "__doc__": globals()[name].__doc__}
    return type(name, (globals()[name],), body)
