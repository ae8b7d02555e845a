"""One table row for each architecture: what `test_architectures.py` runs over every one.

A file `tests/parity/architectures/<model type>.py` defines `ARCH`. The generic tests compare each
head with transformers on every backend; check the cache, padding on the left, saving, pickling,
compiling and training; and prove that they can fail. What is unique to an architecture has a test
file of its own.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from parity.checks import Case
from parity.texts import padding, token_ids

from auto_core.registry.configs import module_name

Options = Mapping[str, Any]
Inputs = Callable[[np.random.Generator], dict[str, Any]]
T = TypeVar("T")
PerRow = Sequence[T] | Mapping[str, Sequence[T]]
# Inputs with any of which a head computes a loss.
LABELS = {"labels", "mask_labels", "start_positions", "future_values", "target_values"}

# Every check of every architecture (make test-all), not one member's of each family.
ALL = bool(os.environ.get("AUTO_TEST_ALL"))
FOLDER = Path(__file__).parent / "architectures"


@dataclass(frozen=True)
class Row:
    """A head with one of its architecture's configs.

    Attributes:
        head: the class's name without the architecture's ("Model", "ForCausalLM").
        config: name of the config in `Arch.configs`, or the config's fields.
        inputs: makes the inputs, labels among them.
        name: tells two rows of one head apart.
        requests: other keywords of the call, instead of the architecture's.
        padded, rounded: instead of the architecture's (see `Case`).
        config_class: of a part that has a config of its own, e.g. "BlipVisionConfig".
    """

    head: str
    config: str | Options
    inputs: Inputs
    name: str = ""
    requests: Options | None = None
    padded: str | None = None
    rounded: bool | None = None
    config_class: str = ""

    @property
    def id(self) -> str:
        """Head, name of the config, name: "ForCausalLM-other"."""
        config = self.config if isinstance(self.config, str) else ""
        return "-".join(part for part in (self.head, config, self.name) if part)

    @property
    def has_labels(self) -> bool:
        """Whether its outputs have a loss."""
        inputs = self.inputs(np.random.default_rng(0))
        return not LABELS.isdisjoint(inputs)


@dataclass(frozen=True, eq=False)
class Arch:
    """An architecture, as it is compared with transformers.

    Three fields tell of parameters, options and lines that must be seen: what differs from the
    reference without them. They are sequences for the last row, or map the ids of rows to them.

    Attributes:
        model_type: as config.json names it.
        prefix: of its classes ("Qwen3").
        family: name of the file of whose architecture it is a variation; slow checks run for one
            member of a family, unless all are asked for.
        configs: name -> fields of the config. The first is near the defaults; at least one other
            sets every field that changes the computation to something else.
        rows: every head with some config.
        same_names: whether transformers names parameters as files do, so that gradients compare.
        trained: id of the row of which a training step is compiled, by default the last with
            labels, of the causal language model where there is one.
        must_see: parameters without which the outputs differ.
        must_see_options: fields of configs that change the outputs.
        must_see_lines: lines of the architecture's file, each with one that does too little.
        refuses: fields, instead of the last row's, whose values are not implemented: each an
            error that names the field or, given beside them, has a message.
        causal_lm: the head whose steps with a cache are compared with whole sequences, or "".
        cached: ids of the rows whose steps with a cache are compared with whole sequences, by
            default the last of `causal_lm`.
        config_class: transformers' config class, by default prefix + "Config".
        reorders: whether transformers' beams take their states along; else only ours are right.
        padded, rounded, requests: see `Case`.
        patch: what both libraries do otherwise in its tests, e.g. chance that is switched off.
    """

    model_type: str
    prefix: str
    family: str
    configs: Mapping[str, Options] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    must_see: PerRow[str] = ()
    must_see_options: PerRow[Options] = ()
    must_see_lines: PerRow[tuple[str, str]] = ()
    refuses: Sequence[Options | tuple[Options, str]] = ()
    causal_lm: str = ""
    trained: str = ""
    same_names: bool = True
    cached: Sequence[str] = ()
    config_class: str = ""
    reorders: bool = True
    padded: str = ""
    rounded: bool = False
    requests: Options = field(
        default_factory=lambda: dict(output_hidden_states=True, output_attentions=True)
    )
    patch: Callable[[pytest.MonkeyPatch], None] | None = None

    def __str__(self) -> str:
        return self.model_type

    def case(self, row: Row, inputs: Inputs | None = None, name: str = "") -> Case:
        """A row as a case; `inputs` instead of its own."""
        return Case(
            "-".join(part for part in (self.model_type, row.id, name) if part),
            self.prefix + row.head,
            row.config_class or self.config_class or f"{self.prefix}Config",
            self.configs[row.config] if isinstance(row.config, str) else row.config,
            inputs or row.inputs,
            self.requests if row.requests is None else row.requests,
            self.padded if row.padded is None else row.padded,
            self.rounded if row.rounded is None else row.rounded,
        )

    def cases(self) -> list[Case]:
        return [self.case(row) for row in self.rows]

    def by_id(self) -> dict[str, Case]:
        """The cases by the ids of their rows."""
        return {row.id: self.case(row) for row in self.rows}

    def labelled(self) -> Case:
        """The row that is trained, or the last where no head has a loss."""
        if self.trained:
            return self.by_id()[self.trained]
        rows = [row for row in self.rows if row.head == (self.causal_lm or row.head)]
        return self.case(next((row for row in reversed(rows) if row.has_labels), rows[-1]))

    def per_row(self, entries: PerRow[T]) -> list[tuple[Case, T]]:
        """Cases and what is told of them: of the last row, or of the rows that a mapping names."""
        cases = self.by_id()
        if not isinstance(entries, Mapping):
            return [(self.case(self.rows[-1]), entry) for entry in entries]
        return [(cases[row], entry) for row, some in entries.items() for entry in some]


def architecture(name: str) -> Arch:
    """The ARCH of architectures/<name>.py."""
    return importlib.import_module(f"parity.architectures.{module_name(name)}").ARCH


def architectures() -> list[Arch]:
    """Every ARCH of every file."""
    return [architecture(path.stem) for path in sorted(FOLDER.glob("*.py"))]


def representatives(archs: Sequence[Arch]) -> list[Arch]:
    """One member of each family, the one that it is named after where it is in the table; all
    where all are asked for."""
    chosen: dict[str, Arch] = {}
    for arch in archs:
        if arch.family not in chosen or module_name(arch.model_type) == arch.family:
            chosen[arch.family] = arch
    return list(archs) if ALL else list(chosen.values())


# --- decoders -----------------------------------------------------------------------------------

VOCAB, TOKENS, LENGTHS = 67, 9, (9, 5, 1)
DECODER: dict[str, Any] = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=24,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)

MOE_REQUESTS: dict[str, Any] = dict(
    output_hidden_states=True, output_attentions=True, output_router_logits=True
)


def texts(side: str = "right", **labels: Callable[[np.random.Generator], Any]) -> Inputs:
    """Three sequences of 9, 5 and 1 tokens, padded, with labels that do not count padding."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding(list(LENGTHS), TOKENS, side=side)
        ids = np.where(mask == 1, token_ids(rng, VOCAB, len(LENGTHS), TOKENS), 1)
        inputs = {"input_ids": ids, "attention_mask": mask}
        inputs |= {name: sample(rng) for name, sample in labels.items()}
        if inputs.get("labels", np.empty(0)).shape == mask.shape:
            inputs["labels"] = np.where(mask == 1, inputs["labels"], -100)
        return inputs

    return make


def integers(below: int, *shape: int) -> Callable[[np.random.Generator], np.ndarray]:
    """Labels: integers [shape] below a number."""
    return lambda rng: rng.integers(0, below, shape)


def next_tokens(rng: np.random.Generator) -> np.ndarray:
    """Labels of tokens, a third of which do not count."""
    labels = rng.integers(3, VOCAB, (len(LENGTHS), TOKENS))
    labels[:, ::3] = -100
    return labels


DECODER_INPUTS: dict[str, Inputs] = {
    "Model": texts(),
    "TextModel": texts(),
    "ForCausalLM": texts(labels=next_tokens),
    "LMHeadModel": texts(labels=next_tokens),
    "ForSequenceClassification": texts(labels=integers(2, 3)),
    "TextForSequenceClassification": texts(labels=integers(2, 3)),
    "ForTokenClassification": texts(labels=integers(2, 3, TOKENS)),
    "ForQuestionAnswering": texts(
        start_positions=integers(TOKENS, 3), end_positions=integers(TOKENS, 3)
    ),
}


def decoder(
    model_type: str,
    prefix: str,
    *,
    configs: Mapping[str, Options],
    heads: Sequence[str] = (
        "ForSequenceClassification",
        "ForTokenClassification",
        "ForQuestionAnswering",
    ),
    family: str = "llama",
    base: str = "Model",
    causal_lm: str = "ForCausalLM",
    **more: Any,
) -> Arch:
    """A decoder: its base model and its causal language model with each config, and the other
    `heads` with the first; `more` as in `Arch`."""
    first, *_ = configs
    rows = [Row(head, first, DECODER_INPUTS[head]) for head in heads]
    rows += [Row(base, name, DECODER_INPUTS[base]) for name in configs]
    rows += [Row(causal_lm, name, DECODER_INPUTS[causal_lm]) for name in configs]
    return Arch(model_type, prefix, family, dict(configs), tuple(rows), causal_lm=causal_lm, **more)
