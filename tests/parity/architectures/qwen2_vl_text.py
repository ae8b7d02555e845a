import numpy as np
from parity.arch import DECODER, Arch, Row, texts
from parity.texts import token_ids

TINY = DECODER | dict(
    num_attention_heads=2,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[1, 2, 3]),
)
SLIDING = TINY | dict(use_sliding_window=True, sliding_window=3, max_window_layers=1)


def three_parts(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Positions [3 b t] of time, rows and columns."""
    return {"input_ids": token_ids(rng, 67, 2, 6), "position_ids": rng.integers(0, 20, (3, 2, 6))}


def four_parts(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Two texts in one row, which the first of four parts tells apart."""
    inputs = three_parts(rng)
    row = np.array([[0, 1, 2, 0, 1, 2]])
    inputs = {"input_ids": inputs["input_ids"][:1], "position_ids": inputs["position_ids"][:, :1]}
    return inputs | {"position_ids": np.concatenate([row[None], inputs["position_ids"]])}


ARCH = Arch(
    "qwen2_vl_text",
    "Qwen2VLText",
    "qwen2_vl",
    configs={"default": TINY, "sliding": SLIDING},
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "default", three_parts, "three"),
        Row("Model", "default", four_parts, "four", requests=dict(use_cache=False)),
        Row("Model", "sliding", texts(), padded="attention_mask"),
    ],
)
