import numpy as np
import pytest
from parity.arch import Arch, Row, integers
from parity.architectures.detr import BACKBONE
from parity.images import images

TEXT = dict(
    model_type="clip_text_model",
    vocab_size=40,
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=12,
    eos_token_id=39,
)
TINY = dict(
    backbone_config=BACKBONE | dict(out_features=["stage2", "stage3", "stage4"]),
    text_config=TEXT,
    apply_layernorm_after_vision_backbone=False,
    class_embed_dim=16,
    text_projection_in_dim=16,
    text_projection_out_dim=16,
    task_encoder_hidden_dim=24,
    num_queries=7,
    encoder_hidden_dim=8,
    vision_features_channels=[8, 8, 8],
    encoder_in_channels=[8, 12, 16],
    encoder_attention_heads=2,
    encoder_dim_feedforward=20,
    decoder_hidden_dim=8,
    decoder_num_heads=4,
    decoder_num_layers=3,
    decoder_dim_feedforward=18,
    decoder_num_points=2,
)
OTHER = TINY | dict(
    batch_norm_eps=1e-3,
    class_distance_type="dot",
    conv_norm_activation="relu",
    csp_activation="gelu",
    decoder_activation="gelu",
    encoder_feedforward_activation="silu",
    encoder_layers=2,
    encoder_projection_indices=[1, 2],
    eval_size=64,
    hidden_expansion=2,
    layer_norm_eps=1e-3,
    learn_initial_query=True,
    positional_encoding_temperature=100,
)


def texts(structure: tuple[int, ...], lengths: tuple[int, ...]):
    """Names of classes, and tasks of so many tokens."""

    def task_mask(rng: np.random.Generator) -> np.ndarray:
        return (np.arange(9) < np.array(lengths)[:, None]).astype(np.int64)

    return dict(
        classes_input_ids=integers(40, sum(structure), 6),
        classes_attention_mask=lambda rng: np.ones((sum(structure), 6), np.int64),
        tasks_input_ids=integers(40, len(lengths), 9),
        tasks_attention_mask=task_mask,
        classes_structure=lambda rng: np.array(structure),
    )


def forgetting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without transformers' cache of texts, which is of another dtype than the next call's."""
    from transformers.models.omdet_turbo import modeling_omdet_turbo as theirs

    monkeypatch.setattr(theirs.OmDetTurboLRUCache, "has", lambda self, key: False)


ARCH = Arch(
    "omdet-turbo",
    "OmDetTurbo",
    "rt_detr",
    rows=[
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 96, **texts((2, 3), (9, 4))), "other"),
        Row(
            "ForObjectDetection",
            TINY | dict(num_queries=5),
            images(1, 3, 96, 64, **texts((3,), (5,))),
            "padded",
            requests={},
        ),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 96, **texts((1, 4), (9, 6))), "tiny"),
    ],
    must_see={
        "ForObjectDetection-tiny": [
            "language_backbone.text_projection",
            "language_backbone.model.encoder.layers.1.mlp.fc1.bias",
            "encoder.pan_blocks.1.bottlenecks.2.conv2.norm.running_mean",
            "decoder.task_encoder.mlp.linear1.bias",
            "decoder.task_project.bias",
            "decoder.layers.0.cross_attn.sampling_offsets.bias",
            "decoder.encoder_class_head.bias",
        ],
        "ForObjectDetection-other": ["decoder.tgt_embed.weight"],
    },
    must_see_options={
        "ForObjectDetection-tiny": [
            {"positional_encoding_temperature": 100},
            {"class_distance_type": "dot"},
        ],
        "ForObjectDetection-other": [
            {"batch_norm_eps": 1e-5},
            {"layer_norm_eps": 1e-5},
            {"csp_activation": "silu"},
            {"conv_norm_activation": "gelu"},
            {"encoder_feedforward_activation": "relu"},
            {"decoder_activation": "relu"},
        ],
    },
    patch=forgetting,
    rounded=True,  # the scale of cosines is float32 in transformers
    refuses=[
        {"class_distance_type": "l2"},
        {"encoder_attention_heads": 3},
        {"decoder_num_heads": 3},
        {"decoder_hidden_dim": 16},
        {"vision_features_channels": [8, 8]},
        {"num_feature_levels": 2},
        {"encoder_projection_indices": [3]},
        {"class_embed_dim": 20},
        {"text_projection_out_dim": 20},
    ],
)
