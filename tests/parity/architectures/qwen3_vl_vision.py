from parity.arch import Arch, Row
from parity.architectures import qwen3_vl
from parity.multimodal import patches

SMALL = qwen3_vl.VISION
OTHER = qwen3_vl.OTHER["vision_config"]

ARCH = Arch(
    "qwen3_vl_vision",
    "Qwen3VLVision",
    "qwen3_vl",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", patches((1, 6, 10), (2, 4, 4), numbers=96)),
        Row("Model", "other", patches((1, 6, 9), numbers=36)),
    ],
    config_class="Qwen3VLVisionConfig",
    requests={},
)
