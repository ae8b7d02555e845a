"""MusicGen's `generate`: the codes and waveforms of transformers with sampling off."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import oracle
from parity.architectures import musicgen
from parity.checks import expected

from auto_core.errors import InputError, UnknownArgumentError
from auto_core.generation.codebooks import delay_pattern
from auto_torch import MusicgenForCausalLM, MusicgenForConditionalGeneration

CASES = musicgen.ARCH.by_id()
OPTIONS = dict(do_sample=False, max_new_tokens=9)


@functools.lru_cache
def pair(name: str) -> tuple[Any, Any]:
    """Our model and that of transformers, with the options of a published file."""
    folder = expected(CASES[f"ForConditionalGeneration-{name}"]).directory
    theirs = transformers.MusicgenForConditionalGeneration.from_pretrained(folder)
    settings = dict(
        bos_token_id=8, decoder_start_token_id=8, pad_token_id=8, guidance_scale=3.0, max_length=30
    )
    theirs.generation_config = transformers.GenerationConfig(**settings)
    theirs.generation_config.save_pretrained(folder)
    return MusicgenForConditionalGeneration.from_pretrained(folder), theirs.eval()


def text() -> dict[str, torch.Tensor]:
    ids = torch.tensor([[5, 9, 7, 1], [4, 8, 0, 0]])
    return {"input_ids": ids, "attention_mask": torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])}


def same(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-4)


@pytest.mark.parametrize("scale", [None, 1.0, 5.0])
@pytest.mark.parametrize("name", ["default", "stereo"])
def test_waveforms(name: str, scale: float | None) -> None:
    ours, theirs = pair(name)
    options = OPTIONS if scale is None else {**OPTIONS, "guidance_scale": scale}
    same(ours.generate(**text(), **options), theirs.generate(**text(), **options))


@pytest.mark.parametrize("name", ["default", "stereo"])
def test_music_that_is_continued(name: str) -> None:
    ours, theirs = pair(name)
    channels = 2 if name == "stereo" else 1
    values = torch.randn((2, channels, 25), generator=torch.Generator().manual_seed(0))
    given = {**text(), "input_values": values, **OPTIONS}
    same(ours.generate(**given), theirs.generate(**given))


def test_without_a_text() -> None:
    ours, theirs = pair("default")
    given = ours.get_unconditional_inputs(2)
    same(
        ours.generate(**given, **OPTIONS),
        theirs.generate(**theirs.get_unconditional_inputs(2), **OPTIONS),
    )


def test_options_that_codes_have_not() -> None:
    ours, _ = pair("default")
    with pytest.raises(InputError, match="forced_bos_token_id is not implemented for codes"):
        ours.generate(**text(), max_new_tokens=3, forced_bos_token_id=7)


def test_samples_follow_the_seed() -> None:
    ours, _ = pair("default")
    options = dict(do_sample=True, max_new_tokens=9, top_k=5, top_p=0.9, temperature=2.0)
    first, again, other = (ours.generate(**text(), **options, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_refusals() -> None:
    ours, _ = pair("default")
    with pytest.raises(UnknownArgumentError, match="max_new_token"):
        ours.generate(**text(), max_new_token=3)
    with pytest.raises(InputError, match="num_beams"):
        ours.generate(**text(), num_beams=3)
    with pytest.raises(InputError, match="the text's input_ids"):
        ours.generate(max_new_tokens=3)


@pytest.mark.parametrize(("books", "channels"), [(4, 1), (4, 2)])
@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("length", [3, 8, 12])
def test_the_delay_pattern(books: int, channels: int, steps: int, length: int) -> None:
    config = transformers.MusicgenDecoderConfig(
        vocab_size=8, num_hidden_layers=1, hidden_size=8, num_attention_heads=2, ffn_dim=8,
        num_codebooks=books, audio_channels=channels, pad_token_id=8, bos_token_id=8,
    )  # fmt: skip
    theirs = transformers.MusicgenForCausalLM(config)
    prompt = np.random.default_rng(0).integers(0, 8, (2, books, steps))
    prompt[..., 0] = 8
    if length <= steps:
        pytest.skip("no room for a code")
    ids, pattern = delay_pattern(prompt, length, 8, channels=channels)
    tensor = torch.tensor(prompt.reshape(2 * books, steps))
    begun, wanted = theirs.build_delay_pattern_mask(tensor, 8, length)
    np.testing.assert_array_equal(ids.reshape(2 * books, -1), begun.numpy())
    np.testing.assert_array_equal(pattern.reshape(2 * books, -1), wanted.numpy())


@pytest.mark.parametrize("row", ["ForCausalLM-labels", "ForCausalLM-context"])
@pytest.mark.parametrize("attends", [False, True])
def test_codes_of_the_decoder_alone(row: str, attends: bool) -> None:
    """From the start's codes, and from others.

    The reference needs num_return_sequences, a mask (its own has a row for each codebook, and
    leaves out the start's codes as padding), and no cache: with one it reads a prompt's last codes
    alone, and takes what it attends to for earlier codes.
    """
    case = CASES[row]
    folder = expected(case).directory
    theirs = oracle.reference(case.head, case.config, dict(case.options)).float()
    ours = MusicgenForCausalLM.from_pretrained(folder)
    books, size = theirs.config.num_codebooks, theirs.config.hidden_size
    given: dict[str, Any] = {}
    if attends:
        hidden = torch.randn((2, 5, size), generator=torch.Generator().manual_seed(0))
        given["encoder_hidden_states"] = hidden
    options = dict(do_sample=False, max_new_tokens=9, decoder_start_token_id=8, pad_token_id=8)
    first = torch.full((2 * books, 1), 8)
    later = torch.cat([first, torch.arange(2 * books * 2).reshape(-1, 2) % 8], 1)
    for ids in (first, later):
        mask = torch.ones((2, ids.shape[1]), dtype=torch.long)
        more = dict(num_return_sequences=1, attention_mask=mask, use_cache=False)
        exact = theirs.generate(ids, **given, **options, **more)
        assert torch.equal(ours.generate(ids, **given, **options), exact)
    if attends:
        begun = ours.generate(**given, **options)
        assert torch.equal(begun, ours.generate(first, **given, **options))
        guided = ours.generate(first, **given, **options, guidance_scale=3.0)
        assert guided.shape == begun.shape
