"""Speech encoder-decoders: sound in, text out, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, encoders, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.mutations import assert_seen
from parity.texts import padding, token_ids
from parity.waves import waveforms

from auto_core.errors import InputError

WAV2VEC2 = dict(
    model_type="wav2vec2",
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=20,
    conv_dim=[12, 12],
    conv_stride=[5, 4],
    conv_kernel=[10, 4],
    num_feat_extract_layers=2,
    num_conv_pos_embeddings=8,
    num_conv_pos_embedding_groups=2,
)
# An adapter, and layer norms.
ADAPTED = WAV2VEC2 | dict(
    add_adapter=True,
    num_adapter_layers=1,
    output_hidden_size=24,
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
)
DECODER = dict(is_decoder=True, add_cross_attention=True)
BERT = encoders.TINY | DECODER | dict(model_type="bert", num_hidden_layers=2)
SHARED = dict(pad_token_id=1, decoder_start_token_id=2)


def recordings(**others: Any):
    """Two recordings of 400 and 250 samples."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        return waveforms(rng, [400, 250]) | {name: make(rng) for name, make in others.items()}

    return make


def labels(rng: np.random.Generator) -> np.ndarray:
    found = token_ids(rng, 67, 2, 5)
    found[1, 3:] = -100
    return found


read = dict(
    decoder_input_ids=lambda rng: token_ids(rng, 67, 2, 5),
    decoder_attention_mask=lambda rng: padding([5, 3], 5),
)
CASES = [
    Case(
        f"SpeechEncoderDecoder-{name}",
        "SpeechEncoderDecoderModel",
        "SpeechEncoderDecoderConfig",
        SHARED | {"encoder": encoder, "decoder": BERT},
        inputs,
        encoders.EVERYTHING,
    )
    for name, encoder, inputs in [
        ("projected", WAV2VEC2, recordings(**read)),
        ("labels", WAV2VEC2, recordings(labels=labels)),
        ("adapted", ADAPTED, recordings(**read)),
    ]
]
BY_NAME = {case.name.partition("-")[2]: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generation(backend: str, options: dict[str, Any]) -> None:
    case = BY_NAME["projected"]
    inputs = waveforms(np.random.default_rng(0), [400, 250])
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {name: torch.as_tensor(value) for name, value in inputs.items()}
    exact = theirs.generate(**tensors, max_new_tokens=6, do_sample=False, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory)
    found = model.generate(**inputs, max_new_tokens=6, do_sample=False, **options)
    np.testing.assert_array_equal(np.asarray(found), exact)


def test_sound_has_one_name() -> None:
    case = BY_NAME["projected"]
    model = backends.load("numpy", case.head, expected(case).directory)
    inputs = dict(expected(case).inputs)
    exact = expected(case).rounded["logits"]
    sound = inputs.pop("input_values")
    np.testing.assert_allclose(model(sound, **inputs).logits, exact, atol=1e-4)
    with pytest.raises(InputError, match="exactly one of inputs"):
        model(**inputs)
    with pytest.raises(InputError, match="exactly one of inputs"):
        model(sound, **inputs, input_values=sound)


def test_a_lost_parameter_is_seen() -> None:
    assert_seen(BY_NAME["projected"], zero="enc_to_dec_proj.bias")
