"""Do two recordings have one speaker? (AutoModelForAudioXVector)"""

from samples import checkpoint, sound

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioXVector

name = checkpoint("anton-l/wav2vec2-base-superb-sv")
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioXVector.from_pretrained(name)
recording = sound()
pair = [recording, recording[::-1].copy()]
vectors = model(**extractor(pair, sampling_rate=16000, return_tensors="pt")).embeddings
vectors = vectors / vectors.norm(dim=-1, keepdim=True)
print(f"similarity {vectors[0] @ vectors[1]:.3f}")
