import importlib
from typing import Any

import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.backends import BACKENDS, PACKAGES
from parity.waves import waveforms

SMALL = dict(
    vocab_size=20,
    hidden_size=16,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=24,
    decoder_layers=2,
    decoder_ffn_dim=24,
    decoder_attention_heads=4,
    conv_dim=[8, 8],
    conv_stride=[5, 4],
    conv_kernel=[10, 3],
    num_conv_pos_embeddings=6,
    num_conv_pos_embedding_groups=2,
    num_mel_bins=5,
    speech_decoder_prenet_units=12,
    speaker_embedding_dim=6,
    speech_decoder_postnet_layers=3,
    speech_decoder_postnet_units=7,
    max_speech_positions=200,
    max_text_positions=40,
    encoder_max_relative_position=4,
)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    scale_embedding=True,
    feat_extract_norm="layer",
    feat_extract_activation="relu",
    conv_bias=True,
    num_conv_pos_embeddings=5,
    pad_token_id=0,
    bos_token_id=1,
    reduction_factor=3,
    speech_decoder_prenet_layers=3,
    speech_decoder_postnet_kernel=3,
    encoder_max_relative_position=2,
    use_guided_attention_loss=False,
    mask_time_prob=0.0,
)
GUIDED = SMALL | dict(
    guided_attention_loss_num_heads=1,
    guided_attention_loss_sigma=0.8,
    guided_attention_loss_scale=3.0,
    reduction_factor=1,
)
MASK = np.array([[1] * 7, [1] * 4 + [0] * 3])


def read(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(3, 20, (2, 7)), "attention_mask": MASK}


def speaker(rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal((2, 6)).astype(np.float32)


def frames(rng: np.random.Generator, count: int = 12) -> np.ndarray:
    return rng.standard_normal((2, count, 5)).astype(np.float32)


def spoken(rng: np.random.Generator, least: int = 6) -> dict[str, Any]:
    labels = frames(rng)
    labels[1, least:] = -100.0
    return {**read(rng), "labels": labels, "speaker_embeddings": speaker(rng)}


def said(rng: np.random.Generator) -> dict[str, Any]:
    return {**read(rng), "decoder_input_values": frames(rng, 5)}


def recognised(rng: np.random.Generator) -> dict[str, Any]:
    labels = rng.integers(3, 20, (2, 6))
    labels[1, 4:] = -100
    return {**waveforms(rng, [400, 250]), "labels": labels}


def revoiced(rng: np.random.Generator) -> dict[str, Any]:
    return {
        **waveforms(rng, [400, 250]),
        "decoder_input_values": frames(rng, 5),
        "speaker_embeddings": speaker(rng),
    }


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    def some(tokens: int) -> np.ndarray:
        return rng.standard_normal((2, tokens, 16)).astype(np.float32)

    return {"input_values": some(7), "decoder_input_values": some(4), "attention_mask": MASK}


def keep_everything(patch: pytest.MonkeyPatch) -> None:
    """The net before the speaking decoder drops numbers by chance, also when it is not trained."""
    from transformers.models.speecht5 import modeling_speecht5 as theirs

    prenet = theirs.SpeechT5SpeechDecoderPrenet
    patch.setattr(prenet, "_consistent_dropout", lambda self, x, p: x * 1.5)
    for backend in BACKENDS:
        ours = importlib.import_module(f"{PACKAGES[backend][0]}.models.speecht5")
        patch.setattr(ours.ConsistentDropout, "forward", lambda self, x: x * 1.5)


ARCH = Arch(
    "speecht5",
    "SpeechT5",
    "speecht5",
    rounded=True,  # the tables of positions
    patch=keep_everything,
    rows=[
        Row("ForTextToSpeech", SMALL, lambda rng: spoken(rng, least=1), "loss"),
        Row("ForTextToSpeech", SMALL, said, "no-speaker"),
        Row("ForTextToSpeech", OTHER, spoken, "other-loss"),
        Row("ForTextToSpeech", GUIDED, spoken, "guided"),
        Row("ForSpeechToText", SMALL, recognised, "loss"),
        Row("ForSpeechToText", OTHER, recognised, "other-loss"),
        Row("ForSpeechToSpeech", SMALL, revoiced, "voice"),
        Row("Model", OTHER, vectors, "vectors"),
    ],
    must_see={
        "ForTextToSpeech-loss": [
            "speech_decoder_postnet.layers.1.batch_norm.running_mean",
            "speecht5.decoder.prenet.encode_positions.alpha",
        ]
    },
    must_see_options={
        "ForSpeechToText-loss": [
            {"hidden_act": "relu"},
            {"layer_norm_eps": 0.01},
            {"scale_embedding": True},
        ]
    },
)
