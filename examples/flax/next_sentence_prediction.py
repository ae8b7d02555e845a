"""Does one sentence follow another? (FlaxAutoModelForNextSentencePrediction)"""

import sys

import jax

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForNextSentencePrediction

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForNextSentencePrediction.from_pretrained(name)
first = ["The ball is red."] * 2
second = ["It rolls over the grass.", "Stocks fell sharply on Monday."]
scores = jax.nn.softmax(
    model(**tokenizer(first, second, padding=True, return_tensors="jax")).logits
)
for sentence, chance in zip(second, scores[:, 0], strict=True):
    print(f"{first[0]} {sentence:32} {chance:.2f}")
