"""Ask a page whose words and boxes are known (AutoModelForDocumentQuestionAnswering)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForDocumentQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "impira/layoutlm-document-qa"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForDocumentQuestionAnswering.from_pretrained(name)
words = ["Invoice", "Total:", "42", "Euro"]
boxes = [[80, 50, 250, 80], [80, 700, 180, 730], [200, 700, 240, 730], [250, 700, 330, 730]]
inputs = tokenizer(
    ["What", "is", "the", "total?"], words, is_split_into_words=True, return_tensors="pt"
)
page = zip(inputs.word_ids(), inputs.sequence_ids(), strict=True)
bbox = [boxes[word] if part == 1 else [0, 0, 0, 0] for word, part in page]
with torch.inference_mode():
    outputs = model(**inputs, bbox=torch.tensor([bbox]))
start, end = int(outputs.start_logits.argmax()), int(outputs.end_logits.argmax())
print(tokenizer.decode(inputs["input_ids"][0, start : end + 1]) or "(nothing)")
