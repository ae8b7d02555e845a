import numpy as np
from parity.arch import Arch, Row
from parity.architectures.deepseek_vl import DEFAULT as LOW
from parity.architectures.deepseek_vl import OTHER as OTHER_LOW
from parity.architectures.deepseek_vl import SMALL, TWO
from parity.architectures.got_ocr2 import TOWER
from parity.architectures.llava import with_images as of_one_size
from parity.texts import Inputs
from parity.towers import VISION

SAM = TOWER | dict(model_type="sam_vision_model", global_attn_indexes=[1])
DEFAULT = LOW | dict(high_res_vision_config=SAM)
OTHER = OTHER_LOW | dict(
    vision_config=VISION | dict(model_type="siglip_vision_model", image_size=24),
    high_res_vision_config=SAM
    | dict(
        image_size=48,
        window_size=4,
        hidden_act="relu",
        layer_norm_eps=1e-2,
        use_abs_pos=False,
        global_attn_indexes=[0, 2],
    ),
)
LARGE = dict(each=9, shape=(3, 24, 24))


def with_images(*texts: list[int], high: int, **options):
    """As LLaVA's, with larger images too."""

    def make(rng: np.random.Generator) -> Inputs:
        found = of_one_size(*texts, **options)(rng)
        shape = (len(found["pixel_values"]), 3, high, high)
        return found | {"high_res_pixel_values": rng.standard_normal(shape).astype(np.float32)}

    return make


ARCH = Arch(
    "deepseek_vl_hybrid",
    "DeepseekVLHybrid",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL, high=40)),
        Row("Model", "other", with_images(*TWO, **LARGE, high=48, side="left"), "left"),
        Row(
            "ForConditionalGeneration", "default", with_images(*TWO, **SMALL, high=40, labels=True)
        ),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, high=48, labels=True)),
    ],
    must_see=[
        "model.aligner.vision_proj.weight",
        "model.aligner.high_res_vision_proj.bias",
        "model.aligner.proj.weight",
        "model.high_res_vision_alpha",
        "model.high_res_vision_neck.conv1.weight",
        "model.high_res_vision_proj.conv2.weight",
        "model.high_res_vision_model.vision_encoder.layers.2.attn.qkv.weight",
        "model.vision_model.encoder.layers.0.mlp.fc1.bias",
    ],
    must_see_options=[{"high_res_vision_config": {"layer_norm_eps": 1e-6}}],
    refuses=[
        ({"high_res_vision_config": SAM | dict(global_attn_indexes=[])}, "high_res_vision_config"),
        ({"high_res_vision_config": LOW["vision_config"]}, "high_res_vision_config"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
