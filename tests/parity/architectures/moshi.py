from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import oracle
from parity.arch import Arch, Row
from parity.architectures import mimi
from parity.texts import padding, token_ids
from transformers.models.moshi import modeling_moshi

BOOKS = 3
CODEC: dict[str, Any] = mimi.TINY | dict(
    model_type="mimi", num_quantizers=4, codebook_size=8, sampling_rate=24
)
DEPTH: dict[str, Any] = dict(
    vocab_size=67,
    hidden_size=16,
    input_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    audio_vocab_size=8,
    max_position_embeddings=4,
    sliding_window=4,
    ffn_dim=20,
    num_codebooks=BOOKS,
)
TINY: dict[str, Any] = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=40,
    sliding_window=30,
    ffn_dim=28,
    num_codebooks=BOOKS,
    audio_encoder_config=CODEC,
    depth_decoder_config=DEPTH,
)
OTHER: dict[str, Any] = TINY | dict(
    num_key_value_heads=2,
    head_dim=8,
    rope_theta=100.0,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    pad_token_id=3,
    audio_vocab_size=8,
    depth_decoder_config=DEPTH
    | dict(num_key_value_heads=2, head_dim=6, hidden_act="relu", rms_norm_eps=1e-3),
)


def text(rng: np.random.Generator, *, labels: bool = False) -> dict[str, Any]:
    ids = token_ids(rng, 67, 3, 7)
    inputs: dict[str, Any] = {
        "input_ids": ids,
        "attention_mask": padding([7, 4, 1], 7, side="left"),
    }
    if labels:  # not of the first token, which padding would predict
        mask = inputs["attention_mask"]
        before = np.pad(mask, ((0, 0), (1, 0)))[:, :-1]
        inputs["labels"] = np.where(mask * before == 1, ids, -100)
    return inputs


def codes(rng: np.random.Generator, *, labels: bool = False) -> dict[str, Any]:
    inputs: dict[str, Any] = {"input_ids": token_ids(rng, 67, 2, 5)}
    for side in ("user", "moshi"):
        inputs[f"{side}_audio_codes"] = rng.integers(0, 9, (2, BOOKS, 5))
    if labels:
        inputs["text_labels"] = inputs["input_ids"]
        inputs["audio_labels"] = rng.integers(0, 8, (2, BOOKS, 5))
        inputs["audio_labels"][0, 1, 2] = 8
    return inputs


def waveforms(rng: np.random.Generator) -> dict[str, Any]:
    inputs: dict[str, Any] = {"input_ids": token_ids(rng, 67, 2, 3)}
    for side in ("user", "moshi"):
        inputs[f"{side}_input_values"] = rng.standard_normal((2, 1, 31)).astype(np.float32)
    return inputs


def frame(rng: np.random.Generator, *, labels: bool = False) -> dict[str, Any]:
    """A mask of ones: without one transformers' eager attention is not causal."""
    inputs: dict[str, Any] = {
        "input_ids": rng.integers(0, 8, (3, BOOKS)),
        "last_hidden_state": rng.standard_normal((3, 1, 24)).astype(np.float32),
        "attention_mask": np.ones((3, BOOKS), np.int64),
    }
    if labels:
        inputs["labels"] = rng.integers(0, 8, (3, BOOKS))
        inputs["labels"][1, 2] = 8
    return inputs


def causal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The depth decoder's attention is causal where fused; and codebooks as in Mimi's tests."""
    mimi.uncached(monkeypatch)
    depth, whole = (
        getattr(modeling_moshi, f"Moshi{name}").forward
        for name in ("DepthDecoder", "ForConditionalGeneration")
    )

    def masked(self: Any, input_ids: Any = None, **inputs: Any) -> Any:
        if inputs.get("attention_mask") is None and inputs.get("past_key_values") is None:
            inputs["attention_mask"] = torch.ones_like(input_ids)
        return depth(self, input_ids, **inputs)

    def without_copies(self: Any, *args: Any, **inputs: Any) -> Any:
        """transformers returns the main decoder's as the depth decoder's, too."""
        output = whole(self, *args, **inputs)
        for name in ("depth_past_key_values", "depth_hidden_states", "depth_attentions"):
            if output.get(name) is not None:
                output[name] = None
        return output

    depth_class = modeling_moshi.MoshiDepthDecoder
    monkeypatch.setattr(oracle.transformers, "MoshiDepthDecoder", depth_class, raising=False)
    monkeypatch.setattr(depth_class, "forward", masked)
    monkeypatch.setattr(modeling_moshi.MoshiForConditionalGeneration, "forward", without_copies)


ALONE: dict[str, Any] = dict(config_class="MoshiDepthConfig", requests={})
PADDED: dict[str, Any] = dict(padded="attention_mask")
ARCH = Arch(
    "moshi",
    "Moshi",
    "moshi",
    patch=causal,
    causal_lm="ForCausalLM",
    cached=["ForCausalLM-other"],
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", text, **PADDED),
        Row("ForCausalLM", "other", lambda rng: text(rng, labels=True), **PADDED),
        Row("DepthDecoder", DEPTH, frame, "default", **ALONE),
        Row(
            "DepthDecoder",
            OTHER["depth_decoder_config"],
            lambda rng: frame(rng, labels=True),
            "labels",
            **ALONE,
        ),
        Row("ForConditionalGeneration", TINY, codes, "codes"),
        Row("ForConditionalGeneration", TINY, waveforms, "waveforms"),
        Row(
            "ForConditionalGeneration",
            OTHER,
            lambda rng: codes(rng, labels=True),
            "trained",
            requests={},
        ),
    ],
    must_see=[
        "embed_tokens.5.weight",
        "decoder.model.layers.1.mlp.fc1.weight",
        "decoder.model.layers.1.self_attn.o_proj.linear.weight",
        "depth_decoder.layers.1.self_attn.k_proj.linear.weight",
        "depth_decoder.layers.0.mlp.fc2.weight",
        "depth_decoder.lm_heads.weight",
        "depth_decoder.embed_tokens.1.weight",
        "depth_decoder.text_embed_tokens.weight",
    ],
    must_see_options=[{"rms_norm_eps": 0.5}, {"hidden_act": "relu"}],
    refuses=[
        {"ffn_dim": 27},
        {"num_key_value_heads": 3},
        ({"num_codebooks": 5}, "num_codebooks"),
        ({"audio_encoder_config": {"model_type": "encodec"}}, "audio_encoder_config"),
        ({"depth_decoder_config": DEPTH | {"sliding_window": 2}}, "sliding_window"),
    ],
)
