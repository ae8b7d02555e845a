"""Phi-4-Multimodal's audio encoder: recordings that are cut, and chunks in training."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.phi4_multimodal import ARCH, AUDIO, DEFAULT, OTHER_AUDIO, mixed
from parity.backends import BACKENDS
from parity.checks import Case, compare, expected
from transformers.models.phi4_multimodal import modeling_phi4_multimodal

from auto_core.errors import InputError

# More vectors than attend to each other: blocks of 500 of them, the last filled up.
SHORT = AUDIO | dict(time_reduction=2, hidden_size=8, ext_pw_out_channel=8, num_blocks=1)
SHORT |= dict(depthwise_separable_out_channel=8, intermediate_size=8, nemo_conv_channels=2)
LONG: dict[str, Any] = DEFAULT | dict(audio_config=SHORT, max_position_embeddings=1100)
CHUNKS: dict[str, Any] = LONG | dict(audio_config=SHORT | dict(chunk_size=7, left_chunk=2))


def case(name: str, config: dict[str, Any], *texts: Any, **options: Any) -> Case:
    inputs = mixed(*texts, config=config, **options)
    head = ("Phi4MultimodalModel", "Phi4MultimodalConfig")
    return Case(f"phi4_multimodal-{name}", *head, config, inputs, {})


CASES = [
    case("long", LONG, [2, [1034], 1], [[40], 3]),
    case("long-chunks", CHUNKS, [2, [1034], 1], [[40], 3]),
    case("long-whole", LONG, [2, [1002]], masked=False),
    case("500", LONG, [1, [1000]], masked=False),
]


def in_blocks(hidden: torch.Tensor, size: int) -> torch.Tensor:
    """What transformers' own function does for one recording; of several, its `view` fails."""
    return hidden.reshape(-1, size, hidden.shape[-1])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("one", CASES, ids=str)
def test_long_recordings(one: Case, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modeling_phi4_multimodal, "unfold_tensor", in_blocks)
    reference = expected(one)
    model = backends.load(backend, one.head, reference.directory, dtype="float64")
    compare(one, backend, backends.run(backend, model, reference.inputs))


@pytest.mark.skipif("tf" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize("row", ["Model-default", "Model-other-left"])
def test_graphs_of_tensorflow(row: str) -> None:
    """Of fixed and of open sizes: boundaries of patches are where they are outside graphs."""
    import tensorflow as tf

    one = ARCH.by_id()[row]
    reference = expected(one)
    model = backends.load("tf", one.head, reference.directory, dtype="float32")
    given = {name: tf.constant(value) for name, value in reference.inputs.items()}
    fixed = {"image_pixel_values": 2, "image_attention_mask": 2, "audio_input_features": 2}
    fixed["image_sizes"] = 1  # axes from which on sizes are fixed
    function = tf.function(lambda **inputs: model(**inputs).last_hidden_state)
    wanted = model(**given).last_hidden_state
    for opened in (False, True):
        specs = {
            name: tf.TensorSpec(
                [
                    None if opened and axis < fixed.get(name, 2) else size
                    for axis, size in enumerate(value.shape)
                ],
                value.dtype,
            )
            for name, value in given.items()
        }
        found = function.get_concrete_function(**specs)(**given)
        np.testing.assert_allclose(found, wanted, atol=1e-4)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_chunks_in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """By chance, the first chunk is the incomplete one."""
    from auto_torch.models.phi4_multimodal import Phi4MultimodalAudioModel

    config: dict[str, Any] = OTHER_AUDIO | dict(chunk_size=3)
    theirs = oracle.reference("Phi4MultimodalAudioModel", "Phi4MultimodalAudioConfig", config)
    theirs = theirs.float().train()
    ours: Any = Phi4MultimodalAudioModel(Phi4MultimodalAudioModel.config_class(**config))
    ours.load_state_dict(theirs.state_dict())
    ours.train()
    features = torch.randn(1, 40, config["input_size"], generator=torch.Generator().manual_seed(0))
    wanted = []
    for chance in (0.0, 1.0):
        monkeypatch.setattr(np.random, "rand", lambda value=chance: value)
        wanted.append(theirs(features, None))
    assert not torch.allclose(*wanted, atol=1e-3)
    seen = set()
    for seed in range(20):
        torch.manual_seed(seed)
        found = ours(features).last_hidden_state
        near = [torch.allclose(found, one, atol=1e-5) for one in wanted]
        assert any(near)
        seen.add(near.index(True))
    assert seen == {0, 1}
    ours.eval()
    assert torch.allclose(ours(features).last_hidden_state, wanted[0], atol=1e-5)


def test_images_and_vectors_of_tokens() -> None:
    one = case("refused", DEFAULT, [2, (1, 1, 0, 0)])
    reference = expected(one)
    model = backends.load("numpy", one.head, reference.directory)
    given = dict(reference.inputs)
    sizes = given.pop("image_sizes")
    with pytest.raises(InputError, match="without image_sizes"):
        model(**given)
    ids = given.pop("input_ids")
    with pytest.raises(InputError, match="need input_ids"):
        model(**given, image_sizes=sizes, inputs_embeds=np.zeros((*ids.shape, 24)))
