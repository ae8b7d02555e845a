"""Three steps of pretraining (AutoModelForPreTraining)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForPreTraining

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForPreTraining.from_pretrained(name).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
inputs = tokenizer("The ball is red.", "It rolls over the grass.", return_tensors="pt")
labels = inputs["input_ids"].clone()
inputs["input_ids"][0, 4] = tokenizer.mask_token_id
labels[inputs["input_ids"] != tokenizer.mask_token_id] = -100  # only what is masked counts
for step in range(3):
    loss = model(**inputs, labels=labels, next_sentence_label=torch.tensor([0])).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(f"step {step}: loss {loss.item():.3f}")
