"""Real-time factor of speech models of published sizes: seconds of work per second of sound.

wav2vec2-base makes scores of a recording; whisper-base writes 32 tokens about 30 seconds of it.
Random weights, everything in one process, in turns; the rival is transformers on torch.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from benchmarks.forward import measure

SECONDS, WINDOW, TOKENS = 10, 30, 32
Call = Callable[[np.ndarray], Any]


def hearing(directory: str) -> dict[str, Call]:
    """A function per backend, from a waveform [1 samples] to the scores of CTC."""
    import jax
    import tensorflow as tf
    import torch
    import transformers

    from auto_flax import FlaxAutoModelForCTC
    from auto_tf import TFAutoModelForCTC
    from auto_torch import AutoModelForCTC

    theirs = transformers.Wav2Vec2ForCTC.from_pretrained(directory)
    flax_model = FlaxAutoModelForCTC.from_pretrained(directory).compile()
    tf_model = TFAutoModelForCTC.from_pretrained(directory)
    graph = tf.function(lambda wave: tf_model(wave).logits, autograph=False)

    def on_torch(model: Any) -> Call:
        def call(wave: np.ndarray) -> Any:
            with torch.inference_mode():
                return model(torch.from_numpy(wave)).logits

        return call

    return {
        "transformers, torch eager": on_torch(theirs),
        "auto_torch, eager": on_torch(AutoModelForCTC.from_pretrained(directory)),
        "auto_flax, jit": lambda wave: jax.block_until_ready(flax_model(wave).logits),
        "auto_tf, tf.function": lambda wave: graph(tf.constant(wave)).numpy(),
    }


def writing(directory: str) -> dict[str, Call]:
    """A function per backend, from a spectrogram [1 80 3000] to token ids."""
    import jax
    import torch
    import transformers

    from auto_flax import FlaxAutoModelForSpeechSeq2Seq
    from auto_tf import TFAutoModelForSpeechSeq2Seq
    from auto_torch import AutoModelForSpeechSeq2Seq

    theirs = transformers.WhisperForConditionalGeneration.from_pretrained(directory)
    ours, flax_model, tf_model = (
        auto.from_pretrained(directory)
        for auto in (
            AutoModelForSpeechSeq2Seq,
            FlaxAutoModelForSpeechSeq2Seq,
            TFAutoModelForSpeechSeq2Seq,
        )
    )
    options = dict(min_new_tokens=TOKENS, max_new_tokens=TOKENS, do_sample=False)
    return {
        "transformers, torch eager": lambda mel: theirs.generate(torch.from_numpy(mel), **options),
        "auto_torch, eager": lambda mel: ours.generate(torch.from_numpy(mel), **options),
        "auto_flax, jit": lambda mel: jax.block_until_ready(flax_model.generate(mel, **options)),
        "auto_tf, tf.function": lambda mel: tf_model.generate(mel, **options),
    }


def report(title: str, functions: dict[str, Call], given: np.ndarray, sound: int, rounds: int):
    """Print what each function takes for `sound` seconds."""
    times = measure(functions, given, rounds)
    rival = statistics.median(times["transformers, torch eager"])
    print(f"\n{title}")
    for label, values in times.items():
        middle = statistics.median(values)
        print(
            f"  {label:28} {middle / sound:8.4f} s per second of sound"
            f" {middle / rival:7.2f}x transformers' time"
        )


def main(rounds: int = 5, small: bool = False) -> None:
    import transformers

    rng = np.random.default_rng(0)
    tiny = dict(hidden_size=96, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96)
    with tempfile.TemporaryDirectory() as directory:
        config = transformers.Wav2Vec2Config(**(tiny if small else {}))
        transformers.Wav2Vec2ForCTC(config).save_pretrained(directory)
        functions = hearing(directory)
    wave = rng.standard_normal((1, SECONDS * 16000)).astype(np.float32)
    report(f"wav2vec2-base, {SECONDS} s", functions, wave, SECONDS, rounds)

    base = dict(d_model=512, encoder_layers=6, decoder_layers=6, encoder_attention_heads=8)
    base |= dict(decoder_attention_heads=8, encoder_ffn_dim=2048, decoder_ffn_dim=2048)
    tiny = dict(d_model=64, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2)
    tiny |= dict(decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64)
    with tempfile.TemporaryDirectory() as directory:
        config = transformers.WhisperConfig(**(tiny if small else base), suppress_tokens=[])
        config.begin_suppress_tokens = []
        transformers.WhisperForConditionalGeneration(config).save_pretrained(directory)
        functions = writing(directory)
    mel = rng.standard_normal((1, 80, 3000)).astype(np.float32)
    report(f"whisper-base, {WINDOW} s, {TOKENS} tokens", functions, mel, WINDOW, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="tiny models, to try the script")
    arguments = parser.parse_args()
    main(arguments.rounds, arguments.small)
