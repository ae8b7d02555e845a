from parity.arch import Arch, Row
from parity.architectures import aya_vision
from parity.architectures.aya_vision import LARGE, SMALL
from parity.architectures.llava import IMAGE, TWO, with_images

DEFAULT = dict(
    text_config=aya_vision.COHERE,
    vision_config=aya_vision.TOWER,
    image_token_id=IMAGE,
    alignment_intermediate_size=20,
)
OTHER = dict(
    text_config=aya_vision.OTHER["text_config"],
    vision_config=aya_vision.OTHER["vision_config"],
    image_token_id=IMAGE,
    downsample_factor=3,
    alignment_intermediate_size=18,
    tie_word_embeddings=False,
)

ARCH = Arch(
    "cohere2_vision",
    "Cohere2Vision",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=aya_vision.MUST_SEE,
    must_see_options=[{"vision_config": OTHER["vision_config"] | {"hidden_act": "gelu"}}],
    refuses=[{"downsample_factor": 0}, {"alignment_intermediate_size": 7}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
