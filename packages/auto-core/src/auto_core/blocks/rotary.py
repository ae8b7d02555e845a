"""Rotary positions: Su et al., 2021, arXiv:2104.09864, and the ways to stretch them.

Each pair of a head's numbers is turned by an angle that grows with the position, at a frequency
of its own. Longer texts than a model was trained on need slower rotation:

linear      all frequencies divided by a factor (Chen et al., 2023, arXiv:2306.15595)
dynamic     the base grows with the text, once it is longer than max_position_embeddings
yarn        slow ones divided, fast ones kept, a ramp between (Peng et al., arXiv:2309.00071)
longrope    a divisor per frequency, one set for short and one for long texts (arXiv:2402.13753)
llama3      like yarn, by wavelength (Llama 3.1)
proportional  only the fastest part of the frequencies rotates

b batch, t tokens, h heads, s size of a head.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs._rotary_by_layer import RotaryByLayerConfig

from .. import nn, ops

Frequencies = tuple[float, ...]


class RotaryEmbedding(nn.Module):
    """Cosine and sine of each position's angles, computed in float32 at least."""

    def __init__(self, config: Any, layer_type: str | None = None):
        super().__init__()
        rope: dict[str, Any] = config.rope_parameters or {}
        rope = rope if layer_type is None else rope[layer_type]
        size = config.rotary_size if layer_type is None else config.rotary_size_of(layer_type)
        self.kind = rope["rope_type"]
        self.most = config.max_position_embeddings
        self.factor = rope.get("factor", 1.0)
        self.scale = 1.0  # of cosine and sine
        theta = rope["rope_theta"]
        if self.kind == "dynamic" and "alpha" in rope:  # HunYuan's: a base that does not grow
            self.kind, theta = "default", theta * rope["alpha"] ** (size / (size - 2))
        base = tuple(theta ** (-i / size) for i in range(0, size, 2))
        self.frequencies = base
        if self.kind in ("linear", "proportional"):
            part = rope.get("partial_rotary_factor", 1.0) if self.kind == "proportional" else 1.0
            turning = int(part * size // 2)
            self.frequencies = tuple(
                f / self.factor if i < turning else 0.0 for i, f in enumerate(base)
            )
        elif self.kind == "yarn":
            self.frequencies, self.scale = _yarn(rope, base, size, self.most)
        elif self.kind == "llama3":
            self.frequencies = _llama3(rope, base)
        elif self.kind == "longrope":
            self.original = rope["original_max_position_embeddings"]
            self.frequencies = _divided(base, rope["short_factor"])
            self.long = _divided(base, rope["long_factor"])
            self.scale = _longrope_scale(rope, self.most)
        elif self.kind == "dynamic":
            self.exponents = tuple(-i / max(size - 2, 1) for i in range(0, size, 2))

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> two of [b t 1 s]
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = self.at_length(position_ids, wide)  # [s/2]
        angle = ops.unsqueeze(ops.cast(position_ids, wide), -1) * frequency
        angle = ops.unsqueeze(ops.cat([angle, angle], -1), 2)
        return tuple(
            ops.cast(turn(angle) * self.scale, ops.dtype(hidden)) for turn in (ops.cos, ops.sin)
        )

    def at_length(self, position_ids, wide: str):
        """The frequencies, which for some kinds follow from how long the text is."""
        frequency = ops.asarray(self.frequencies, like=position_ids, dtype=wide)
        if self.kind not in ("dynamic", "longrope"):
            return frequency
        length = ops.amax(position_ids, (0, 1)) + 1
        if self.kind == "longrope":
            long = ops.asarray(self.long, like=position_ids, dtype=wide)
            return ops.where(length > self.original, long, frequency)
        length = ops.clamp(ops.cast(length, wide), min=float(self.most))
        growth = self.factor * length / self.most - (self.factor - 1)
        exponent = ops.asarray(self.exponents, like=position_ids, dtype=wide)
        return frequency * ops.exp(exponent * ops.log(growth))


class RotaryByLayer(nn.Module):
    """A rotation for each type of layer, by its name."""

    def __init__(self, config: RotaryByLayerConfig):
        super().__init__()
        self.kinds = config.rotary_types
        for kind in self.kinds:
            setattr(self, kind, RotaryEmbedding(config, kind))

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> of each type, two of [b t 1 s]
        return {kind: getattr(self, kind)(position_ids, hidden) for kind in self.kinds}


def rotate(x, cos, sin):  # [b t h s], two of [b t 1 r] -> [b t h s]
    """Turn number i of each head together with number i + r/2; those from r on stay."""
    size, turned = ops.shape(x)[-1], ops.shape(cos)[-1]
    if turned < size:
        x, rest = ops.split(x, [turned, size - turned], -1)
        return ops.cat([rotate(x, cos, sin), rest], -1)
    half = size // 2
    first, second = ops.split(x, [half, half], -1)
    return x * cos + ops.cat([-second, first], -1) * sin


def rotate_pairs(x, cos, sin):  # [b t h s], two of [b t 1 r] -> [b t h s]
    """Turn number 2i of each head together with number 2i + 1; those from r on stay."""
    size, turned = ops.shape(x)[-1], ops.shape(cos)[-1]
    if turned < size:
        x, rest = ops.split(x, [turned, size - turned], -1)
        return ops.cat([rotate_pairs(x, cos, sin), rest], -1)
    batch, tokens, heads, _ = ops.shape(x)
    pairs = ops.reshape(x, (batch, tokens, heads, size // 2, 2))
    first, second = pairs[..., 0], pairs[..., 1]
    cos, sin = cos[..., : size // 2], sin[..., : size // 2]
    turned = ops.stack([first * cos - second * sin, second * cos + first * sin], -1)
    return ops.reshape(turned, (batch, tokens, heads, size))


def _divided(base: Frequencies, divisors: list[float]) -> Frequencies:
    return tuple(f / divisor for f, divisor in zip(base, divisors, strict=True))


def _longrope_scale(rope: dict[str, Any], most: int) -> float:
    original = rope["original_max_position_embeddings"]
    factor = rope.get("factor", most / original)
    if "attention_factor" in rope:
        return rope["attention_factor"]
    return 1.0 if factor <= 1 else math.sqrt(1 + math.log(factor) / math.log(original))


def _yarn(
    rope: dict[str, Any], base: Frequencies, size: int, most: int
) -> tuple[Frequencies, float]:
    original, theta = rope["original_max_position_embeddings"], rope["rope_theta"]
    factor = rope.get("factor", most / original)

    def temperature(weight: float) -> float:
        return 1.0 if factor <= 1 else 0.1 * weight * math.log(factor) + 1.0

    def dimension(turns: float) -> float:
        """The dimension of the head whose frequency makes so many turns in the original length."""
        return size * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(theta))

    low, high = dimension(rope.get("beta_fast") or 32), dimension(rope.get("beta_slow") or 1)
    if rope.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, size - 1)
    width = high - low or 0.001
    slow = [min(max((i - low) / width, 0.0), 1.0) for i in range(size // 2)]
    frequencies = tuple(
        f / factor * ramp + f * (1 - ramp) for f, ramp in zip(base, slow, strict=True)
    )
    scale = rope.get("attention_factor")
    if scale is None and rope.get("mscale") and rope.get("mscale_all_dim"):
        scale = temperature(rope["mscale"]) / temperature(rope["mscale_all_dim"])
    return frequencies, temperature(1.0) if scale is None else scale


def _llama3(rope: dict[str, Any], base: Frequencies) -> Frequencies:
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]

    def stretched(f: float) -> float:
        turns = rope["original_max_position_embeddings"] * f / (2 * math.pi)
        if turns > high:
            return f
        if turns < low:
            return f / rope["factor"]
        kept = (turns - low) / (high - low)
        return (1 - kept) * f / rope["factor"] + kept * f

    return tuple(map(stretched, base))
