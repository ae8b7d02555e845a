"""Ask a page whose words and boxes are known (TFAutoModelForDocumentQuestionAnswering)."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForDocumentQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "impira/layoutlm-document-qa"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForDocumentQuestionAnswering.from_pretrained(name)
words = ["Invoice", "Total:", "42", "Euro"]
boxes = [[80, 50, 250, 80], [80, 700, 180, 730], [200, 700, 240, 730], [250, 700, 330, 730]]
inputs = tokenizer(
    ["What", "is", "the", "total?"], words, is_split_into_words=True, return_tensors="tf"
)
page = zip(inputs.word_ids(), inputs.sequence_ids(), strict=True)
bbox = [boxes[word] if part == 1 else [0, 0, 0, 0] for word, part in page]
outputs = model(**inputs, bbox=tf.constant([bbox]))
start, end = int(tf.argmax(outputs.start_logits[0])), int(tf.argmax(outputs.end_logits[0]))
print(tokenizer.decode(inputs["input_ids"][0, start : end + 1]) or "(nothing)")
