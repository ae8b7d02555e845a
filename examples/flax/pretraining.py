"""Three steps of pretraining (FlaxAutoModelForPreTraining)."""

import sys

import jax.numpy as jnp
import optax
from flax import nnx

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForPreTraining

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForPreTraining.from_pretrained(name).train()
optimizer = nnx.Optimizer(model, optax.adamw(1e-4), wrt=nnx.Param)
inputs = tokenizer("The ball is red.", "It rolls over the grass.", return_tensors="np")
labels = inputs["input_ids"].copy()
inputs["input_ids"][0, 4] = tokenizer.mask_token_id
labels[inputs["input_ids"] != tokenizer.mask_token_id] = -100  # only what is masked counts
batch = dict(inputs, labels=labels, next_sentence_label=jnp.array([0]))


@nnx.jit
def train_step(model, optimizer, batch):
    loss, gradients = nnx.value_and_grad(lambda model: model(**batch).loss)(model)
    optimizer.update(model, gradients)
    return loss


for step in range(3):
    loss = train_step(model, optimizer, batch)
    print(f"step {step}: loss {loss:.3f}")
