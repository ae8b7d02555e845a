"""What is to be heard? (AutoModelForAudioClassification)"""

import sys

import torch

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioClassification

name = sys.argv[1] if len(sys.argv) > 1 else "superb/wav2vec2-base-superb-ks"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="pt")
with torch.inference_mode():
    scores = model(**inputs).logits.softmax(-1)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
