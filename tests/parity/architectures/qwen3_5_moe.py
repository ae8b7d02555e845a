from parity.arch import MOE_REQUESTS, Arch, Row, texts
from parity.architectures import qwen3_5, qwen3_5_moe_text, qwen3_vl
from parity.architectures.qwen2_vl import NUMBERS
from parity.multimodal import TOKENS, packed, patches

SHARED = dict(max_position_embeddings=64, pad_token_id=0, bos_token_id=1)
TEXT = qwen3_5_moe_text.DEFAULT | SHARED | dict(head_dim=24)
OTHER_TEXT = qwen3_5_moe_text.OTHER | SHARED | dict(tie_word_embeddings=False)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=qwen3_5.DEFAULT["vision_config"])
OTHER = TOKENS | dict(text_config=OTHER_TEXT, vision_config=qwen3_5.OTHER["vision_config"])

ARCH = Arch(
    "qwen3_5_moe",
    "Qwen3_5Moe",
    "qwen3_5_text",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForCausalLM", TEXT, texts(), config_class="Qwen3_5MoeTextConfig"),
        Row(
            "VisionModel",
            DEFAULT["vision_config"],
            patches((1, 6, 10), (2, 4, 4), numbers=NUMBERS),
            config_class="Qwen3_5MoeVisionConfig",
            requests=dict(output_hidden_states=True),
            padded="",
        ),
        Row("Model", "default", qwen3_5.TWO),
        Row("Model", "other", qwen3_vl.frames(side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            packed(*qwen3_vl.TWO, numbers=NUMBERS, labels=True),
        ),
        Row("ForConditionalGeneration", "other", qwen3_vl.frames(labels=True)),
    ],
    must_see=[
        "model.visual.pos_embed.weight",
        "model.language_model.layers.0.mlp.shared_expert_gate.weight",
    ],
    must_see_options=[{"text_config": OTHER_TEXT | dict(router_aux_loss_coef=0.1)}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
)
