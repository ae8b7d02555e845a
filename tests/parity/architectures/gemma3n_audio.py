from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row

SMALL = dict(
    hidden_size=16,
    vocab_size=6,
    vocab_offset=66,
    input_feat_size=8,
    conf_num_hidden_layers=2,
    conf_num_attention_heads=2,
    conf_attention_chunk_size=3,
    conf_attention_context_left=4,
    conf_reduction_factor=2,
    sscp_conv_channel_size=[8, 4],
)
OTHER = SMALL | dict(
    input_feat_size=12,
    rms_norm_eps=1e-2,
    gradient_clipping=0.5,
    conf_num_attention_heads=4,
    conf_attention_chunk_size=4,
    conf_attention_context_left=3,
    conf_attention_context_right=3,
    conf_attention_logit_cap=2.0,
    conf_conv_kernel_size=3,
    conf_reduction_factor=1,
    conf_residual_weight=0.7,
    sscp_conv_channel_size=[6, 4],
    sscp_conv_group_norm_eps=0.1,
    sscp_conv_kernel_size=[[3, 3], [2, 4]],
    sscp_conv_stride_size=[[2, 2], [1, 3]],
)


def spectrograms(*frames: int, bins: int) -> Inputs:
    """Spectrograms of so many frames, with which of them are padding."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        features = rng.standard_normal((len(frames), max(frames), bins)).astype(np.float32)
        padding = np.arange(max(frames)) >= np.array(frames)[:, None]
        return {"audio_mel": features, "audio_mel_mask": padding}

    return make


ARCH = Arch(
    "gemma3n_audio",
    "Gemma3nAudio",
    "gemma3n",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Encoder", "default", spectrograms(41, 30, 3, bins=8)),
        Row("Encoder", "default", spectrograms(36, 36, bins=8), "whole"),
        Row("Encoder", "other", spectrograms(50, 23, bins=12)),
    ],
    must_see=[
        "subsample_conv_projection.conv_0.norm.weight",
        "conformer.1.attention.attn.per_dim_scale",
        "conformer.1.attention.attn.relative_position_embedding.pos_proj.weight",
        "conformer.0.attention.post_norm.weight",
        "conformer.0.lconv1d.depthwise_conv1d.weight",
        "conformer.1.ffw_layer_end.ffw_layer_2.weight",
        "conformer.1.norm.weight",
    ],
    must_see_options=[
        {"conf_attention_logit_cap": 50.0},
        {"gradient_clipping": 10.0},
        {"conf_attention_context_left": 4},
        {"conf_attention_context_right": 2},
        {"conf_residual_weight": 0.5},
        {"sscp_conv_group_norm_eps": 1e-3},
        {"rms_norm_eps": 1e-6},
    ],
    refuses=[
        {"sscp_conv_channel_size": [4]},
        {"sscp_conv_kernel_size": [[3, 3]]},
        {"sscp_conv_stride_size": [[2, 2], [0, 2]]},
        {"input_feat_size": 1},
        {"conf_num_attention_heads": 3},
        {"conf_attention_chunk_size": 0},
        {"conf_attention_context_left": -1},
        {"conf_attention_context_right": -1},
        {"conf_reduction_factor": 0},
        {"conf_conv_kernel_size": 0},
        {"conf_attention_logit_cap": 0.0},
        {"vocab_size": 0},
    ],
    config_class="Gemma3nAudioConfig",
    requests={},
    rounded=True,  # upstream makes its sinusoids in float32
)
