import numpy as np
from parity.arch import DECODER, MOE_REQUESTS, Arch, Row
from parity.architectures.got_ocr2 import TOWER
from parity.architectures.llava import IMAGE
from parity.texts import Inputs, padding

SAM = TOWER | dict(downsample_channels=[14, 12])
ENCODER = dict(
    vocab_size=9,
    hidden_size=12,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=3,
    num_key_value_heads=1,
)
TEXT = DECODER | dict(
    vocab_size=67,
    pad_token_id=0,
    max_position_embeddings=1024,
    mlp_layer_types=["dense", "sparse"],
    n_routed_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
DEFAULT = dict(
    vision_config=dict(sam_config=SAM, encoder_config=ENCODER),
    text_config=TEXT,
    image_token_id=IMAGE,
)
OTHER = dict(
    # 52 patches a side become 13 vectors a side: more than the queries of a smaller image.
    vision_config=dict(
        sam_config=SAM
        | dict(
            hidden_size=8,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_channels=1,
            image_size=96,
            patch_size=2,
            mlp_dim=None,
            mlp_ratio=1.5,
            hidden_act="relu",
            layer_norm_eps=1e-2,
            qkv_bias=False,
            window_size=4,
            global_attn_indexes=[],
            downsample_channels=[6, 8],
        ),
        encoder_config=ENCODER
        | dict(
            hidden_size=8,
            num_attention_heads=2,
            hidden_act="gelu",
            rms_norm_eps=1e-3,
            rope_parameters={"rope_type": "default", "rope_theta": 50.0},
        ),
    ),
    text_config=TEXT
    | dict(
        mlp_layer_types=["sparse", "dense"],
        attention_bias=True,
        mlp_bias=True,
        hidden_act="gelu",
        rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        n_shared_experts=1,
        topk_method="group_limited_greedy",
        n_group=3,
        topk_group=2,
        num_experts_per_tok=3,
        routed_scaling_factor=1.7,
    ),
    image_token_id=IMAGE,
    tie_word_embeddings=True,
)
PLAIN = DEFAULT | dict(
    vision_config=dict(
        sam_config=SAM | dict(use_rel_pos=False, use_abs_pos=False), encoder_config=ENCODER
    )
)


def with_views(
    *texts: list[int],
    tiles: list[int],
    each: int,
    shape: tuple[int, ...],
    local: tuple[int, ...] = (),
    side: str = "right",
    labels: bool = False,
):
    """Texts, each a list of numbers of tokens between which images stand, which have so many
    tiles."""

    def make(rng: np.random.Generator) -> Inputs:
        rows, counts = [], iter(tiles)
        for text in texts:
            ids: list[int] = []
            for index, count in enumerate(text):
                if index:
                    ids += [IMAGE] * (each + 144 * next(counts) + 1)
                ids += rng.integers(3, 60, count).tolist()
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        found: Inputs = {
            "input_ids": ids,
            "attention_mask": mask,
            "pixel_values": rng.standard_normal((len(tiles), *shape)).astype(np.float32),
            "num_local_patches": np.array(tiles),
        }
        if local:
            pixels = rng.standard_normal((sum(tiles), *local)).astype(np.float32)
            found["pixel_values_local"] = pixels
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != IMAGE), ids, -100)
        return found

    return make


TEXTS = ([3, 2, 1], [4, 3])
SMALL = dict(tiles=[1, 0, 2], each=144, shape=(3, 40, 40), local=(3, 24, 24))
LARGE = dict(tiles=[0, 0, 1], each=256, shape=(1, 104, 104), local=(1, 32, 32))
WHOLE = dict(tiles=[0, 0, 0], each=144, shape=(3, 40, 32))

ARCH = Arch(
    "deepseek_ocr2",
    "DeepseekOcr2",
    "llava",
    configs={"default": DEFAULT, "other": OTHER, "plain": PLAIN},
    rows=[
        Row("Model", "default", with_views(*TEXTS, **SMALL)),
        Row("Model", "other", with_views(*TEXTS, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "plain", with_views(*TEXTS, **WHOLE, labels=True)),
        Row("ForConditionalGeneration", "default", with_views(*TEXTS, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_views(*TEXTS, **LARGE, labels=True)),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.view_separator",
            "model.vision_tower.query_768_resolution.weight",
            "model.vision_tower.sam_encoder.pos_embed",
            "model.vision_tower.sam_encoder.layers.1.attn.rel_pos_h",
            "model.vision_tower.sam_encoder.proj.conv2.weight",
            "model.vision_tower.vision_encoder.layers.0.self_attn.q_proj.bias",
            "model.language_model.layers.1.mlp.shared_experts.up_proj.weight",
        ],
        "ForConditionalGeneration-other": ["model.vision_tower.query_1024_resolution.weight"],
    },
    must_see_options=[
        {"text_config": {"topk_method": "greedy"}},
        {"text_config": {"routed_scaling_factor": 1.0}},
        {
            "vision_config": {
                "encoder_config": OTHER["vision_config"]["encoder_config"] | dict(rms_norm_eps=1e-6)
            }
        },
    ],
    refuses=[
        ({"text_config": TEXT | dict(topk_method="noaux_tc")}, "topk_method"),
        (
            {
                "vision_config": {
                    "encoder_config": ENCODER | dict(layer_types=2 * ["sliding_attention"])
                }
            },
            "sliding_window",
        ),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
)
