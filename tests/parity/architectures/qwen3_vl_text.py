from parity.arch import DECODER, Arch, Row, texts
from parity.architectures.qwen2_vl_text import three_parts

TINY = DECODER | dict(
    head_dim=12,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[2, 2, 1]),
)

ARCH = Arch(
    "qwen3_vl_text",
    "Qwen3VLText",
    "qwen3_vl",
    configs={"default": TINY, "other": TINY | dict(attention_bias=True, rms_norm_eps=1e-2)},
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "default", three_parts, "three"),
        Row("Model", "other", texts()),
    ],
)
