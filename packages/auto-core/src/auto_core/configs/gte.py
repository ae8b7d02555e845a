"""GTE (Zhang et al., 2024, arXiv:2407.19669)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryConfig
from auto_core.errors import ConfigError

# What the files of the authors' own code say of networks that other options would make.
_FIXED: dict[str, Any] = {
    "layer_norm_type": "layer_norm",
    "logn_attention_scale": False,
    "pack_qkv": True,
    "position_embedding_type": "rope",
}


class GteConfig(RotaryConfig):
    """Sizes and options of GTE. The defaults are gte-multilingual-base's."""

    model_type = "gte"
    default_theta: ClassVar[float] = 160_000.0

    vocab_size: int = 250048
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.0
    max_position_embeddings: int = 8192
    type_vocab_size: int = 1  # 0 for none
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 1
    classifier_dropout: float | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        for name, value in _FIXED.items():
            if data.get(name, value) not in (value, None):
                raise ConfigError(
                    f"{cls.__name__}: {name} is {data[name]!r:.100}, expected {value!r}: nothing "
                    "else is implemented."
                )
        rope = data.get("rope_parameters")
        if isinstance(rope, dict) and "ntk" in (rope.get("rope_type"), rope.get("type")):
            data = {**data, "rope_parameters": cls._of_ntk(rope, data)}
        return data

    @classmethod
    def _of_ntk(cls, rope: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The authors' rotation "ntk": a larger base, then all frequencies divided."""
        factor, theta = rope.get("factor", 1.0), rope.get("rope_theta", 10000.0)
        if rope.get("mixed_b") is not None:
            raise ConfigError(
                f"{cls.__name__}: rope_scaling has mixed_b={rope['mixed_b']!r:.50}, expected none: "
                "nothing else is implemented."
            )
        try:
            heads = data.get("num_attention_heads", cls.num_attention_heads)
            size = data.get("hidden_size", cls.hidden_size) // heads
            divisor = factor ** (2 / size)
        except (ArithmeticError, TypeError):
            raise ConfigError(
                f"{cls.__name__}: rope_scaling is {rope!r:.100}, expected a factor above 0, and "
                "heads of some size."
            ) from None
        return {"rope_type": "linear", "factor": divisor, "rope_theta": theta * factor}

    def _complete(self) -> None:
        super()._complete()
        size, heads = self.hidden_size, self.num_attention_heads
        if size % heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={size}")
        if self.rotary_size % 2:
            self._refuse("num_attention_heads", "heads of an even size, whose halves are rotated")
        rope = self.rotation()
        for key in ("short_factor", "long_factor"):
            if rope["rope_type"] == "longrope" and len(rope[key]) != self.rotary_size // 2:
                self._refuse("rope_parameters", f"{self.rotary_size // 2} numbers in {key}")

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.hidden_size // self.num_attention_heads
