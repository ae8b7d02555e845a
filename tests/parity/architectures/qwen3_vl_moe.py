from parity.arch import MOE_REQUESTS, Arch, Row, texts
from parity.architectures import qwen3_vl
from parity.architectures.qwen2_vl import NUMBERS
from parity.multimodal import packed, patches

EXPERTS = dict(num_experts=6, num_experts_per_tok=2, moe_intermediate_size=16)
TEXT = qwen3_vl.TEXT | EXPERTS
OTHER_TEXT = (
    qwen3_vl.OTHER["text_config"]
    | EXPERTS
    | dict(decoder_sparse_step=2, mlp_only_layers=[2], router_aux_loss_coef=0.7)
)
DEFAULT = qwen3_vl.DEFAULT | dict(text_config=TEXT)
OTHER = qwen3_vl.OTHER | dict(text_config=OTHER_TEXT)

ARCH = Arch(
    "qwen3_vl_moe",
    "Qwen3VLMoe",
    "qwen3_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*qwen3_vl.TWO, numbers=NUMBERS)),
        Row("Model", "other", qwen3_vl.frames(side="left"), "left"),
        Row("TextModel", TEXT, texts(), config_class="Qwen3VLMoeTextConfig"),
        Row(
            "VisionModel",
            qwen3_vl.VISION,
            patches((1, 6, 10), (2, 4, 4), numbers=NUMBERS),
            config_class="Qwen3VLMoeVisionConfig",
            requests=dict(output_hidden_states=True),
            padded="",
        ),
        Row(
            "ForConditionalGeneration",
            "default",
            packed(*qwen3_vl.TWO, numbers=NUMBERS, labels=True),
        ),
        Row("ForConditionalGeneration", "other", qwen3_vl.frames(labels=True)),
    ],
    must_see=[
        "model.visual.deepstack_merger_list.0.linear_fc2.bias",
        "model.language_model.layers.1.mlp.gate.weight",
        "model.language_model.layers.2.mlp.up_proj.weight",
    ],
    must_see_options=[{"text_config": OTHER_TEXT | dict(router_aux_loss_coef=0.1)}],
    refuses=[({"text_config": TEXT | dict(norm_topk_prob=False)}, "norm_topk_prob")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
)
