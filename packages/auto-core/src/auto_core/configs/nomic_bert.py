"""Nomic BERT (Nussbaum et al., 2024, arXiv:2402.01613)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryConfig
from auto_core.errors import ConfigError

# How the files of before transformers 5 spell the fields.
_OLDER = {
    "n_embd": "hidden_size",
    "n_layer": "num_hidden_layers",
    "n_head": "num_attention_heads",
    "n_inner": "intermediate_size",
    "n_positions": "max_position_embeddings",
    "layer_norm_epsilon": "layer_norm_eps",
    "resid_pdrop": "hidden_dropout_prob",
    "attn_pdrop": "attention_probs_dropout_prob",
}
# What these files say of networks that other options would make: the only value of each.
_FIXED: dict[str, Any] = {
    "activation_function": "swiglu",
    "causal": False,
    "embd_pdrop": 0.0,
    "mlp_fc1_bias": False,
    "mlp_fc2_bias": False,
    "parallel_block": False,
    "prenorm": False,
    "qkv_proj_bias": False,
    "rotary_emb_fraction": 1.0,
    "rotary_emb_interleaved": False,
    "rotary_emb_scale_base": None,
    "rotary_scaling_factor": None,
    "scale_attn_by_inverse_layer_idx": False,
    "scale_attn_weights": True,
    "use_rms_norm": False,
    "moe_every_n_layers": 0,
}


class NomicBertConfig(RotaryConfig):
    """Sizes and options of Nomic BERT. The defaults are nomic-embed-text-v1.5's."""

    model_type = "nomic_bert"
    default_theta: ClassVar[float] = 1000.0

    vocab_size: int = 30528
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "silu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    max_position_embeddings: int = 2048
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int = 0
    classifier_dropout: float | None = None
    bos_token_id: int | None = None
    eos_token_id: int | None = None
    head_dim: int | None = None  # hidden_size / num_attention_heads
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "n_embd" not in data:
            return data
        for name, value in _FIXED.items():
            if data.get(name, value) not in (value, None):
                raise ConfigError(
                    f"{cls.__name__}: {name} is {data[name]!r:.100}, expected {value!r}: nothing "
                    "else is implemented."
                )
        return {_OLDER.get(name, name): value for name, value in data.items()}

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.head_dim is None:
            if self.hidden_size % heads:
                self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
            self.head_dim = self.hidden_size // heads
        if self.head_dim % 2:
            self._refuse("head_dim", "an even number, because its halves are rotated")
        rope: dict[str, Any] = self.rope_parameters or {}
        for key in ("short_factor", "long_factor"):
            if rope["rope_type"] == "longrope" and len(rope[key]) != self.head_dim // 2:
                self._refuse("rope_parameters", f"{self.head_dim // 2} numbers in {key}")

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_dim or self.hidden_size // self.num_attention_heads
