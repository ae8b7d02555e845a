"""What happens in a video? (AutoModelForVideoClassification)"""

from samples import checkpoint, video

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForVideoClassification

name = checkpoint("MCG-NJU/videomae-base-finetuned-kinetics")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForVideoClassification.from_pretrained(name)
frames = video(model.config.num_frames)
scores = model(**processor(frames, return_tensors="pt")).logits.softmax(-1)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
