"""Model types that are read with the config of another one."""

from __future__ import annotations

# The same network under another name.
SAME = {
    "code_llama": "llama",
    "gpt-sw3": "gpt2",
    "granitevision": "llava_next",
    "internlm3": "llama",
    "iquestcoder": "llama",
    "mlcd": "mlcd_vision_model",
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
