"""What is to be heard? (TFAutoModelForAudioClassification)"""

import sys

import tensorflow as tf

from auto_core import AutoFeatureExtractor
from auto_tf import TFAutoModelForAudioClassification

name = sys.argv[1] if len(sys.argv) > 1 else "superb/wav2vec2-base-superb-ks"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = TFAutoModelForAudioClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="tf")
scores = tf.nn.softmax(model(**inputs).logits)[0]
best = int(tf.argmax(scores))
print(model.config.id2label[best], f"({scores[best]:.2f})")
