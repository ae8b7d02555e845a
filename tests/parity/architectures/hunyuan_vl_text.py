import numpy as np
from parity.arch import DECODER, Arch, Row, texts
from parity.texts import token_ids

TINY = DECODER | dict(
    head_dim=8,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[1, 1, 1, 1]),
)
OTHER = TINY | dict(
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    rope_parameters=dict(
        rope_type="dynamic", rope_theta=50.0, factor=1.0, alpha=7.0, mrope_section=[1, 2, 1]
    ),
)


def parts(count: int):
    """Positions [a b t] of so many parts."""

    def make(rng: np.random.Generator) -> dict[str, np.ndarray]:
        ids = token_ids(rng, 67, 2, 6)
        return {"input_ids": ids, "position_ids": rng.integers(0, 20, (count, 2, 6))}

    return make


ARCH = Arch(
    "hunyuan_vl_text",
    "HunYuanVLText",
    "hunyuan_vl",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", texts(), padded="attention_mask"),
        Row("Model", "default", parts(4), "four"),
        Row("Model", "other", texts(), padded="attention_mask"),
        Row("Model", "other", parts(3), "three"),
    ],
    must_see=["layers.1.self_attn.query_layernorm.weight"],
    must_see_options=[
        {"rope_parameters": OTHER["rope_parameters"] | dict(alpha=3.0)},
        {"rope_parameters": OTHER["rope_parameters"] | dict(mrope_section=[2, 1, 1])},
    ],
    refuses=[
        {"rope_parameters": dict(rope_type="default", rope_theta=9.0, mrope_section=[2, 2])},
        {"rope_parameters": dict(rope_type="default", rope_theta=9.0, mrope_section=[1, 1, 1])},
    ],
)
