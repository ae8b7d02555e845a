"""Model types that are read with the config of another one."""

from __future__ import annotations

# The same network under another name.
SAME = {
    "code_llama": "llama",
    "glmga": "glm46v",
    "gpt-sw3": "gpt2",
    "granitevision": "llava_next",
    "internlm3": "llama",
    "iquestcoder": "llama",
    "mlcd": "mlcd_vision_model",
    "pp_chart2table": "got_ocr2",
    "pp_chart2table_vision": "got_ocr2_vision",
}
# Models of videos of whose files the part for images alone is read.
IMAGE_PARTS = {
    "sam3_video": "sam3",
}
# Models that also speak, of whose files the part that makes text is read.
THINKERS = {
    "qwen2_5_omni": "qwen2_5_omni_thinker",
    "qwen3_omni_moe": "qwen3_omni_moe_thinker",
}
ALIASES = {**SAME, **IMAGE_PARTS, **THINKERS}
