import numpy as np
from parity.arch import Arch, Row
from parity.towers import EVERYTHING, both
from parity.towers import TEXT as SIZES
from parity.towers import texts as towers_texts

TEXT = SIZES | dict(projection_dim=20, type_vocab_size=1, pad_token_id=1)
OTHER_TEXT = TEXT | dict(type_vocab_size=3, hidden_act="gelu_new", layer_norm_eps=1e-3)
AUDIO = dict(
    window_size=2,
    num_mel_bins=8,
    spec_size=32,
    patch_size=4,
    patch_stride=(4, 4),
    hidden_size=24,
    projection_dim=20,
    depths=[2, 2],
    num_attention_heads=[2, 3],
    patch_embeds_hidden_size=12,
)
# Fusion, patches that overlap, a map of 4x8 patches without a norm, and other options.
FUSED = AUDIO | dict(
    enable_fusion=True,
    fusion_type="aff_2d",
    aff_block_r=3,
    patch_size=(6, 4),
    patch_stride=(4, 2),
    window_size=4,
    depths=[1, 2],
    enable_patch_layer_norm=False,
    qkv_bias=False,
    mlp_ratio=2.0,
    hidden_act="relu",
    layer_norm_eps=1e-3,
)
CHANNELS = AUDIO | dict(patch_embed_input_channels=2, window_size=3, num_mel_bins=7, spec_size=32)
TINY = dict(text_config=TEXT, audio_config=AUDIO, projection_dim=20)
OTHER = dict(
    text_config=OTHER_TEXT,
    audio_config=FUSED,
    projection_dim=14,
    projection_hidden_act="gelu",
    logit_scale_init_value=3.0,
)
TEXT_ONE, AUDIO_ONE = dict(config_class="ClapTextConfig"), dict(config_class="ClapAudioConfig")
PAIRS = EVERYTHING | dict(return_loss=True)


def texts(*lengths: int):
    """Texts with padding on the right."""
    return towers_texts(list(lengths))


def mel(batch: int, channels: int, frames: int, *, bins: int = 8, longer=None):
    """Spectrograms in decibels, a little; and which are longer than the model's length."""

    def make(rng: np.random.Generator):
        features = rng.standard_normal((batch, channels, frames, bins)).astype(np.float32)
        inputs = {"input_features": features}
        if longer is not None:
            inputs["is_longer"] = np.array(longer)[:, None]
        return inputs

    return make


SOME = [True, False, True]
FUSIONS = mel(3, 4, 97, longer=SOME)

ARCH = Arch(
    "clap",
    "Clap",
    "clap",
    rows=[
        Row("Model", TINY, both(texts(7, 4, 2), mel(2, 1, 120)), "default"),
        Row("TextModel", TEXT, texts(7, 4, 2), "default", requests=EVERYTHING, **TEXT_ONE),
        Row("TextModelWithProjection", OTHER_TEXT, texts(7, 4), "other", **TEXT_ONE),
        Row("AudioModel", AUDIO, mel(2, 1, 128), "default", requests={}, **AUDIO_ONE),
        Row("AudioModel", AUDIO, mel(2, 1, 100), "resized", requests=EVERYTHING, **AUDIO_ONE),
        Row("AudioModel", CHANNELS, mel(2, 2, 128, bins=7), "channels", **AUDIO_ONE),
        Row("AudioModelWithProjection", FUSED, FUSIONS, "fused", **AUDIO_ONE),
        Row(
            "Model",
            OTHER,
            both(texts(7, 4, 2), mel(3, 4, 97, longer=SOME)),
            "other",
            requests=PAIRS,
        ),
    ],
    must_see={
        "Model-other": [
            "logit_scale_a",
            "logit_scale_t",
            "text_projection.linear2.bias",
            "audio_model.audio_encoder.batch_norm.running_mean",
            "audio_model.audio_encoder.patch_embed.fusion_model.global_att.2.bias",
            "audio_model.audio_encoder.patch_embed.mel_conv2d.bias",
            "audio_model.audio_encoder.layers.0.blocks.0.attention.self.relative_position_bias_table",
        ]
    },
    must_see_options={
        "Model-other": [
            {"audio_config": FUSED | {"hidden_act": "gelu"}},
            {"audio_config": FUSED | {"layer_norm_eps": 1e-5}},
            {"projection_hidden_act": "relu"},
            {"text_config": OTHER_TEXT | {"layer_norm_eps": 1e-12}},
        ]
    },
    refuses=[
        {"logit_scale_init_value": 0.0},
        ({"audio_config": FUSED | {"fusion_type": "channel_map"}}, "fusion_type"),
        ({"audio_config": FUSED | {"flatten_patch_embeds": False}}, "flatten_patch_embeds"),
        ({"audio_config": FUSED | {"hidden_size": 25}}, "hidden_size"),
        ({"audio_config": FUSED | {"spec_size": 33}}, "spec_size"),
        ({"audio_config": FUSED | {"num_attention_heads": [2, 5]}}, "num_attention_heads"),
        ({"text_config": OTHER_TEXT | {"num_attention_heads": 5}}, "num_attention_heads"),
    ],
)
