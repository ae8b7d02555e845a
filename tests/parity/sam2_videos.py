"""Configs of SAM 2 of videos; test_sam2_video.py runs them, in sessions."""

from typing import Any

from parity.architectures import sam2

SIZE = 128  # twice the memory's width, which transformers takes for 64
PARTS: dict[str, Any] = dict(
    vision_config=sam2.VISION | dict(fpn_hidden_size=SIZE),
    prompt_encoder_config=sam2.PROMPTS | dict(hidden_size=SIZE),
    mask_decoder_config=sam2.DECODER | dict(hidden_size=SIZE),
)
TINY: dict[str, Any] = PARTS | dict(
    image_size=64,
    memory_attention_hidden_size=SIZE,
    memory_attention_num_layers=2,
    memory_attention_feed_forward_hidden_size=24,
    memory_attention_rope_feat_sizes=[4, 4],
    memory_encoder_hidden_size=SIZE,
    mask_downsampler_embed_dim=SIZE,
    memory_fuser_embed_dim=SIZE,
    memory_fuser_intermediate_dim=20,
    memory_fuser_num_layers=1,
    num_maskmem=3,
    max_object_pointers_in_encoder=4,
)
OTHER: dict[str, Any] = TINY | dict(
    enable_occlusion_spatial_embedding=False,
    enable_temporal_pos_encoding_for_object_pointers=False,
    mask_downsampler_hidden_act="relu",
    mask_downsampler_kernel_size=5,
    mask_downsampler_padding=1,
    mask_downsampler_stride=4,
    max_cond_frame_num=2,
    memory_attention_downsample_rate=2,
    memory_attention_feed_forward_hidden_act="gelu",
    memory_attention_num_attention_heads=2,
    memory_fuser_hidden_act="relu",
    memory_fuser_kernel_size=3,
    memory_fuser_num_layers=2,
    memory_fuser_padding=1,
    multimask_max_pt_num=2,
    multimask_min_pt_num=1,
    multimask_output_for_tracking=False,
    num_maskmem=2,
    rope_parameters={"rope_type": "axial", "rope_theta": 100.0},
    sigmoid_bias_for_mem_enc=-3.0,
    sigmoid_scale_for_mem_enc=7.0,
)
