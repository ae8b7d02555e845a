"""Speak with a chosen voice, by a spectrogram (FlaxAutoModelForTextToSpectrogram)."""

import sys

import jax.numpy as jnp
from flax import nnx

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForTextToSpectrogram, FlaxSpeechT5HifiGan

name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/speecht5_tts"
vocoder_name = sys.argv[2] if len(sys.argv) > 2 else "microsoft/speecht5_hifigan"
tokenizer = AutoTokenizer.from_pretrained(name)
# The model leaves things out by chance.
model = FlaxAutoModelForTextToSpectrogram.from_pretrained(name, rngs=nnx.Rngs(0))
vocoder = FlaxSpeechT5HifiGan.from_pretrained(vocoder_name)
voice = jnp.zeros([1, model.config.speaker_embedding_dim])  # or an x-vector of a real voice
inputs = tokenizer("Hello there.", return_tensors="jax")
wave = model.generate(**inputs, speaker_embeddings=voice, vocoder=vocoder, maxlenratio=5.0)
print(f"{len(wave) / vocoder.config.sampling_rate:.2f} seconds of sound")
