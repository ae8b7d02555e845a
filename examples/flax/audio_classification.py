"""What is to be heard? (FlaxAutoModelForAudioClassification)"""

import sys

import jax

from auto_core import AutoFeatureExtractor
from auto_flax import FlaxAutoModelForAudioClassification

name = sys.argv[1] if len(sys.argv) > 1 else "superb/wav2vec2-base-superb-ks"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = FlaxAutoModelForAudioClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="jax")
scores = jax.nn.softmax(model(**inputs).logits)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
