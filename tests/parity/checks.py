"""The comparison that every architecture goes through.

NumPy in float64 is the truth and must agree with transformers in float64. Each backend in
float32 may then err by 1e-5 of an output's scale, or five times what transformers itself errs
in float32 where that is more.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from parity import backends, oracle
from parity.oracle import Arrays

FLOAT64_TOLERANCE = 1e-9
ROUNDED_TOLERANCE = 1e-7
FLOAT32_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Case:
    """A head of an architecture with a config and inputs.

    Attributes:
        head: the class, e.g. "BertForMaskedLM".
        config: transformers' config class, e.g. "BertConfig".
        options: the config's fields; tiny sizes, not the defaults.
        inputs: makes the inputs (NumPy) from a generator.
        requests: other keywords of the call.
        padded: name of an input [b t] whose zeros mark tokens that are not compared. On the
            left, before all tokens, padding attends to nothing, and its outputs have no meaning.
        rounded: transformers keeps a table in float32 whatever the model's dtype is, so that
            float64 can only be compared to about the precision of float32.
    """

    name: str
    head: str
    config: str
    options: Mapping[str, Any]
    inputs: Callable[[np.random.Generator], dict[str, Any]]
    requests: Mapping[str, Any] = field(default_factory=dict)
    padded: str = ""
    rounded: bool = False

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and other.name == self.name

    def __str__(self) -> str:
        return self.name


@dataclass
class Expected:
    """A checkpoint of a case, and what transformers computes from it."""

    directory: Path
    inputs: dict[str, Any]
    exact: Arrays  # float64
    rounded: Arrays  # float32


@functools.lru_cache(maxsize=64)
def expected(case: Case) -> Expected:
    """Make the case's checkpoint and reference outputs, once per process."""
    model = oracle.reference(case.head, case.config, dict(case.options))
    directory = Path(tempfile.mkdtemp(prefix="parity-"))
    oracle.save(model, directory)
    inputs = case.inputs(np.random.default_rng(0))
    exact = oracle.outputs(model, inputs, double=True, **case.requests)
    rounded = oracle.outputs(model, inputs, double=False, **case.requests)
    result = Expected(directory, inputs, exact, rounded)
    weakref.finalize(result, shutil.rmtree, directory, ignore_errors=True)
    return result


def check(case: Case, backend: str) -> None:
    """Compare every output of a case on one backend; raise naming the first that differs."""
    reference = expected(case)
    options = {"dtype": "float64"} if backend == "numpy" else {"dtype": "float32"}
    model = backends.load(backend, case.head, reference.directory, **options)
    found = backends.run(backend, model, reference.inputs, fast=True, **case.requests)
    compare(case, backend, found)


# Outputs whose shapes follow from values, by the first words of heads; absent where these are not
# known, as in JAX's graph.
OF_VALUES = {
    "AudioFlamingo3": {"audio_hidden_states"},
    "GlmAsr": {"audio_hidden_states"},
    "Qwen3ASR": {"audio_hidden_states"},
    "VibeVoiceAsr": {"audio_hidden_states"},
    "VibeVoice": {"audio_features"},
    "Gemma4": {"image_hidden_states", "audio_hidden_states"},
    "VideoLlama3": {"video_hidden_states"},
    "FlavaForPreTraining": {
        "mim_logits",
        "mlm_logits",
        "mmm_image_logits",
        "mmm_text_logits",
        "contrastive_logits_per_image",
        "contrastive_logits_per_text",
        "multimodal_masked_embeddings",
    },
}


def compare(case: Case, backend: str, ours: Arrays) -> None:
    """Compare outputs with the case's reference, earliest block first."""
    reference = expected(case)
    open_ones = (names for head, names in OF_VALUES.items() if case.head.startswith(head))
    absent = next(open_ones, set()) if backend == "flax" else set()
    lacking = set(reference.exact) - set(ours) - absent
    assert not lacking, f"{backend} lacks outputs {sorted(lacking)}; it has {sorted(ours)}"
    order = sorted(
        set(reference.exact) & set(ours),
        key=lambda name: (not name.startswith("hidden_states"), name),
    )
    for name in order:
        exact = reference.exact[name]
        assert ours[name].shape == exact.shape, f"{name}: {ours[name].shape} is not {exact.shape}"
        rounded, found = reference.rounded[name], ours[name]
        if case.padded:
            mask = reference.inputs[case.padded] != 0
            exact, rounded, found = (of_tokens(array, mask) for array in (exact, rounded, found))
        if backend == "numpy" and exact.dtype == np.float64:
            allowed = ROUNDED_TOLERANCE if case.rounded else FLOAT64_TOLERANCE
        else:  # some of transformers' losses round to float32 whatever the model's dtype
            allowed = max(FLOAT32_TOLERANCE, 5 * difference(rounded, exact))
        error = difference(found, exact)
        assert error <= allowed, f"{backend} {name}: differs by {error:.2e}, allowed {allowed:.1e}"


def of_tokens(array: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The part of an output [b t ...], [b*t ...] or [b h t k] that belongs to the tokens of a mask
    [b t]."""
    if array.shape[:2] == mask.shape:
        return array[mask]
    if array.ndim == 2 and array.shape[0] == mask.size:
        return array[mask.reshape(-1)]
    if array.ndim == 4 and (array.shape[0], array.shape[2]) == mask.shape:
        return np.moveaxis(array, 2, 1)[mask]
    return array


def difference(ours: np.ndarray, exact: np.ndarray) -> float:
    """Largest difference relative to the largest magnitude; nan counts as infinite, and infinity
    differs from all but itself."""
    if exact.size == 0:
        return 0.0
    if exact.dtype == bool or exact.dtype.kind in "iu":
        return float(np.max(np.asarray(ours) != exact))
    ours = np.asarray(ours, np.float64)
    same = np.isinf(exact) & (ours == exact)
    ours, exact = (np.where(same, 0.0, x) for x in (ours, exact))
    scale = np.max(np.abs(exact)) or 1.0
    found = np.max(np.abs(ours - exact)) / scale
    return float(found) if np.isfinite(found) else float("inf")
