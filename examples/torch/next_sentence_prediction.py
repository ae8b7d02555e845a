"""Does one sentence follow another? (AutoModelForNextSentencePrediction)"""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForNextSentencePrediction

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForNextSentencePrediction.from_pretrained(name)
first = ["The ball is red."] * 2
second = ["It rolls over the grass.", "Stocks fell sharply on Monday."]
with torch.inference_mode():
    scores = model(**tokenizer(first, second, padding=True, return_tensors="pt")).logits.softmax(-1)
for sentence, chance in zip(second, scores[:, 0], strict=True):
    print(f"{first[0]} {sentence:32} {chance:.2f}")
