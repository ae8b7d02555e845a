"""Choose between endings (AutoModelForMultipleChoice)."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModelForMultipleChoice

name = checkpoint("google-bert/bert-base-uncased")  # its head is new: train it first
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForMultipleChoice.from_pretrained(name)
question, choices = "In Italy, pizza is eaten", ["with a fork.", "in the car."]
inputs = tokenizer([question] * 2, choices, padding=True, return_tensors="pt")
scores = model(**{key: value[None] for key, value in inputs.items()}).logits[0]
print(question, choices[int(scores.argmax())])
