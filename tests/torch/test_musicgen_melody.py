"""MusicGen Melody's `generate`: the codes and waveforms of transformers with sampling off."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import oracle
from parity.architectures import musicgen_melody
from parity.checks import expected

from auto_core.errors import InputError
from auto_torch import MusicgenMelodyForCausalLM, MusicgenMelodyForConditionalGeneration

CASES = musicgen_melody.ARCH.by_id()
OPTIONS = dict(do_sample=False, max_new_tokens=9)


@functools.lru_cache
def pair(name: str) -> tuple[Any, Any]:
    """Our model and that of transformers, with the options of a published file."""
    folder = expected(CASES[f"ForConditionalGeneration-{name}"]).directory
    theirs = transformers.MusicgenMelodyForConditionalGeneration.from_pretrained(folder)
    settings = dict(
        bos_token_id=8, decoder_start_token_id=8, pad_token_id=8, guidance_scale=3.0, max_length=30
    )
    theirs.generation_config = transformers.GenerationConfig(**settings)
    theirs.generation_config.save_pretrained(folder)
    return MusicgenMelodyForConditionalGeneration.from_pretrained(folder), theirs.eval()


def text() -> dict[str, torch.Tensor]:
    ids = torch.tensor([[5, 9, 7, 1], [4, 8, 0, 0]])
    return {"input_ids": ids, "attention_mask": torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])}


def melody(frames: int, chroma: int = 5) -> dict[str, torch.Tensor]:
    index = torch.randint(chroma, (2, frames), generator=torch.Generator().manual_seed(0))
    return {"input_features": torch.eye(chroma)[index]}


def same(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-4)


@pytest.mark.parametrize("scale", [None, 1.0, 5.0])
@pytest.mark.parametrize("name", ["default", "stereo"])
@pytest.mark.parametrize("frames", [0, 3, 9])
def test_waveforms(name: str, scale: float | None, frames: int) -> None:
    ours, theirs = pair(name)
    options = OPTIONS if scale is None else {**OPTIONS, "guidance_scale": scale}
    given = {**text(), **(melody(frames) if frames else {}), **options}
    same(ours.generate(**given), theirs.generate(**given))
    ours_alone, cached = ours.generate(**given, use_cache=False), ours.generate(**given)
    same(ours_alone, cached)


def test_codes_that_are_continued() -> None:
    ours, theirs = pair("default")
    codes = torch.arange(12).reshape(6, 2) % 8
    given = {**text(), **melody(2), "decoder_input_ids": codes, **OPTIONS}
    same(ours.generate(**given), theirs.generate(**given))


def test_a_melody_without_a_text() -> None:
    ours, theirs = pair("default")
    same(ours.generate(**melody(3), **OPTIONS), theirs.generate(**melody(3), **OPTIONS))


def test_refusals() -> None:
    ours, _ = pair("default")
    with pytest.raises(InputError, match="the text's input_ids, or input_features"):
        ours.generate(max_new_tokens=3)
    with pytest.raises(InputError, match="does not take input_values"):
        ours.generate(**text(), input_values=torch.zeros(2, 1, 20), max_new_tokens=3)
    with pytest.raises(InputError, match="Pass decoder_input_ids"):
        ours(**text())


@pytest.mark.parametrize("before", [False, True])
def test_codes_of_the_decoder_alone(before: bool) -> None:
    """From the start's codes and others; the reference as in `test_musicgen`."""
    case = CASES["ForCausalLM-labels"]
    theirs = oracle.reference(case.head, case.config, dict(case.options)).float()
    ours = MusicgenMelodyForCausalLM.from_pretrained(expected(case).directory)
    books, size = theirs.config.num_codebooks, theirs.config.hidden_size
    given: dict[str, Any] = {}
    if before:
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
        assert torch.equal(ours.generate(ids, **given, **options, use_cache=False), exact)
