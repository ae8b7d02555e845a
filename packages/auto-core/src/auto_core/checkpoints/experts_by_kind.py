"""Experts of texts and experts of images, which files number in one row.

ERNIE 4.5 VL's files hold the experts of texts first, then those of images; the routers' weights as
[d e], and both corrections in one tensor [2 e].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.copying import Parts
from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

KINDS = ("text_moe", "vision_moe")
_EXPERT = re.compile(r"(.*\bmlp)\.experts\.(\d+)\.(.*)")
_GATE = re.compile(r"(.*\bmlp)\.gate\.weight(_1)?")
_BIAS = re.compile(r"(.*\bmlp)\.moe_statics\.(e_score_correction_bias)")
_OF_KIND = re.compile(rf"(.*\bmlp)\.({'|'.join(KINDS)})\.(.*)")


class ReadsExpertsByKind:
    """First base of models with a router and experts for each kind of tokens."""

    config: Any

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; the experts of a file are told apart first."""
        count = self.config.get_text_config(decoder=True).experts
        return super().match_weights(_by_kind(weights, count))  # type: ignore[misc]

    def named_as_files(self, tensors: Mapping[str, Any]) -> dict[str, Any]:
        """As of every model; the experts of both kinds are numbered in one row."""
        found: dict[str, Any] = super().named_as_files(tensors)  # type: ignore[misc]
        return _in_one_row(found, self.config.get_text_config(decoder=True).experts)


def _by_kind(weights: Mapping[str, StoredTensor], count: int) -> Mapping[str, StoredTensor]:
    """The weights under the names of the model: of `count` experts of each kind."""
    tensors = dict(weights)
    for name in weights:
        if match := _EXPERT.fullmatch(name):
            kind, number = divmod(int(match[2]), count)
            if kind < len(KINDS):
                new = f"{match[1]}.{KINDS[kind]}.experts.{number}.{match[3]}"
                tensors[new] = tensors.pop(name).rename(new)
        elif match := _GATE.fullmatch(name):
            new = f"{match[1]}.{KINDS[match[2] is not None]}.gate.weight"
            tensors[new] = tensors.pop(name).permute(1, 0).rename(new)
        elif (match := _BIAS.fullmatch(name)) and weights[name].shape == (len(KINDS), count):
            both = tensors.pop(name)
            for row, kind in enumerate(KINDS):
                new = f"{match[1]}.{kind}.moe_statics.{match[2]}"
                tensors[new] = both.part((row, 0), (1, count)).rename(new)
    if tensors.keys() == weights.keys():
        return weights
    return weights.replaced(tensors) if isinstance(weights, Weights) else tensors


def _in_one_row(tensors: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The tensors under the names of files."""
    found: dict[str, Any] = {}
    biases: dict[str, list[StoredTensor]] = {}
    for name, tensor in tensors.items():
        match = _OF_KIND.fullmatch(name)
        if match is None:
            found[name] = tensor
            continue
        layer, kind, rest = match[1], KINDS.index(match[2]), match[3]
        if rest == "gate.weight":
            new = f"{layer}.gate.weight" + "_1" * kind
            found[new] = as_stored(new, tensor).permute(1, 0).rename(new)
        elif rest.startswith("moe_statics."):
            both = biases.setdefault(f"{layer}.{rest}", [])
            both.append(as_stored(name, tensor))
            if len(both) == len(KINDS):
                new, dtype = f"{layer}.{rest}", both[0].dtype
                found[new] = StoredTensor.dense(new, (len(KINDS), count), dtype, Parts(tuple(both)))
        elif part := re.fullmatch(r"experts\.(\d+)\.(.*)", rest):
            new = f"{layer}.experts.{int(part[1]) + kind * count}.{part[2]}"
            found[new] = as_stored(name, tensor).rename(new)
        else:
            found[name] = tensor
    return found
