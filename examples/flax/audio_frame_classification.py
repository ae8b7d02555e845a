"""Who speaks when? (FlaxAutoModelForAudioFrameClassification)"""

import sys

import jax

from auto_core import AutoFeatureExtractor
from auto_flax import FlaxAutoModelForAudioFrameClassification

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sd"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = FlaxAutoModelForAudioFrameClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="jax")
speaking = jax.nn.sigmoid(model(**inputs).logits)[0] > 0.5
for speaker, share in enumerate(speaking.mean(0)):
    print(f"speaker {speaker}: {share:.0%} of {len(speaking)} frames")
