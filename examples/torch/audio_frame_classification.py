"""Who speaks when? (AutoModelForAudioFrameClassification)"""

import sys

import torch

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioFrameClassification

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sd"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioFrameClassification.from_pretrained(name)
inputs = extractor(file, return_tensors="pt")
with torch.inference_mode():
    speaking = model(**inputs).logits.sigmoid()[0] > 0.5
for speaker, share in enumerate(speaking.float().mean(0)):
    print(f"speaker {speaker}: {share:.0%} of {len(speaking)} frames")
