from typing import Any

from parity.arch import Arch, Row, texts
from parity.architectures import llama4_text
from parity.architectures.llava import IMAGE, with_images
from parity.images import images

VISION = dict(
    hidden_size=16,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=16,
    patch_size=4,
    projector_input_dim=20,
    projector_output_dim=20,
    vision_output_dim=20,
)
TEXT = llama4_text.DEFAULT | dict(max_position_embeddings=64, pad_token_id=0)
DEFAULT: dict[str, Any] = dict(text_config=TEXT, vision_config=VISION, image_token_index=IMAGE)
OTHER: dict[str, Any] = dict(
    text_config=llama4_text.OTHER
    | dict(max_position_embeddings=64, pad_token_id=0, tie_word_embeddings=True),
    vision_config=VISION
    | dict(
        num_attention_heads=1,
        num_channels=1,
        image_size=20,
        patch_size=3,
        pixel_shuffle_ratio=1 / 3,
        intermediate_size=144,
        projector_input_dim=12,
        projector_output_dim=12,
        vision_output_dim=12,
        rope_parameters=dict(rope_type="default", rope_theta=50.0),
        hidden_act="relu",
        norm_eps=0.1,
    ),
    image_token_index=IMAGE,
    tie_word_embeddings=True,
)
TWO = ([3, 2, 2], [4, 3])
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=4, shape=(1, 20, 20))
ALONE = dict(config_class="Llama4VisionConfig", padded="")
ROUTED = dict(output_hidden_states=True, output_router_logits=True)


ARCH = Arch(
    "llama4",
    "Llama4",
    "llama4",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("VisionModel", OTHER["vision_config"], images(2, 1, 20, 20), **ALONE),
        Row("TextModel", TEXT, texts(), config_class="Llama4TextConfig"),
        Row("ForCausalLM", TEXT, texts(), config_class="Llama4TextConfig"),
        Row(
            "ForConditionalGeneration",
            "other",
            with_images(*TWO, **LARGE, side="left"),
            "left",
            requests=ROUTED,
        ),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "multi_modal_projector.linear_1.weight",
        "vision_model.class_embedding",
        "vision_model.positional_embedding_vlm",
        "vision_model.vision_adapter.mlp.fc2.weight",
        "vision_model.model.layers.1.self_attn.q_proj.bias",
        "language_model.model.layers.1.feed_forward.router.weight",
    ],
    must_see_options=[
        {"vision_config": OTHER["vision_config"] | dict(rope_parameters=dict(rope_theta=500.0))},
        {"text_config": {"use_qk_norm": True}},
    ],
    refuses=[
        ({"vision_config": VISION | dict(num_attention_heads=3)}, "num_attention_heads"),
        ({"vision_config": VISION | dict(pixel_shuffle_ratio=0.4)}, "pixel_shuffle_ratio"),
        ({"vision_config": VISION | dict(rope_parameters=dict(rope_type="yarn"))}, "rope_type"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
