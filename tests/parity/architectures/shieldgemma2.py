from parity.arch import Arch, Row
from parity.architectures import gemma3
from parity.architectures.llava import TWO, with_images

TOKENS = dict(yes_token_index=5, no_token_index=9)
DEFAULT, OTHER = gemma3.DEFAULT | TOKENS, gemma3.OTHER | TOKENS | dict(yes_token_index=7)

ARCH = Arch(
    "shieldgemma2",
    "",  # one of its heads is Gemma 3's
    "gemma3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Gemma3ForConditionalGeneration", "default", with_images(*TWO, **gemma3.SMALL)),
        Row(
            "ShieldGemma2ForImageClassification",
            "default",
            with_images(*TWO, **gemma3.SMALL, side="left"),
        ),
        Row(
            "ShieldGemma2ForImageClassification",
            "other",
            with_images(*TWO, **gemma3.LARGE, side="left"),
        ),
    ],
    must_see=[
        "model.multi_modal_projector.mm_input_projection_weight",
        "model.language_model.layers.1.self_attn.q_norm.weight",
        "lm_head.weight",
    ],
    must_see_options=[{"no_token_index": 3}],
    config_class="ShieldGemma2Config",
    requests={},
    same_names=False,  # transformers has the whole of Gemma 3 in a model of one part
    rounded=True,  # upstream keeps the scale of embeddings in float32
)
