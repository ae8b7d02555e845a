"""Do two recordings have one speaker? (TFAutoModelForAudioXVector)"""

import sys

import tensorflow as tf

from auto_core import AutoFeatureExtractor
from auto_tf import TFAutoModelForAudioXVector

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sv"
files = sys.argv[2:4] or ["examples/samples/tone.wav", "examples/samples/chord.wav"]
extractor = AutoFeatureExtractor.from_pretrained(name)
model = TFAutoModelForAudioXVector.from_pretrained(name)
inputs = extractor(files, padding=True, return_tensors="tf")
first, second = tf.math.l2_normalize(model(**inputs).embeddings, axis=-1)
print(f"similarity {tf.tensordot(first, second, 1):.3f}")
