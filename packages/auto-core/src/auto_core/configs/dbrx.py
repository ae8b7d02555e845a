"""DBRX (Databricks, 2024)."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._rotary import RotaryConfig


class DbrxAttentionConfig(PreTrainedConfig):
    """Options of DBRX's attention."""

    base_config_key = "attn_config"

    attn_pdrop: float = 0.0
    clip_qkv: float | None = None  # the bound of queries, keys and values
    kv_n_heads: int = 1
    rope_theta: float | None = None  # the rotation's base, before that of rope_parameters

    def _complete(self) -> None:
        super()._complete()
        if self.clip_qkv is not None and self.clip_qkv <= 0:
            self._refuse("clip_qkv", "a number above 0")
        if self.rope_theta is not None and self.rope_theta <= 0:
            self._refuse("rope_theta", "a number above 0")


class DbrxFFNConfig(PreTrainedConfig):
    """Options of DBRX's experts."""

    base_config_key = "ffn_config"

    hidden_size: int = 6144  # of no effect: it is the whole model's
    ffn_act_fn: dict[str, Any] | None = None  # its "name"; "silu"
    ffn_hidden_size: int = 3584
    moe_num_experts: int = 4
    moe_top_k: int = 1
    moe_jitter_eps: float | None = None
    moe_loss_weight: float = 0.01
    moe_normalize_expert_weights: float | None = 1.0  # the norm that weights have as 1

    def _complete(self) -> None:
        super()._complete()
        if self.ffn_act_fn is None:
            self.ffn_act_fn = {"name": "silu"}
        if set(self.ffn_act_fn) - {"name"}:
            self._refuse("ffn_act_fn", 'a name alone: {"name": "silu"}')
        if not 1 <= self.moe_top_k <= self.moe_num_experts:
            self._refuse("moe_top_k", f"1 to moe_num_experts={self.moe_num_experts}")
        norm = self.moe_normalize_expert_weights
        if norm is not None and not 0 < norm < math.inf:
            self._refuse("moe_normalize_expert_weights", "a finite number above 0, or None")


class DbrxConfig(RotaryConfig):
    """Sizes and options of DBRX; upstream's defaults."""

    model_type = "dbrx"
    sub_configs: ClassVar[dict[str, Any]] = {
        "attn_config": DbrxAttentionConfig,
        "ffn_config": DbrxFFNConfig,
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "n_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "n_layers",
        "max_seq_len": "max_position_embeddings",
    }

    d_model: int = 2048
    n_heads: int = 16
    n_layers: int = 24
    vocab_size: int = 32000
    resid_pdrop: float = 0.0
    emb_pdrop: float = 0.0  # of no effect
    attn_config: Any = None
    ffn_config: Any = None
    use_cache: bool = True
    initializer_range: float = 0.02
    output_router_logits: bool = False
    tie_word_embeddings: bool = False
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        if self.attn_config is None:
            self.attn_config = DbrxAttentionConfig()
        if self.ffn_config is None:
            self.ffn_config = DbrxFFNConfig()
        super()._complete()
        if self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "False: logits have a matrix of their own")
        if self.d_model % self.n_heads or self.head_size % 2:
            self._refuse("n_heads", f"a divisor of d_model={self.d_model} into even heads")
        if self.attn_config.kv_n_heads < 1 or self.n_heads % self.attn_config.kv_n_heads:
            self._refuse("attn_config", f"kv_n_heads to divide n_heads={self.n_heads}")

    def _complete_rotation(self) -> None:
        theta = self.attn_config.rope_theta
        if theta is not None:
            self.rope_parameters = {**(self.rope_parameters or {}), "rope_theta": theta}
        super()._complete_rotation()

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.d_model // self.n_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_size

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        return self.attn_config.kv_n_heads

    @property
    def num_key_value_heads(self) -> int:
        return self.kv_heads

    @property
    def attention_dropout(self) -> float:
        return self.attn_config.attn_pdrop

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        return self.ffn_config.moe_top_k

    @property
    def router_aux_loss_coef(self) -> float:
        return self.ffn_config.moe_loss_weight
