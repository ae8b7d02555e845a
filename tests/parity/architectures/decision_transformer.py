from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding

TINY = dict(
    state_dim=5, act_dim=3, hidden_size=24, max_ep_len=30, n_positions=20, n_layer=2, n_head=4
)
OTHER = TINY | dict(
    action_tanh=False,
    n_inner=30,
    activation_function="gelu_new",
    layer_norm_epsilon=1e-3,
    scale_attn_weights=False,
    scale_attn_by_inverse_layer_idx=True,
    n_layer=3,
    vocab_size=3,
)


def trajectories(*, masked: bool = True):
    """Three episodes of 6, 4 and 1 steps, padded on the right."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        def numbers(size: int) -> np.ndarray:
            return rng.standard_normal((3, 6, size)).astype(np.float32)

        inputs = {
            "states": numbers(5),
            "actions": numbers(3),
            "rewards": numbers(1),
            "returns_to_go": numbers(1),
            "timesteps": np.arange(6)[None] + rng.integers(0, 20, (3, 1)),
        }
        return inputs | ({"attention_mask": padding([6, 4, 1], 6)} if masked else {})

    return make


ARCH = Arch(
    "decision_transformer",
    "DecisionTransformer",
    "decision_transformer",
    rows=[
        Row("Model", TINY, trajectories(), "default"),
        Row("Model", OTHER, trajectories(masked=False), "unmasked"),
        Row("Model", OTHER, trajectories(), "other"),
    ],
    must_see=["embed_ln.bias", "encoder.wpe.weight", "predict_action.0.bias"],
    must_see_options=[
        {"action_tanh": True},
        {"scale_attn_weights": True},
        {"scale_attn_by_inverse_layer_idx": False},
        {"layer_norm_epsilon": 1e-5},
    ],
    refuses=[{"n_head": 5}],
)
