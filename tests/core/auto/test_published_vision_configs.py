"""Config files as they were published, older keys and empty fields included."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import transformers

import auto_core
from auto_core.registry.configs import config_from_dict

DINO = {
    "architectures": ["Dinov2Model"],
    "hidden_size": 384,
    "image_size": 518,
    "model_type": "dinov2",
    "num_attention_heads": 6,
    "out_features": ["stage3", "stage6", "stage9", "stage12"],
    "out_indices": [3, 6, 9, 12],
    "patch_size": 14,
    "reshape_hidden_states": False,
    "torch_dtype": "float32",
}
# Head -> what its file says; where DPT stands on a backbone, it says nothing of a ViT.
PUBLISHED: dict[str, tuple[str, dict[str, Any]]] = {
    "vit": (
        "ViTForImageClassification",
        {
            "attention_probs_dropout_prob": 0.0,
            "id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"},
            "layer_norm_eps": 1e-12,
            "model_type": "vit",
            "torch_dtype": "float32",
            "transformers_version": "4.13.0.dev0",
        },
    ),
    "videomae": (
        "VideoMAEForVideoClassification",
        {"model_type": "videomae", "norm_pix_loss": False, "qkv_bias": True},
    ),
    "dpt": (
        "DPTForSemanticSegmentation",
        {"backbone_out_indices": [2, 5, 8, 11], "model_type": "dpt", "readout_type": "project"},
    ),
    "dpt-hybrid": (
        "DPTForDepthEstimation",
        {
            "backbone_config": {
                "depths": [3, 4, 9],
                "embedding_dynamic_padding": True,
                "global_padding": "SAME",
                "hidden_sizes": [256, 512, 1024, 2048],
                "layer_type": "bottleneck",
                "out_features": ["stage1", "stage2", "stage3"],
            },
            "backbone_featmap_shape": [1, 1024, 24, 24],
            "is_hybrid": True,
            "model_type": "dpt",
            "neck_hidden_sizes": [256, 512, 768, 768],
            "neck_ignore_stages": [0, 1],
            "reassemble_factors": [1, 1, 1, 0.5],
        },
    ),
    "dpt-dinov2": (
        "DPTForDepthEstimation",
        {
            "add_projection": True,
            "attention_probs_dropout_prob": None,
            "backbone": None,
            "backbone_config": DINO | {"apply_layernorm": False},
            "backbone_featmap_shape": None,
            "backbone_kwargs": None,
            "backbone_out_indices": None,
            "hidden_dropout_prob": None,
            "image_size": None,
            "intermediate_size": None,
            "is_hybrid": False,
            "layer_norm_eps": None,
            "model_type": "dpt",
            "neck_hidden_sizes": [48, 96, 192, 384],
            "num_attention_heads": None,
            "num_channels": None,
            "num_hidden_layers": None,
            "patch_size": None,
            "qkv_bias": None,
            "use_auxiliary_head": None,
            "use_bias_in_fusion_residual": False,
            "use_pretrained_backbone": False,
            "use_timm_backbone": False,
        },
    ),
    "depth_anything": (
        "DepthAnythingForDepthEstimation",
        {
            "_commit_hash": None,
            "backbone_config": DINO,
            "depth_estimation_type": "metric",
            "max_depth": 20,
            "model_type": "depth_anything",
            "use_pretrained_backbone": False,
        },
    ),
    "sam": (
        "SamModel",
        {
            "mask_decoder_config": {"add_cross_attention": False, "model_type": "", "top_k": 50},
            "model_type": "sam",
            "prompt_encoder_config": {"image_embedding_size": 64, "model_type": ""},
            "vision_config": {"dropout": 0.0, "initializer_factor": 1.0, "projection_dim": 512},
        },
    ),
}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_a_published_config_describes_the_same_network(name: str) -> None:
    head, data = PUBLISHED[name]
    config = config_from_dict(data)
    assert type(config).from_dict(config.to_dict()) == config
    ours = getattr(auto_core, f"Numpy{head}").skeleton(config)
    with torch.device("meta"):
        theirs = getattr(transformers, head)(transformers.AutoConfig.for_model(**data))
    own = {slot.name: slot for slot in ours.slots() if slot.trainable}
    count = sum(int(torch.tensor(slot.shape).prod()) for slot in own.values())
    assert count == sum(p.numel() for p in theirs.parameters() if p.requires_grad)
