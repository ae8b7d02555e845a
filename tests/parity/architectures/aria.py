import numpy as np
from parity.arch import DECODER, Arch, Row
from parity.architectures.llava import IMAGE, TWO
from parity.architectures.llava import with_images as of_images
from parity.texts import Inputs
from parity.towers import VISION

TEXT = DECODER | dict(max_position_embeddings=64, pad_token_id=0, bos_token_id=1, moe_num_experts=5)
TOWER = VISION | dict(image_size=48, num_hidden_layers=2)
DEFAULT = dict(
    text_config=TEXT,
    vision_config=TOWER,
    image_token_index=IMAGE,
    projector_patch_to_query_dict={16: 3, 36: 5},
)
OTHER = dict(
    text_config=TEXT | dict(moe_topk=3, moe_num_shared_experts=1, hidden_act="gelu"),
    vision_config=TOWER
    | dict(image_size=40, num_channels=1, hidden_act="gelu", num_attention_heads=4),
    image_token_index=IMAGE,
    projector_patch_to_query_dict={"36": "4"},
    vision_feature_layer=1,
    tie_word_embeddings=True,
)


def with_images(*texts: list[int], cut: int = 0, **options):
    """As LLaVA's; of the last image, `cut` pixels below and twice as many at the right are
    padding."""

    def make(rng: np.random.Generator) -> Inputs:
        found = of_images(*texts, **options)(rng)
        images, _, *size = found["pixel_values"].shape
        mask = np.ones((images, *size), bool)
        if cut:
            mask[-1, -cut:] = False
            mask[-1, :, -2 * cut :] = False
        return found | {"pixel_mask": mask}

    return make


SMALL, LARGE = dict(each=3, shape=(3, 32, 32)), dict(each=4, shape=(1, 48, 48))
MORE = dict(each=5, shape=(3, 48, 48))

ARCH = Arch(
    "aria",
    "Aria",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL, cut=9)),
        Row("Model", "default", of_images(*TWO, **MORE), "more"),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, cut=9, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, cut=16, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.query",
        "model.multi_modal_projector.cross_attn.q_proj.weight",
        "model.multi_modal_projector.cross_attn.multihead_attn.in_proj_bias",
        "model.multi_modal_projector.cross_attn.layer_norm_kv.weight",
        "model.multi_modal_projector.feed_forward.linear_in.weight",
        "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.mlp.router.weight",
    ],
    must_see_options=[{"vision_feature_layer": -1}, {"text_config": {"hidden_act": "silu"}}],
    refuses=[
        {"projector_patch_to_query_dict": {"a": 3}},
        {"projector_patch_to_query_dict": {4: 0}},
        {"vision_feature_layer": 7},
        ({"vision_config": VISION | dict(model_type="siglip_vision_model")}, "vision_config"),
        ({"text_config": TEXT | dict(moe_topk=6)}, "moe_topk"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
