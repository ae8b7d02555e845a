from parity.arch import MOE_REQUESTS, Arch, Row, texts
from parity.architectures import glm4v
from parity.architectures.glm4v import FRAMES, IMAGES, ONE, OTHERS
from parity.multimodal import packed, patches

EXPERTS = dict(
    n_routed_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=16,
    n_shared_experts=2,
    routed_scaling_factor=1.5,
    head_dim=12,
)
TEXT = glm4v.TEXT | EXPERTS
OTHER_TEXT = (
    glm4v.OTHER["text_config"]
    | EXPERTS
    | dict(
        first_k_dense_replace=0,
        rope_parameters=dict(
            rope_type="linear", rope_theta=100.0, factor=4.0, mrope_section=[1, 1, 1]
        ),
        attention_bias=False,
        n_group=3,
        topk_group=2,
        norm_topk_prob=False,
        router_aux_loss_coef=0.7,
    )
)
DEFAULT = glm4v.DEFAULT | dict(text_config=TEXT)
OTHER = glm4v.OTHER | dict(text_config=OTHER_TEXT)

ARCH = Arch(
    "glm4v_moe",
    "Glm4vMoe",
    "glm4v",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*IMAGES, **ONE)),
        Row("TextModel", TEXT, texts(), config_class="Glm4vMoeTextConfig"),
        Row(
            "VisionModel",
            glm4v.VISION,
            patches((1, 6, 10), (1, 4, 4), **ONE),
            requests=dict(output_hidden_states=True),
            padded="",
            config_class="Glm4vMoeVisionConfig",
        ),
        Row("Model", "other", packed(*FRAMES, **OTHERS, side="left"), "left"),
        Row("ForConditionalGeneration", "default", packed(*IMAGES, **ONE, labels=True)),
        Row("ForConditionalGeneration", "other", packed(*FRAMES, **OTHERS, labels=True)),
    ],
    must_see=[
        "model.visual.downsample.bias",
        "model.language_model.layers.1.mlp.gate.weight",
        "model.language_model.layers.2.mlp.shared_experts.up_proj.weight",
    ],
    must_see_options=[{"text_config": OTHER_TEXT | dict(router_aux_loss_coef=0.1)}],
    refuses=[({"text_config": TEXT | dict(use_qk_norm=True)}, "use_qk_norm")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
)
