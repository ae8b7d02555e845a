from parity.arch import Arch, Row
from parity.architectures import qwen2_5_vl
from parity.multimodal import patches

SMALL = qwen2_5_vl.VISION
OTHER = qwen2_5_vl.OTHER["vision_config"]

ARCH = Arch(
    "qwen2_5_vl_vision",
    "Qwen2_5_VisionTransformerPretrained",
    "qwen2_5_vl",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", patches((1, 6, 10), (2, 4, 4), numbers=96)),
        Row("Model", "other", patches((1, 6, 9), numbers=36)),
    ],
    config_class="Qwen2_5_VLVisionConfig",
    requests={},
)
