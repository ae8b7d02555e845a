from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures.gemma3 import SIGLIP
from parity.architectures.gemma3 import TEXT as GEMMA3
from parity.architectures.llava import IMAGE
from parity.architectures.llava import with_images as in_texts
from parity.texts import padding, token_ids

END = 61  # of an image
TEXT = GEMMA3 | dict(hidden_size=16, sliding_window=4, layer_types=None)
OTHER_TEXT = TEXT | dict(
    hidden_activation="silu",
    rms_norm_eps=1e-3,
    sliding_window=3,
    query_pre_attn_scalar=17,
    attention_bias=True,
    layer_types=["full_attention", "sliding_attention"],
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)
ENCODER = dict(
    text_config=TEXT,
    vision_config=SIGLIP,
    mm_tokens_per_image=4,
    boi_token_index=62,
    eoi_token_index=END,
    image_token_index=IMAGE,
)
DEFAULT = dict(encoder=ENCODER, decoder=TEXT, image_token_index=IMAGE)
OTHER = dict(
    encoder=ENCODER
    | dict(text_config=OTHER_TEXT, vision_config=SIGLIP | dict(image_size=24, layer_norm_eps=1e-2)),
    decoder=TEXT
    | dict(
        num_hidden_layers=3,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=12,
        sliding_window=3,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        final_logit_softcapping=3.0,
    ),
    image_token_index=IMAGE,
    tie_word_embeddings=False,
    num_labels=3,
)
# So little padding that a window never ends within it.
TWO, TWO_LARGE = ([3, 2, 2], [6, 4]), ([3, 2, 2], [9, 6])
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=9, shape=(3, 24, 24))


def with_images(*texts: list[int], target: int = 0, labels: Any = None, **options: Any) -> Inputs:
    """As LLaVA's, each image with a token of its end, and what the decoder reads, or labels."""
    source = in_texts(*texts, **options)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = source(rng)
        ids = inputs["input_ids"]
        behind = np.zeros_like(ids)
        behind[:, 1:] = (ids[:, :-1] == IMAGE) & (ids[:, 1:] != IMAGE) & (ids[:, 1:] != 0)
        inputs["input_ids"] = np.where(behind == 1, END, np.where(ids == END, 3, ids))
        count = len(texts)
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, 60, count, target)
            inputs["decoder_input_ids"][0, 2] = END
            inputs["decoder_attention_mask"] = padding(
                [target] * (count - 1) + [target - 1], target
            )
        if labels == "tokens":
            inputs["labels"] = token_ids(rng, 60, count, 6)
            inputs["labels"][0, 4:] = -100
        elif labels == "text":
            inputs["labels"] = rng.integers(0, 2, (count,))
        elif labels == "each":
            inputs["labels"] = rng.integers(0, 2, ids.shape)
        return inputs

    return make


def packed(rng: np.random.Generator) -> dict[str, Any]:
    """Texts without padding, told apart by positions."""
    inputs = with_images([3, 3], [1, 5], target=6, **SMALL)(rng)
    inputs = {k: v for k, v in inputs.items() if "mask" not in k}
    return inputs | {"decoder_position_ids": np.array([[0, 1, 2, 0, 1, 2]] * 2)}


def embedded(rng: np.random.Generator) -> dict[str, Any]:
    shape = (2, 5, 16)
    names = ("inputs_embeds", "decoder_inputs_embeds")
    return {name: rng.standard_normal(shape).astype(np.float32) for name in names}


LM = "ForConditionalGeneration"
ARCH = Arch(
    "t5gemma2",
    "T5Gemma2",
    "t5gemma2",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, target=5, **SMALL)),
        Row("Model", "other", with_images(*TWO_LARGE, target=7, **LARGE, side="left"), "left"),
        Row("Model", "default", embedded, "embeds"),
        Row("Model", "default", packed, "packed", requests=dict(use_cache=False)),
        Row("ForSequenceClassification", "other", with_images(*TWO_LARGE, labels="text", **LARGE)),
        Row("ForTokenClassification", "other", with_images(*TWO_LARGE, labels="each", **LARGE)),
        Row(LM, "default", with_images(*TWO, target=6, **SMALL)),
        Row(LM, "default", with_images(*TWO, labels="tokens", **SMALL), "loss"),
        Row(LM, "other", with_images(*TWO_LARGE, target=6, **LARGE)),
        Row(LM, "other", with_images(*TWO_LARGE, labels="tokens", **LARGE), "loss"),
    ],
    must_see=[
        "model.encoder.multi_modal_projector.mm_soft_emb_norm.weight",
        "model.encoder.multi_modal_projector.mm_input_projection_weight",
        "model.encoder.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.encoder.text_model.embed_tokens.eoi_embedding",
        "model.encoder.text_model.layers.1.self_attn.q_norm.weight",
        "model.decoder.layers.1.self_attn.k_norm.weight",
        "model.decoder.layers.2.post_feedforward_layernorm.weight",
    ],
    must_see_options={
        f"{LM}-other": [
            {"decoder": {"final_logit_softcapping": 2.0}},
            {"decoder": {"sliding_window": 2}},
            {"encoder": OTHER["encoder"] | dict(text_config=OTHER_TEXT | dict(sliding_window=4))},
        ]
    },
    must_see_lines={
        f"{LM}-default": [("before=(size + 1) // 2", "before=size // 2 + 1")],
    },
    refuses=[
        ({"is_encoder_decoder": False}, "is_encoder_decoder"),
        ({"decoder": {"hidden_size": 24}}, "hidden_size"),
        ({"decoder": {"vocab_size": 70}}, "vocab_size"),
        ({"decoder": {"use_bidirectional_attention": True}}, "use_bidirectional_attention"),
        ({"decoder": {"attn_logit_softcapping": 5.0}}, "attn_logit_softcapping"),
    ],
    cached=[f"{LM}-default", f"{LM}-other"],
    trained=f"{LM}-default-loss",
)
