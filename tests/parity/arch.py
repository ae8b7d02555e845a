"""One table row for each architecture: what `test_architectures.py` runs over every one.

A file `tests/parity/architectures/<model type>.py` defines `ARCH`. The generic tests compare each
head with transformers on every backend; check the cache, padding on the left, saving, pickling,
compiling and training; and prove that they can fail. What is unique to an architecture has a test
file of its own.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from parity.checks import Case
from parity.texts import padding, token_ids

Options = Mapping[str, Any]
Inputs = Callable[[np.random.Generator], dict[str, Any]]

# Every check of every architecture (make test-all), not one member's of each family.
ALL = bool(os.environ.get("AUTO_TEST_ALL"))
FOLDER = Path(__file__).parent / "architectures"


@dataclass(frozen=True)
class Row:
    """A head with one of its architecture's configs.

    Attributes:
        head: the class's name without the architecture's ("Model", "ForCausalLM").
        config: name of the config in `Arch.configs`.
        inputs: makes the inputs, labels among them.
        name: tells two rows of one head and config apart.
    """

    head: str
    config: str
    inputs: Inputs
    name: str = ""


@dataclass(frozen=True)
class Arch:
    """An architecture, as it is compared with transformers.

    Attributes:
        model_type: as config.json names it.
        prefix: of its classes ("Qwen3").
        family: name of the file of whose architecture it is a variation; slow checks run for one
            member of a family, unless all are asked for.
        configs: name -> fields of the config. The first is near the defaults; at least one other
            sets every field that changes the computation to something else.
        rows: every head with some config.
        must_see: parameters (of a model of the last row) without which the outputs differ.
        must_see_options: fields (beside those of the last row) that change the outputs.
        refuses: fields whose values are not implemented, each an error that names the field.
        causal_lm: the head whose steps with a cache are compared with whole sequences, or "".
        config_class: transformers' config class, by default prefix + "Config".
        reorders: whether transformers' beams take their states along; else only ours are right.
        padded, rounded, requests: see `Case`.
    """

    model_type: str
    prefix: str
    family: str
    configs: Mapping[str, Options]
    rows: Sequence[Row]
    must_see: Sequence[str] = ()
    must_see_options: Sequence[Options] = ()
    refuses: Sequence[Options] = ()
    causal_lm: str = ""
    config_class: str = ""
    reorders: bool = True
    padded: str = ""
    rounded: bool = False
    requests: Options = field(
        default_factory=lambda: dict(output_hidden_states=True, output_attentions=True)
    )

    def __str__(self) -> str:
        return self.model_type

    def case(self, row: Row, inputs: Inputs | None = None, name: str = "") -> Case:
        """A row as a case; `inputs` instead of its own."""
        parts = (self.model_type, row.head, row.config, row.name or name)
        return Case(
            "-".join(part for part in parts if part),
            self.prefix + row.head,
            self.config_class or f"{self.prefix}Config",
            self.configs[row.config],
            inputs or row.inputs,
            self.requests,
            self.padded,
            self.rounded,
        )

    def cases(self) -> list[Case]:
        return [self.case(row) for row in self.rows]


def architectures() -> list[Arch]:
    """Every ARCH of every file."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"parity_architecture_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(module.ARCH)
    return found


def representatives(archs: Sequence[Arch]) -> list[Arch]:
    """The first member of each family; all where all are asked for."""
    return list(archs) if ALL else list({arch.family: arch for arch in reversed(archs)}.values())


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
