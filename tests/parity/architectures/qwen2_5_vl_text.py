from parity.arch import Arch, Row, texts
from parity.architectures import qwen2_vl_text as text

ARCH = Arch(
    "qwen2_5_vl_text",
    "Qwen2_5_VLText",
    "qwen2_vl",
    configs={"default": text.TINY, "sliding": text.SLIDING},
    rows=[
        Row("Model", "default", text.three_parts),
        Row("Model", "sliding", texts(), padded="attention_mask"),
    ],
)
