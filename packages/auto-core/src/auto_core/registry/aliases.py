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
# Models of images and texts of whose files the text part alone is read: their causal language
# model. A type that has a config of its own is not looked up here.
TEXT_PARTS = {
    "llama4": "llama4_text",
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
ALIASES = {**SAME, **TEXT_PARTS, **IMAGE_PARTS, **THINKERS}
