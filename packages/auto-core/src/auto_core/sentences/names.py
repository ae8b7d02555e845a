"""Names of files and classes in repositories of sentence-transformers."""

from __future__ import annotations

MODULES, SETTINGS = "modules.json", "config_sentence_transformers.json"
# The classes of torch.nn that a Dense may name, as config.json names activations.
ACTIVATIONS = {
    "Identity": "linear",
    "Tanh": "tanh",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "GELU": "gelu",
    "SiLU": "silu",
    "Sigmoid": "sigmoid",
    "LeakyReLU": "leaky_relu",
    "Mish": "mish",
    "Hardswish": "hardswish",
}
