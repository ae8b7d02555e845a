"""Do two recordings have one speaker? (AutoModelForAudioXVector)"""

import sys

import torch

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioXVector

name = sys.argv[1] if len(sys.argv) > 1 else "anton-l/wav2vec2-base-superb-sv"
files = sys.argv[2:4] or ["examples/samples/tone.wav", "examples/samples/chord.wav"]
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioXVector.from_pretrained(name)
inputs = extractor(files, padding=True, return_tensors="pt")
with torch.inference_mode():
    first, second = model(**inputs).embeddings
print(f"similarity {torch.cosine_similarity(first, second, dim=0):.3f}")
