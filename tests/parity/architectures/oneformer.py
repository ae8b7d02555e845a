from typing import Any

import pytest
from parity.arch import Arch, Row, integers
from parity.architectures import mask2former
from parity.architectures.mask2former import RESNET, SWIN
from parity.detection import classes, masks
from parity.images import images
from transformers.models.oneformer import modeling_oneformer

TINY = dict(
    backbone_config=SWIN,
    conv_dim=32,
    mask_dim=32,
    hidden_dim=32,
    encoder_feedforward_dim=24,
    encoder_layers=2,
    decoder_layers=5,
    num_attention_heads=4,
    dim_feedforward=20,
    num_queries=5,
    num_labels=3,
    train_num_points=30,
    task_seq_len=6,
)
TEXTS = TINY | dict(
    class_weight=1.0,
    common_stride=16,
    contrastive_temperature=0.2,
    contrastive_weight=0.8,
    conv_dim=64,
    dice_weight=3.0,
    dropout=0.0,  # upstream's pixel decoder has chance in inference too, with is_training
    hidden_dim=64,
    importance_sample_ratio=1.0,
    is_training=True,
    layer_norm_eps=1e-3,
    mask_dim=64,
    mask_weight=2.0,
    no_object_weight=0.3,
    pre_norm=True,
    query_dec_layers=1,
    backbone_config=RESNET,
    text_encoder_context_length=7,
    text_encoder_n_ctx=2,
    text_encoder_num_layers=2,
    text_encoder_proj_layers=3,
    text_encoder_vocab_size=30,
    text_encoder_width=64,
)
OTHER = TINY | dict(
    output_auxiliary_logits=False,
    use_auxiliary_loss=False,
    use_task_norm=False,
)
TASK = {"task_inputs": integers(40, 2, 6)}
WORDS = {"text_inputs": integers(30, 2, 3, 7)}
LABELS = {"mask_labels": masks(2, 3, size=(40, 50)), "class_labels": classes(3, 2, 3)}


def give_points(patch: pytest.MonkeyPatch) -> None:
    """The same points for transformers and for us, of the dtype of what is sampled; and a loss
    without its axis of one."""
    theirs = modeling_oneformer.OneFormerForUniversalSegmentation
    total = theirs.get_loss
    patch.setattr(theirs, "get_loss", lambda self, losses: total(self, losses).squeeze())
    mask2former.give_points(patch)
    sample = modeling_oneformer.sample_point

    def sample_point(features: Any, points: Any, *args: Any, **kwargs: Any) -> Any:
        return sample(features, points.to(features.dtype), *args, **kwargs)

    patch.setattr(modeling_oneformer, "sample_point", sample_point)


ARCH = Arch(
    "oneformer",
    "OneFormer",
    "mask2former",
    patch=give_points,
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96, **TASK), "tiny"),
        Row("Model", TEXTS, images(2, 3, 70, 90, **TASK, **WORDS), "texts"),
        Row("ForUniversalSegmentation", OTHER, images(2, 3, 64, 64, **TASK, **LABELS), "other"),
        Row("ForUniversalSegmentation", TINY, images(2, 3, 64, 96, **TASK, **LABELS), "loss"),
        Row(
            "ForUniversalSegmentation",
            TEXTS,
            images(2, 3, 64, 64, **TASK, **WORDS, **LABELS),
            "texts",
            requests={},
        ),
    ],
    must_see={
        "ForUniversalSegmentation-loss": [
            "model.pixel_level_module.decoder.encoder.layers.0.self_attn.sampling_offsets.bias",
            "model.transformer_module.decoder.layers.1.cross_attn.multihead_attn.in_proj_bias",
            "model.transformer_module.decoder.query_transformer.decoder.layers.1.norm3.bias",
            "model.transformer_module.decoder.mask_embed.layers.2.0.bias",
            "model.task_encoder.task_mlp.layers.0.0.weight",
        ],
        "ForUniversalSegmentation-texts": [
            "model.text_mapper.prompt_ctx.weight",
            "model.text_mapper.text_projector.layers.2.0.bias",
            "model.text_mapper.text_encoder.transformer.layers.1.mlp.fc2.bias",
            "criterion.logit_scale",
        ],
    },
    must_see_options={
        "ForUniversalSegmentation-texts": [
            {"no_object_weight": 0.1},
            {"contrastive_weight": 0.5},
            {"layer_norm_eps": 1e-5},
            {"pre_norm": False},
        ],
        "ForUniversalSegmentation-loss": [{"use_task_norm": False}],
    },
    refuses=[
        ({"backbone_config": {"model_type": "dinat"}}, "dinat"),
        {"conv_dim": 40},
        {"mask_dim": 32},
        {"enforce_input_proj": True},
        {"norm": "BN"},
        {"decoder_layers": 1},
        {"num_queries": 1},
        {"num_attention_heads": 5},
        {"text_encoder_width": 32},
        {"text_encoder_proj_layers": 0},
        {"strides": [4, 8]},
    ],
)
