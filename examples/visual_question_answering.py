"""Ask an image (AutoModelForVisualQuestionAnswering)."""

from samples import checkpoint, sample_image

from auto_core import AutoProcessor
from auto_torch import AutoModelForVisualQuestionAnswering

name = checkpoint("dandelin/vilt-b32-finetuned-vqa")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForVisualQuestionAnswering.from_pretrained(name)
inputs = processor(sample_image(), "What colour is the ball?", return_tensors="pt")
print(model.config.id2label[int(model(**inputs).logits.argmax())])
