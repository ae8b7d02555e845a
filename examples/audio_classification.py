"""What is to be heard? (AutoModelForAudioClassification)"""

from samples import checkpoint, sound

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioClassification

name = checkpoint("superb/wav2vec2-base-superb-ks")
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioClassification.from_pretrained(name)
inputs = extractor(sound(), sampling_rate=16000, return_tensors="pt")
scores = model(**inputs).logits.softmax(-1)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
