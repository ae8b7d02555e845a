from parity.arch import DECODER, Arch, Row
from parity.architectures import qwen2_5_vl
from parity.architectures.qwen2_vl import NUMBERS, OTHER_NUMBERS, OTHER_TWO
from parity.multimodal import IMAGE, VIDEO, packed, patches

TEXT = DECODER | dict(
    model_type="exaone4",
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    sliding_window=6,
    sliding_window_pattern=2,
)
TOKENS = dict(image_token_id=IMAGE, video_token_id=VIDEO)
VISION = {k: v for k, v in qwen2_5_vl.VISION.items() if k != "tokens_per_second"} | dict(
    num_key_value_heads=1
)
OTHER_VISION = {
    k: v for k, v in qwen2_5_vl.OTHER["vision_config"].items() if k != "tokens_per_second"
} | dict(num_heads=4, num_key_value_heads=2)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT | dict(model_type="llama", num_key_value_heads=1, hidden_act="gelu"),
    vision_config=OTHER_VISION,
    tie_word_embeddings=True,
)
TWO = qwen2_5_vl.TWO
ONE = dict(numbers=NUMBERS, kinds=False)
OTHERS = dict(numbers=OTHER_NUMBERS, merge=3, kinds=False)

ARCH = Arch(
    "exaone4_5",
    "Exaone4_5_",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*TWO, **ONE)),
        Row("Model", "default", packed([5], [3], **ONE), "texts"),
        Row("Model", "other", packed(*OTHER_TWO, **OTHERS, side="left"), "left"),
        Row(
            "VisionModel",
            OTHER_VISION,
            patches((1, 6, 9), (2, 3, 3), numbers=OTHER_NUMBERS),
            requests=dict(output_hidden_states=True),
            padded="",
            config_class="Exaone4_5_VisionConfig",
        ),
        Row("ForConditionalGeneration", "default", packed(*TWO, **ONE, labels=True)),
        Row("ForConditionalGeneration", "other", packed(*OTHER_TWO, **OTHERS, labels=True)),
    ],
    must_see=["model.visual.merger.ln_q.weight", "model.visual.blocks.1.attn.qkv.bias"],
    must_see_options=[
        {"vision_config": OTHER_VISION | dict(window_size=36)},
        {"vision_config": OTHER_VISION | dict(fullatt_block_indexes=[1])},
    ],
    refuses=[
        ({"vision_config": VISION | dict(num_key_value_heads=3)}, "num_key_value_heads"),
        ({"vision_config": VISION | dict(window_size=4)}, "window_size"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
