"""The processor of Moonshine's streaming models against transformers'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from parity.test_audio_language import byte_tokenizer
from parity.waves import waveform

from auto_core import AutoProcessor


@pytest.mark.parametrize(
    "call",
    [{}, {"pad_to_multiple_of": 160}, {"audio_kwargs": {"pad_to_multiple_of": 240}}],
    ids=str,
)
def test_whole_frames(tmp_path: Path, call: dict[str, Any]) -> None:
    extractor = transformers.Wav2Vec2FeatureExtractor(return_attention_mask=True)
    theirs = transformers.MoonshineStreamingProcessor(extractor, byte_tokenizer())
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert type(ours).__name__ == "MoonshineStreamingProcessor"
    rng = np.random.default_rng(0)
    sounds = [waveform(rng, size).astype(np.float32) for size in (4001, 1999)]
    wanted = theirs(sounds, sampling_rate=16000, **call)
    found = ours(sounds, sampling_rate=16000, return_tensors="np", **call)
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value.numpy(), atol=1e-5)
    assert found["input_values"].shape[1] % 80 == 0
    text = theirs(text=["ab"])["input_ids"]
    assert ours(text=["ab"], return_tensors="np")["input_ids"].tolist() == text.tolist()
