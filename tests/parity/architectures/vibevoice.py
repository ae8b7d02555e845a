from typing import Any

from parity.arch import Arch, Row
from parity.architectures import vibevoice_acoustic_tokenizer_encoder as codec
from parity.architectures.vibevoice_asr import recordings
from parity.audio_language import AUDIO, LANGUAGE
from parity.texts import padding, token_ids

KIND = "vibevoice_acoustic_tokenizer"
HEAD: dict[str, Any] = dict(
    num_hidden_layers=2, intermediate_size=20, frequency_embedding_size=12, rms_norm_eps=1e-3
)
DEFAULT: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(model_type="qwen2"),
    # Without noise, so that what is generated can be compared.
    audio_config=codec.TINY | dict(model_type=KIND, vae_std=0.0),
    semantic_model_config=codec.TINY | dict(model_type=f"{KIND}_encoder", hidden_size=5),
    diffusion_head_config=HEAD,
    pad_token_id=0,
    eos_token_id=2,
    audio_token_id=AUDIO,
    audio_bos_token_id=61,
    audio_eos_token_id=62,
)
OTHER: dict[str, Any] = DEFAULT | dict(
    text_config=LANGUAGE | dict(model_type="llama", hidden_act="relu", tie_word_embeddings=True),
    audio_config=codec.OTHER | dict(model_type=KIND, vae_std=0.0),
    semantic_model_config=codec.OTHER | dict(model_type=f"{KIND}_encoder", hidden_size=5),
    diffusion_head_config=HEAD
    | dict(hidden_act="gelu", mlp_bias=True, diffusion_max_period=100, num_hidden_layers=1),
    diffusion_loss_weight=0.25,
)


def text(rng):
    return {"input_ids": token_ids(rng, AUDIO, 2, 6), "attention_mask": padding([6, 3], 6)}


TWO = ([3, 2, 2], [4, 3])
EIGHT: dict[str, Any] = dict(hop=8, channels=2)
LM = "ForConditionalGeneration"

ARCH = Arch(
    "vibevoice",
    "VibeVoice",
    "vibevoice",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", recordings(*TWO)),
        Row("Model", "other", recordings(*TWO, side="left", **EIGHT), "left"),
        Row(LM, "default", text, "text"),
        Row(LM, "default", recordings(*TWO, labels=True)),
        Row(LM, "other", recordings(*TWO, labels=True, **EIGHT)),
    ],
    requests=dict(output_hidden_states=True, output_attentions=True, sample=False),
    must_see=[
        "model.multi_modal_projector.act.weight",
        "model.latent_scaling_factor",
        "model.latent_bias_factor",
        "model.audio_tower.encoder.head.conv.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"audio_config": OTHER["audio_config"] | change}
        for change in ({"hidden_act": "gelu"}, {"rms_norm_eps": 0.3})
    ],
    refuses=[
        {"diffusion_loss_weight": 1.5},
        ({"diffusion_head_config": HEAD | {"frequency_embedding_size": 5}}, "frequency_embedding"),
        ({"diffusion_head_config": HEAD | {"diffusion_max_period": 0}}, "diffusion_max_period"),
        (
            {
                "semantic_model_config": OTHER["semantic_model_config"]
                | {"downsampling_ratios": [4, 1, 3]}
            },
            "downsampling_ratios",
        ),
        ({"semantic_model_config": OTHER["semantic_model_config"] | {"channels": 1}}, "channels"),
    ],
    padded="attention_mask",
)
