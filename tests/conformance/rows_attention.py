"""Attention."""

import numpy as np
from conformance.rows import Row, bools, x


def heads(queries: int = 3, keys: int = 5, h: int = 4, g: int = 4, e: int = 6) -> list[np.ndarray]:
    """query [2 q h 6], key [2 k g 6], value [2 k g e]."""
    return [x(2, queries, h, 6), x(2, keys, g, 6), x(2, keys, g, e)]


NOWHERE = np.ones((2, 1, 3, 5), bool)
NOWHERE[0, :, 1] = False  # one query that may look at nothing
WEIGHTS = {"scale": 0.3, "return_weights": True}

ROWS = [
    Row("attention", "plain", heads(), {"scale": 0.4}),
    Row("attention", "weights", heads(), WEIGHTS),
    Row("attention", "other value size", heads(e=3), {"scale": 0.4}),
    Row("attention", "masked", heads(), {"scale": 0.4, "mask": bools(2, 1, 1, 5) | NOWHERE[:1]}),
    Row("attention", "nowhere", heads(), {"scale": 0.4, "mask": NOWHERE}),
    Row("attention", "nowhere weights", heads(), WEIGHTS | {"mask": NOWHERE}),
    Row("attention", "nowhere bias", heads(), {"scale": 1.0, "mask": NOWHERE, "bias": x(4, 3, 5)}),
    Row("attention", "causal", heads(4, 4), {"scale": 0.4, "causal": True}),
    Row("attention", "causal cache", heads(2, 5), {"scale": 0.4, "causal": True}),
    Row("attention", "causal one", heads(1, 5), {"scale": 0.4, "causal": True}),
    Row("attention", "causal weights", heads(3, 5), WEIGHTS | {"causal": True}),
    Row(
        "attention",
        "causal masked",
        heads(4, 4),
        {
            "scale": 0.4,
            "causal": True,
            "mask": np.array([[1, 1, 1, 0], [0, 1, 1, 1]], bool)[:, None, None],
        },
    ),
    Row("attention", "bias", heads(), {"scale": 0.4, "bias": x(2, 4, 3, 5)}),
    Row(
        "attention",
        "bias causal",
        heads(3, 3),
        {"scale": 0.4, "bias": x(1, 4, 3, 3), "causal": True},
    ),
    Row("attention", "grouped", heads(h=4, g=2), {"scale": 0.4}),
    Row("attention", "grouped weights", heads(h=4, g=1), WEIGHTS),
    Row("attention", "grouped causal", heads(3, 3, h=4, g=2), {"scale": 0.4, "causal": True}),
    Row("attention", "softcap", heads(), {"scale": 2.0, "softcap": 1.5}),
    Row("attention", "softcap causal", heads(3, 5), WEIGHTS | {"softcap": 0.5, "causal": True}),
    Row("attention", "sinks", heads(), {"scale": 0.4, "sinks": x(4), "mask": NOWHERE}),
    Row("attention", "sinks grouped", heads(3, 5, g=2), WEIGHTS | {"sinks": x(4), "causal": True}),
    Row("attention", "one token", heads(1, 1), {"scale": 0.4}),
]
