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

# The defaults of these configs are vit-base, dinov2-base, convnext-tiny, resnet-50, swin-tiny,
# segformer-b0 and detr-resnet-50, here at 224 pixels.
MODELS = {
    "vit": "ViT",
    "dinov2": "Dinov2",
    "convnext": "ConvNext",
    "resnet": "ResNet",
    "swin": "Swin",
    "segformer": "Segformer",
    "detr": "Detr",
}
TASKS = {"detr": "ObjectDetection", "segformer": "SemanticSegmentation"}  # others classify images
BATCHES = (1, 8)
SIZE = 224
SMALL = {
    "vit": dict(hidden_size=96, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96),
    "dinov2": dict(hidden_size=96, num_hidden_layers=2, num_attention_heads=4),
    "convnext": dict(hidden_sizes=[16, 16, 32, 32], depths=[1, 1, 1, 1]),
    "resnet": dict(embedding_size=16, hidden_sizes=[16, 16, 32, 32], depths=[1, 1, 1, 1]),
    "swin": dict(embed_dim=16, depths=[1, 1, 1, 1], num_heads=[1, 1, 2, 2]),
    "segformer": dict(depths=[1, 1, 1, 1], decoder_hidden_size=32),
    "detr": dict(
        d_model=32, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=32, decoder_ffn_dim=32
    ),
}


def callables(directory: str, name: str, task: str) -> dict[str, Callable[[np.ndarray], Any]]:
    """A function per backend, from pixels [b 3 h w] to the scores, ready to be timed."""
    import jax
    import tensorflow as tf
    import torch
    import transformers

    import auto_flax
    import auto_tf
    import auto_torch

    auto = f"AutoModelFor{task}"
    theirs = getattr(transformers, f"{name}For{task}").from_pretrained(directory)
    ours = getattr(auto_torch, auto).from_pretrained(directory)
    flax_model = getattr(auto_flax, f"Flax{auto}").from_pretrained(directory).compile()
    tf_model = getattr(auto_tf, f"TF{auto}").from_pretrained(directory)
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
        options = dict(SMALL[model_type]) if small else {}
        if model_type == "detr":  # the published one's backbone is timm's
            options["backbone_config"] = transformers.ResNetConfig(out_features=["stage4"])
        task = TASKS.get(model_type, "ImageClassification")
        with tempfile.TemporaryDirectory() as directory:
            config = getattr(transformers, f"{name}Config")(**options)
            getattr(transformers, f"{name}For{task}")(config).save_pretrained(directory)
            functions = callables(directory, name, task)
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
