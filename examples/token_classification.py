"""Find names in a text (AutoModelForTokenClassification)."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTokenClassification

name = checkpoint("dslim/bert-base-NER")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTokenClassification.from_pretrained(name)
inputs = tokenizer("Ada Lovelace lived in London.", return_tensors="pt")
classes = model(**inputs).logits[0].argmax(-1)
for token, label in zip(inputs.tokens(), classes.tolist(), strict=True):
    print(f"{token:12} {model.config.id2label[label]}")
