"""Who speaks when? (TFAutoModelForAudioFrameClassification)"""

import sys

import tensorflow as tf

from auto_core import AutoFeatureExtractor
from auto_tf import TFAutoModelForAudioFrameClassification

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sd"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = TFAutoModelForAudioFrameClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="tf")
speaking = tf.sigmoid(model(**inputs).logits)[0] > 0.5
for speaker, share in enumerate(tf.reduce_mean(tf.cast(speaking, tf.float32), 0)):
    print(f"speaker {speaker}: {share:.0%} of {len(speaking)} frames")
