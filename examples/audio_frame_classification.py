"""Who speaks when? (AutoModelForAudioFrameClassification)"""

from samples import checkpoint, sound

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioFrameClassification

name = checkpoint("anton-l/wav2vec2-base-superb-sd")
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioFrameClassification.from_pretrained(name)
inputs = extractor(sound(), sampling_rate=16000, return_tensors="pt")
speaking = model(**inputs).logits.sigmoid()[0] > 0.5
for speaker, share in enumerate(speaking.float().mean(0)):
    print(f"speaker {speaker}: {share:.0%} of {len(speaking)} frames")
