from parity.arch import Arch, Row
from parity.architectures.llava import CLIP, IMAGE, LLAMA
from parity.architectures.llava_next import GRID
from parity.architectures.llava_onevision import VIDEO, with_media
from parity.towers import VISION

DEFAULT = dict(
    text_config=LLAMA,
    vision_config=CLIP,
    image_token_index=IMAGE,
    video_token_index=VIDEO,
    image_grid_pinpoints=GRID,
)
# SigLIP of 40 pixels has five patches a side, of which windows of two leave one out.
OTHER = dict(
    text_config=LLAMA | dict(model_type="mistral", sliding_window=8, tie_word_embeddings=True),
    vision_config=VISION
    | dict(model_type="siglip_vision_model", vision_use_head=False, image_size=40),
    image_token_index=VIDEO,
    video_token_index=IMAGE,
    image_grid_pinpoints=[[40, 40], [80, 40]],
    projector_hidden_act="relu",
    vision_feature_select_strategy="full",
    vision_feature_layer=[-1, 1],
    multimodal_projector_bias=False,
    spatial_pool_mode="max",
    tie_word_embeddings=True,
)
CONV = DEFAULT | dict(
    vision_config=CLIP | dict(image_size=24),
    image_grid_pinpoints=[[24, 24], [48, 24]],
    spatial_pool_mode="conv",
    spatial_pool_stride=3,
    vision_feature_layer=1,
)
# Four patches of a tile of 16 pixels, one of a frame; an image without padding has 2 * 4 + 2 more.
SMALL: dict = dict(pixels=16, sizes=[(20, 40)], tiles=5, frames=3)
TEXTS = ([2, ("image", 4 + 10), 3], [1, ("video", 3), 4])
LARGE: dict = dict(pixels=40, sizes=[(80, 40)], tiles=3, frames=2, tokens=(VIDEO, IMAGE))
OTHERS = ([1, ("video", 2 * 4), 4], [2, ("image", 25 + 10 * 6), 1, ("video", 2 * 4), 3])
THIRDS: dict = dict(pixels=24, sizes=[(24, 24)], tiles=2, frames=4)
CONVOLVED = ([2, ("image", 9 + 12), 3], [1, ("video", 4), 4])

ARCH = Arch(
    "llava_next_video",
    "LlavaNextVideo",
    "llava",
    configs={"default": DEFAULT, "other": OTHER, "conv": CONV},
    rows=[
        Row("Model", "default", with_media(*TEXTS, **SMALL)),
        Row("Model", "other", with_media(*OTHERS, **LARGE, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            with_media([1, ("video", 3), 4], pixels=16, frames=3),
            "chosen",
            requests=dict(vision_feature_layer=1, output_hidden_states=True),
        ),
        Row("ForConditionalGeneration", "default", with_media(*TEXTS, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_media(*OTHERS, **LARGE, labels=True)),
        Row("ForConditionalGeneration", "conv", with_media(*CONVOLVED, **THIRDS, labels=True)),
    ],
    must_see={
        "ForConditionalGeneration-conv": [
            "model.image_newline",
            "model.vision_resampler.pool.weight",
            "model.vision_resampler.pool.bias",
            "model.multi_modal_projector.linear_1.weight",
            "model.language_model.layers.1.self_attn.q_proj.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-other": [
            {"projector_hidden_act": "gelu"},
            {"spatial_pool_mode": "average"},
        ]
    },
    refuses=[
        {"spatial_pool_mode": "mean"},
        {"spatial_pool_stride": 0},
        {"vision_feature_layer": [-1, 1]},
        {"image_grid_pinpoints": [[3]]},
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
