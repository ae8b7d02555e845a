"""Do two recordings have one speaker? (FlaxAutoModelForAudioXVector)"""

import sys

import jax.numpy as jnp

from auto_core import AutoFeatureExtractor
from auto_flax import FlaxAutoModelForAudioXVector

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sv"
files = sys.argv[2:4] or ["examples/samples/tone.wav", "examples/samples/chord.wav"]
extractor = AutoFeatureExtractor.from_pretrained(name)
model = FlaxAutoModelForAudioXVector.from_pretrained(name)
inputs = extractor(files, padding=True, return_tensors="jax")
first, second = model(**inputs).embeddings
similarity = first @ second / (jnp.linalg.norm(first) * jnp.linalg.norm(second))
print(f"similarity {similarity:.3f}")
