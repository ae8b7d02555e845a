"""Phi-1, 1.5 and 2 (Gunasekar et al., 2023, arXiv:2306.11644)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig


class PhiConfig(RotaryHeadsConfig):
    """Sizes and options of Phi. The defaults are Phi-1's."""

    model_type = "phi"
    default_partial = 0.5

    vocab_size: int = 51200
    hidden_size: int = 2048
    intermediate_size: int = 8192
    num_hidden_layers: int = 24
    resid_pdrop: float = 0.0
    embd_pdrop: float = 0.0
    hidden_act: str = "gelu_new"
    layer_norm_eps: float = 1e-5
    qk_layernorm: bool = False  # a norm of each head's query and key

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps

    @property
    def qkv_bias(self) -> bool:
        return True

    @property
    def output_bias(self) -> bool:
        return True
