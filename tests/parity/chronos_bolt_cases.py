"""Configs and inputs of Chronos-Bolt that `chronos-forecasting` and we compute with.

`recorded/chronos_bolt.npz` holds what chronos-forecasting 2.3.2 computes of them, each array under
case/name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SERIES: dict[str, Any] = dict(
    context_length=20,
    prediction_length=4,
    input_patch_size=4,
    input_patch_stride=4,
    quantiles=[0.1, 0.3, 0.5, 0.7, 0.9],
    use_reg_token=True,
)
TINY: dict[str, Any] = dict(
    architectures=["ChronosBoltModelForForecasting"],
    model_type="t5",
    d_model=12,
    d_kv=4,
    d_ff=16,
    num_layers=2,
    num_heads=3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=12,
    decoder_start_token_id=0,
    feed_forward_proj="relu",
    dropout_rate=0.0,
    pad_token_id=0,
    vocab_size=2,
    reg_token_id=1,
    chronos_config=SERIES,
)
CONFIGS: dict[str, dict[str, Any]] = {
    "published": TINY,
    "other": TINY
    | dict(
        num_decoder_layers=1,
        feed_forward_proj="gated-gelu",
        layer_norm_epsilon=1e-2,
        chronos_config=SERIES
        | dict(input_patch_stride=3, use_reg_token=False, quantiles=[0.2, 0.5, 0.6]),
    ),
}


def calls(name: str = "published") -> dict[str, dict[str, Any]]:
    """The inputs of a forward pass by name."""
    rng = np.random.default_rng(0)
    context = np.cumsum(rng.standard_normal((3, 26)), 1)
    context[0, :9] = np.nan
    context[1, 20:23] = np.nan
    flat = context[:, :18].copy()
    flat[1] = 3.0
    if name == "published":  # without a token behind the patches, nothing is attended to then
        flat[2] = np.nan
    target = rng.standard_normal((3, 4))
    missing = target.copy()
    missing[1, 2] = np.nan
    mask = (rng.random((3, 26)) < 0.7) & ~np.isnan(context)
    return {
        "long": {"context": context},
        "flat": {"context": flat},
        "mask": {"context": context, "context_mask": mask, "target": target},
        "short": {"context": flat, "target": missing[:, :3]},
        "counted": {
            "context": context,
            "target": target,
            "target_mask": rng.random((3, 4)) < 0.6,
        },
    }


LEVELS = [0.05, 0.25, 0.5, 0.95]
LENGTHS = (3, 4, 11)
