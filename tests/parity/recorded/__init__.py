"""What transformers 4.57 computes of types that transformers 5 has no more, recorded.

    python tests/parity/recorded/__init__.py [id ...]

writes the files beside this one where transformers 4.57 is installed; the tests read them. Every
parameter and statistic is made of a generator that its name seeds: a wrong name gives other
outputs. Gradients are recorded as one number a parameter, a product with random numbers.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Recorded:
    """A class of transformers 4.57 with a config and a batch of images.

    Attributes:
        head: the class.
        config: its config class.
        options: the config's fields.
        images: the shape of pixel_values.
        classes: labels below this, 0 for none.
        states: whether hidden states and attentions are recorded.
        added: fields that 4.57 reads of a config of ours without them.
    """

    id: str
    head: str
    config: str
    options: Mapping[str, Any]
    images: tuple[int, ...]
    classes: int = 0
    states: bool = True
    added: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id

    @property
    def requests(self) -> dict[str, bool]:
        names = ["output_hidden_states", "output_attentions"]
        return dict.fromkeys(names[:1] if self.head.startswith("Van") else names, self.states)

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.id}.npz"

    def inputs(self) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(0)
        inputs: dict[str, np.ndarray] = {
            "pixel_values": rng.standard_normal(self.images).astype(np.float32)
        }
        if self.classes:
            inputs["labels"] = rng.integers(0, self.classes, self.images[0])
        return inputs


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """The values of a parameter or statistic, of a scale that keeps activations alive."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    values = np.asarray(rng.standard_normal(shape))
    if name.endswith("num_batches_tracked"):
        return np.zeros(shape, np.int64)
    if name.endswith("running_var"):
        values = 0.5 + rng.random(shape)
    elif len(shape) > 1:
        values = values * np.prod(shape[1:]) ** -0.5
    elif name.endswith("weight") or "scale" in name or "gamma" in name:
        values = 1 + 0.2 * values
    else:
        values = 0.2 * values
    return values.astype(np.float32)


def product(name: str, gradient: np.ndarray) -> float:
    """One number of a gradient, to which each of its elements adds something else."""
    rng = np.random.default_rng(zlib.crc32(name.encode()) + 1)
    return float(np.sum(rng.standard_normal(gradient.shape) * gradient))


EFFICIENTFORMER: dict[str, Any] = dict(
    depths=[1, 2, 3],
    hidden_sizes=[8, 12, 16],
    downsamples=[True, True, True],
    dim=16,
    key_dim=4,
    num_attention_heads=2,
    resolution=3,
    num_meta3d_blocks=2,
    num_labels=3,
)
OTHER_EFFICIENTFORMER: dict[str, Any] = dict(
    depths=[2, 1, 2, 1],
    hidden_sizes=[6, 10, 10, 14],
    downsamples=[True, False, True, True],
    dim=14,
    key_dim=3,
    attention_ratio=3,
    num_attention_heads=4,
    resolution=2,
    mlp_expansion_ratio=2,
    num_channels=2,
    pool_size=5,
    downsample_patch_size=5,
    downsample_stride=3,
    downsample_pad=2,
    use_layer_scale=False,
    hidden_act="relu",
    layer_norm_eps=0.01,
    batch_norm_eps=0.1,
    num_labels=5,
)


def _efficientformer() -> list[Recorded]:
    kind, config = "EfficientFormer", "EfficientFormerConfig"
    tiny, other = EFFICIENTFORMER, OTHER_EFFICIENTFORMER
    teacher = f"{kind}ForImageClassificationWithTeacher"
    classifier = f"{kind}ForImageClassification"
    size, teacher_size = (2, 3, 36, 41), {"hidden_size": 16}
    return [
        Recorded("efficientformer", f"{kind}Model", config, tiny, size),
        Recorded("efficientformer-labels", classifier, config, tiny, size, 3, False),
        # 4.57 asks the config for a size that it has not, and so never builds its own class.
        Recorded("efficientformer-teacher", teacher, config, tiny, size, 0, False, teacher_size),
        Recorded("efficientformer-other", classifier, config, other, (2, 2, 40, 44), 5),
    ]


VAN: dict[str, Any] = dict(
    patch_sizes=[7, 3],
    strides=[4, 2],
    hidden_sizes=[6, 10],
    depths=[2, 1],
    mlp_ratios=[3, 2],
    num_labels=3,
)
OTHER_VAN: dict[str, Any] = dict(
    patch_sizes=[5, 3, 3],
    strides=[2, 2, 1],
    hidden_sizes=[4, 6, 8],
    depths=[1, 2, 1],
    mlp_ratios=[2, 1, 3],
    num_channels=2,
    hidden_act="relu",
    layer_norm_eps=0.01,
    num_labels=5,
)


def _van() -> list[Recorded]:
    return [
        Recorded("van", "VanModel", "VanConfig", VAN, (2, 3, 33, 40)),
        Recorded("van-labels", "VanForImageClassification", "VanConfig", VAN, (2, 3, 33, 40), 3,
                 False),
        Recorded("van-other", "VanForImageClassification", "VanConfig", OTHER_VAN, (2, 2, 21, 18),
                 5),
    ]  # fmt: skip


CASES = {case.id: case for case in [*_efficientformer(), *_van()]}


def flat(value: Any, prefix: str = "") -> dict[str, np.ndarray]:
    """Nested outputs of torch as {"hidden_states.0": array}."""
    if hasattr(value, "detach"):
        return {prefix: value.detach().numpy()}
    if isinstance(value, Mapping):
        items: Any = value.items()
    elif isinstance(value, tuple | list):
        items = enumerate(value)
    else:
        return {}
    found: dict[str, np.ndarray] = {}
    for key, item in items:
        found |= flat(item, f"{prefix}.{key}" if prefix else str(key))
    return found


def record(case: Recorded) -> None:
    """Write what transformers 4.57 computes in float64, and the gradients of its loss."""
    import torch
    import transformers

    config = getattr(transformers, case.config)(**case.options)
    for name, value in case.added.items():
        setattr(config, name, value)
    config._attn_implementation = "eager"
    torch.set_default_dtype(torch.float64)
    model = getattr(transformers, case.head)(config)
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.from_numpy(tensor(name, tuple(value.shape))))
    model = model.double().eval()
    for module in model.modules():  # EfficientFormer's biases, which eval() takes off the graph
        if hasattr(module, "ab"):
            module.ab = module.attention_biases[:, module.attention_bias_idxs]
    given = {name: torch.from_numpy(array) for name, array in case.inputs().items()}
    given["pixel_values"] = given["pixel_values"].double()
    output = model(**given, **case.requests)
    arrays = flat(dict(output.items()))
    if case.classes:
        output.loss.backward()
        found = {n: p.grad.numpy() for n, p in model.named_parameters() if p.grad is not None}
        arrays["gradients"] = np.array([product(name, grad) for name, grad in found.items()])
        arrays["gradients_of"] = np.array(list(found))
    np.savez_compressed(case.path, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    for name in sys.argv[1:] or CASES:
        record(CASES[name])
