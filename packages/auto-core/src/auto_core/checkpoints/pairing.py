"""Weights know the config that they were saved with: the two of different saves are refused.

Files of one save get their names one after the other. A process that is killed between two of
them leaves new weights beside an old config, whose shapes may well be equal.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.report import LoadingWarning

KEY = "config_sha256"  # in the metadata of a safetensors header
_CONFIG = "config.json"

# What may be changed by hand beside the weights: nothing is computed from it.
_DESCRIPTIVE = frozenset(
    (
        *("_name_or_path", "architectures", "transformers_version", "dtype", "torch_dtype"),
        *("id2label", "label2id", "problem_type", "task_specific_params", "use_cache"),
        *("_attn_implementation", "output_attentions", "output_hidden_states", "return_dict"),
    )
)


def fingerprint(config: Mapping[str, Any]) -> str:
    """The hash of what a config.json says about the computation."""
    text = json.dumps(_essence(config), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def metadata_for(config: Mapping[str, Any]) -> dict[str, str]:
    """The metadata of weights (in torch's layout) that belong to this config.json."""
    return {"format": "pt", KEY: fingerprint(config)}


def check_pair(snapshot: Snapshot, metadata: Mapping[str, Any]) -> None:
    """Warn where the weights were saved with another config than the one beside them."""
    expected = metadata.get(KEY)
    config = snapshot.json(_CONFIG) if expected is not None else None
    if config is None or fingerprint(config) == expected:
        return
    warnings.warn(
        f"{snapshot.describe()}: {_CONFIG} is not the one that the weights were saved with. "
        "Either it was edited (then save the model again, and this warning ends), or a save was "
        "interrupted and the two belong to different models (then do not use them).",
        LoadingWarning,
        stacklevel=3,
    )


def _essence(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _essence(v) for k, v in value.items() if k not in _DESCRIPTIVE}
    return [_essence(item) for item in value] if isinstance(value, list) else value
