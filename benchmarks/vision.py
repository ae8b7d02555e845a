"""Images per second of random models of published sizes, warm, per backend.

Everything runs in one process, in turns. torch is eager; Flax is under jit and TensorFlow under
tf.function, as their users run them. The rival is transformers on torch.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import tempfile
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from benchmarks.forward import measure

# The defaults of these configs are vit-base, convnext-tiny, resnet-50 and swin-tiny at 224 pixels.
MODELS = {"vit": "ViT", "convnext": "ConvNext", "resnet": "ResNet", "swin": "Swin"}
BATCHES = (1, 8)
SIZE = 224
SMALL = {
    "vit": dict(hidden_size=96, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96),
    "convnext": dict(hidden_sizes=[16, 16, 32, 32], depths=[1, 1, 1, 1]),
    "resnet": dict(embedding_size=16, hidden_sizes=[16, 16, 32, 32], depths=[1, 1, 1, 1]),
    "swin": dict(embed_dim=16, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2]),
}


def callables(directory: str, head: str) -> dict[str, Callable[[np.ndarray], Any]]:
    """A function per backend, from pixels [b 3 h w] to the scores, ready to be timed."""
    import jax
    import tensorflow as tf
    import torch
    import transformers

    from auto_flax import FlaxAutoModelForImageClassification
    from auto_tf import TFAutoModelForImageClassification
    from auto_torch import AutoModelForImageClassification

    theirs = getattr(transformers, head).from_pretrained(directory)
    ours = AutoModelForImageClassification.from_pretrained(directory)
    flax_model = FlaxAutoModelForImageClassification.from_pretrained(directory).compile()
    tf_model = TFAutoModelForImageClassification.from_pretrained(directory)
    graph = tf.function(lambda pixels: tf_model(pixels).logits, autograph=False)

    def on_torch(model: Any) -> Callable[[np.ndarray], Any]:
        def call(pixels: np.ndarray) -> Any:
            with torch.inference_mode():
                return model(torch.from_numpy(pixels)).logits

        return call

    return {
        "transformers, torch eager": on_torch(theirs),
        "auto_torch, eager": on_torch(ours),
        "auto_flax, jit": lambda pixels: jax.block_until_ready(flax_model(pixels).logits),
        "auto_tf, tf.function": lambda pixels: graph(tf.constant(pixels)).numpy(),
    }


def main(rounds: int = 5, small: bool = False) -> None:
    import transformers

    for model_type, name in MODELS.items():
        options = SMALL[model_type] if small else {}
        head = f"{name}ForImageClassification"
        with tempfile.TemporaryDirectory() as directory:
            config = getattr(transformers, f"{name}Config")(**options)
            getattr(transformers, head)(config).save_pretrained(directory)
            functions = callables(directory, head)
        for batch in BATCHES:
            pixels = np.random.default_rng(0).standard_normal((batch, 3, SIZE, SIZE))
            times = measure(functions, pixels.astype(np.float32), rounds)
            rival = statistics.median(times["transformers, torch eager"])
            print(f"\n{name}, batch {batch}")
            for label, values in times.items():
                middle = statistics.median(values)
                print(
                    f"  {label:28} {batch / middle:9.1f} images/s"
                    f" {middle / rival:7.2f}x transformers' time"
                )
        del functions
        gc.collect()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="tiny models, to try the script")
    arguments = parser.parse_args()
    main(arguments.rounds, arguments.small)
