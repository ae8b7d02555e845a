from __future__ import annotations

from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures import mimi
from parity.texts import padding, token_ids

AUDIO, END, BOOKS = 40, 41, 4
CODEC: dict[str, Any] = mimi.TINY | dict(model_type="mimi", num_quantizers=BOOKS, codebook_size=16)
MORE: dict[str, Any] = CODEC | {"num_quantizers": BOOKS + 2}  # codebooks than the frames have
DEPTH: dict[str, Any] = dict(
    num_codebooks=BOOKS,
    vocab_size=16,
    backbone_hidden_size=24,
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=6,
)
TINY: dict[str, Any] = dict(
    num_codebooks=BOOKS,
    vocab_size=16,
    text_vocab_size=42,
    hidden_size=24,
    intermediate_size=28,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    pad_token_id=AUDIO,
    bos_token_id=1,
    audio_token_id=AUDIO,
    audio_eos_token_id=END,
    codebook_pad_token_id=15,
    codebook_eos_token_id=0,
    depth_decoder_config=DEPTH,
    codec_config=CODEC,
)
LLAMA3 = {
    "rope_type": "llama3",
    "factor": 4.0,
    "low_freq_factor": 0.125,
    "high_freq_factor": 0.5,
    "original_max_position_embeddings": 16,
}
OTHER: dict[str, Any] = TINY | dict(
    tie_codebooks_embeddings=False,
    rope_theta=1000.0,
    rope_scaling=LLAMA3,
    head_dim=8,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    codebook_eos_token_id=3,
    depth_decoder_config=DEPTH
    | dict(rope_theta=700.0, rope_scaling=LLAMA3, head_dim=6, attention_bias=True, mlp_bias=True),
)
ALONE: dict[str, Any] = dict(config_class="CsmDepthDecoderConfig")
PADDED: dict[str, Any] = dict(padded="attention_mask")


def frames(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "input_ids": rng.integers(0, 11, (3, 7, BOOKS)),
        "attention_mask": padding([7, 4, 1], 7, side="left"),
    }


def trained(rng: np.random.Generator) -> dict[str, Any]:
    codes = rng.integers(0, 11, (3, 7, BOOKS))
    labels = codes.copy()
    labels[0, 2, 3] = -100  # of others transformers would look up the vector
    return {"input_ids": codes, "labels": labels}


def recordings(labels: bool = False, side: str = "left"):
    """Texts with two recordings, none and one, of parts of frames too."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        sizes = [[3, -5, 2, -2, 1], [4], [2, -3, 0]]
        ids = np.full((3, 20), AUDIO)
        mask = padding([16, 4, 6], 20, side=side)
        for row, parts in enumerate(sizes):
            text: list[int] = []
            for part in parts:
                text += [AUDIO] * -part + [END] if part < 0 else rng.integers(2, 39, part).tolist()
            ids[row][mask[row] == 1] = (text + [5] * 20)[: int(mask[row].sum())]
        inputs: dict[str, Any] = {
            "input_ids": np.where(mask == 1, ids, 0),
            "attention_mask": mask,
            "input_values": rng.standard_normal((3, 1, 90)).astype(np.float32),
            "input_values_cutoffs": np.array([[53, 75], [-1, -1], [36, -1]]),
        }
        if labels:
            ids = inputs["input_ids"]
            inputs["labels"] = np.where((ids == AUDIO) | (ids == END), ids, -100)
            inputs["labels"][0, np.flatnonzero(ids[0] == AUDIO)[:3]] = -101
        return inputs

    return make


def depth(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "input_ids": rng.integers(0, 11, (3, BOOKS)),
        "backbone_last_hidden_state": rng.standard_normal((3, 24)).astype(np.float32),
    }


def depth_trained(rng: np.random.Generator) -> dict[str, Any]:
    labels = rng.integers(0, 11, (3, BOOKS))
    labels[1, 2] = -100
    return depth(rng) | {"labels": labels}


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 3, 24)).astype(np.float32)}


def text(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 39, 2, 6), "attention_mask": padding([6, 3], 6)}


ARCH = Arch(
    "csm",
    "Csm",
    "csm",
    patch=mimi.uncached,
    trained="ForConditionalGeneration-trained",
    rows=[
        Row("BackboneModel", TINY, frames, "default", **PADDED),
        Row("DepthDecoderModel", DEPTH, depth, "default", **ALONE),
        Row("DepthDecoderModel", DEPTH, vectors, "vectors", **ALONE),
        Row(
            "DepthDecoderForCausalLM",
            OTHER["depth_decoder_config"],
            depth_trained,
            "trained",
            **ALONE,
        ),
        Row("ForConditionalGeneration", TINY, recordings(), "recordings", **PADDED),
        Row("ForConditionalGeneration", OTHER, recordings(side="right"), "right", **PADDED),
        Row("ForConditionalGeneration", OTHER, text, "text", **PADDED),
        Row("ForConditionalGeneration", TINY, trained, "tied"),
        Row("ForConditionalGeneration", OTHER, trained, "trained"),
        Row("ForConditionalGeneration", TINY | {"codec_config": MORE}, trained, "fewer-codebooks"),
    ],
    must_see={
        "ForConditionalGeneration-recordings": [
            "embed_text_tokens.weight",
            "codec_model.encoder_transformer.layers.1.mlp.fc1.weight",
            "lm_head.weight",
        ],
        "ForConditionalGeneration-trained": [
            "depth_decoder.codebooks_head.weight",
            "depth_decoder.model.inputs_embeds_projector.weight",
            "depth_decoder.model.layers.1.mlp.up_proj.bias",
            "backbone_model.layers.1.self_attn.o_proj.bias",
        ],
    },
    must_see_options={
        "ForConditionalGeneration-right": [
            {"codebook_eos_token_id": 4},
            {"audio_eos_token_id": 39},
            {"rms_norm_eps": 0.1},
        ],
    },
    refuses=[
        ({"codec_config": CODEC | {"num_quantizers": 3}}, "num_quantizers=3"),
        ({"depth_decoder_config": DEPTH | {"vocab_size": 17}}, "vocab_size=17"),
        ({"depth_decoder_config": DEPTH | {"backbone_hidden_size": 20}}, "backbone_hidden_size=20"),
        ({"depth_decoder_config": DEPTH | {"tie_word_embeddings": True}}, "tie_word_embeddings"),
        ({"codec_config": {"model_type": "encodec"}}, "codec_config"),
        {"codebook_eos_token_id": 16},
    ],
)
