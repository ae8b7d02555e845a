from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding

TINY: dict[str, Any] = dict(
    hidden_size=16,
    vocab_size=20,
    num_mel_bins=6,
    encoder_layers=2,
    encoder_linear_units=20,
    encoder_kernel_size=3,
    decoder_layers=1,
    decoder_linear_units=18,
    decoder_kernel_size=5,
    speech_decoder_postnet_layers=2,
    speech_decoder_postnet_units=8,
    duration_predictor_channels=10,
    energy_predictor_channels=9,
    pitch_predictor_layers=3,
    pitch_predictor_channels=8,
)
OTHER = TINY | dict(
    encoder_num_attention_heads=4,
    decoder_num_attention_heads=1,
    speech_decoder_postnet_layers=3,
    speech_decoder_postnet_kernel=3,
    positionwise_conv_kernel_size=1,
    encoder_normalize_before=True,
    encoder_concat_after=True,
    reduction_factor=2,
    speaking_speed=1.4,
    use_macaron_style_in_conformer=False,
    duration_predictor_layers=1,
    duration_predictor_kernel_size=5,
    energy_predictor_layers=1,
    energy_predictor_kernel_size=1,
    energy_embed_kernel_size=3,
    pitch_predictor_kernel_size=3,
    pitch_embed_kernel_size=5,
    num_speakers=3,
    num_languages=2,
    speaker_embed_dim=5,
    convolution_bias=False,
)
AFTER = TINY | dict(decoder_normalize_before=True, decoder_concat_after=True)
VOCODER: dict[str, Any] = dict(
    model_in_dim=6,
    upsample_initial_channel=8,
    upsample_rates=[3, 2],
    upsample_kernel_sizes=[5, 4],
    resblock_kernel_sizes=[3, 5],
    resblock_dilation_sizes=[[1, 3], [1]],
    leaky_relu_slope=0.2,
)


def texts(rng: np.random.Generator) -> dict[str, Any]:
    mask = padding([7, 4], 7)
    return {"input_ids": rng.integers(1, 20, (2, 7)) * mask, "attention_mask": mask}


def spoken(rng: np.random.Generator) -> dict[str, Any]:
    known = {
        "speaker_ids": np.array([2, 0]),
        "lang_ids": np.array([[1], [0]]),
        "speaker_embedding": rng.standard_normal((2, 5)).astype(np.float32),
    }
    return texts(rng) | known


def one_text(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(1, 20, (1, 5))}


ARCH = Arch(
    "fastspeech2_conformer",
    "FastSpeech2Conformer",
    "fastspeech2_conformer",
    rows=[
        Row("Model", TINY, texts, "default"),
        Row("Model", AFTER, one_text, "after"),
        Row("Model", OTHER, texts, "nobody"),
        Row("Model", OTHER, spoken, "other"),
    ],
    must_see={
        "Model-other": [
            "encoder.conformer_layers.1.concat_linear.bias",
            "decoder.conformer_layers.0.conv_module.norm.running_mean",
            "speech_decoder_postnet.layers.2.batch_norm.bias",
            "pitch_embed.conv.weight",
        ]
    },
    must_see_options={
        "Model-other": [
            {"encoder_normalize_before": False},
            {"decoder_normalize_before": True},
        ]
    },
    refuses=[
        ({"decoder_kernel_size": 4}, "decoder_kernel_size is 4, expected an odd number"),
        ({"encoder_num_attention_heads": 3}, "a divisor of hidden_size=16"),
        ({"use_weighted_masking": True}, "False where use_masking is True"),
        ({"use_cnn_in_conformer": False}, "expected True"),
        ({"speaking_speed": 0.0}, "above 0"),
    ],
)
