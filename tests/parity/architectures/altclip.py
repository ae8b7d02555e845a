from parity.arch import Arch, Row
from parity.architectures.chinese_clip import segmented
from parity.architectures.clip import OTHER_VISION, PAIRS, RESIZED, TINY_VISION
from parity.images import images
from parity.towers import TEXT, both, texts

TINY_TEXT = TEXT | dict(project_dim=28, max_position_embeddings=14)
OTHER_TEXT = TINY_TEXT | dict(hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=2)
OTHER_TEXT |= dict(pad_token_id=2)
TINY = dict(text_config=TINY_TEXT, vision_config=TINY_VISION, projection_dim=20)
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_VISION, projection_dim=12)
OTHER |= dict(logit_scale_init_value=1.5)

ARCH = Arch(
    "altclip",
    "AltCLIP",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("TextModel", OTHER_TEXT, segmented([7, 4], pad=2), config_class="AltCLIPTextConfig"),
        Row("VisionModel", OTHER_VISION, images(1, 1, 20, 20), config_class="AltCLIPVisionConfig"),
        Row("Model", TINY, both(texts([5]), images(1, 3, 25, 32)), "resized", requests=RESIZED),
        Row(
            "Model",
            OTHER,
            both(segmented([7, 4], pad=2), images(2, 1, 20, 20)),
            "other",
            requests=PAIRS,
        ),
    ],
    must_see={"Model-default": ["text_model.transformation.bias", "text_model.pre_LN.bias"]},
    refuses=[({"text_config": {"position_embedding_type": "relative_key"}}, "absolute")],
)
