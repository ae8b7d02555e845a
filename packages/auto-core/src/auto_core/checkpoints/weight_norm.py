"""Weights in a file whose lengths and directions a model keeps apart (models/_weight_norm.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.checkpoints.saving import as_stored

LENGTH, DIRECTION = "parametrizations.weight.original0", "parametrizations.weight.original1"


class ReadsFusedWeights:
    """First base of models that take a weight from a file for its length and direction."""

    base_model_prefix: str

    def match_weights(self, weights: Mapping[str, Any]) -> Any:
        """As of every model; a file's weight is the direction, and its norm the length."""
        plan, report = super().match_weights(weights)  # type: ignore[misc]
        shapes = {slot.name: slot.shape for slot in self.slots()}  # type: ignore[attr-defined]
        for name in [name for name in report.missing if name.endswith(DIRECTION)]:
            stem = name.removesuffix(DIRECTION)
            prefix = f"{self.base_model_prefix}."
            spellings = (f"{stem}weight", f"{prefix}{stem}weight", f"{stem}weight"[len(prefix) :])
            fused = next((s for s in report.unexpected if s in spellings), None)
            if fused is None or weights[fused].shape != shapes[name]:
                continue
            weight, length = weights[fused].numpy(), shapes[stem + LENGTH]
            others = tuple(axis for axis in range(3) if length[axis] == 1)
            norm = np.sqrt((weight.astype(np.float64) ** 2).sum(others, keepdims=True))
            plan[name] = weights[fused]
            plan[stem + LENGTH] = as_stored(stem + LENGTH, norm.astype(np.float32))
            report.missing = [n for n in report.missing if n not in (name, stem + LENGTH)]
            report.unexpected.remove(fused)
            report.loaded += 2
        return plan, report
