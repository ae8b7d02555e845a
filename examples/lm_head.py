"""The old name of three classes (AutoModelWithLMHead): prefer AutoModelForCausalLM."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModelWithLMHead

name = checkpoint("openai-community/gpt2")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelWithLMHead.from_pretrained(name)
inputs = tokenizer("The ball", return_tensors="pt")
print(repr(tokenizer.decode(model(**inputs).logits[0, -1].argmax())))
