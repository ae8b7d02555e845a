from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row

SMALL = dict(
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    subsampling_conv_channels=[8, 4],
    attention_chunk_size=3,
    attention_context_left=4,
    output_proj_dims=20,
    use_clipped_linears=False,
)
OTHER = SMALL | dict(
    num_attention_heads=4,
    hidden_act="gelu",
    subsampling_conv_channels=[12, 6],
    conv_kernel_size=3,
    residual_weight=0.7,
    attention_chunk_size=4,
    attention_context_left=3,
    attention_context_right=3,
    attention_logit_cap=2.0,
    attention_invalid_logits_value=-5.0,
    use_clipped_linears=True,
    rms_norm_eps=1e-2,
    gradient_clipping=0.5,
)


def spectrograms(frames: tuple[int, ...], bins: int, *, padded: bool = True) -> Inputs:
    """Spectrograms of so many frames."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        features = rng.standard_normal((len(frames), max(frames), bins)).astype(np.float32)
        found: dict[str, Any] = {"input_features": features}
        if padded:
            found["attention_mask"] = np.arange(max(frames)) < np.array(frames)[:, None]
        return found

    return make


ARCH = Arch(
    "gemma4_audio",
    "Gemma4Audio",
    "gemma4",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", spectrograms((41, 30, 3), 8)),
        Row("Model", "default", spectrograms((35, 35), 8, padded=False), "whole"),
        Row("Model", "other", spectrograms((50, 23), 12)),
    ],
    must_see=[
        "subsample_conv_projection.layer0.norm.weight",
        "layers.1.self_attn.per_dim_scale",
        "layers.1.self_attn.relative_k_proj.weight",
        "layers.0.lconv1d.depthwise_conv1d.weight",
        "output_proj.bias",
    ],
    must_see_options=[
        {"attention_logit_cap": 50.0},
        {"attention_invalid_logits_value": -1e9},
        {"gradient_clipping": 10.0},
        {"attention_context_right": 2},
        {"residual_weight": 0.5},
    ],
    refuses=[
        {"subsampling_conv_channels": [4]},
        {"attention_context_left": 0},
        {"attention_context_right": -1},
        {"attention_logit_cap": 0.0},
    ],
    config_class="Gemma4AudioConfig",
    rounded=True,  # upstream makes its sinusoids in float32
)
