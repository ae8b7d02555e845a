"""MPT (MosaicML, 2023)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class MptAttentionConfig(PreTrainedConfig):
    """Options of MPT's attention."""

    base_config_key = "attn_config"

    attn_type: str = "multihead_attention"
    attn_pdrop: float = 0.0
    attn_impl: str = "torch"  # of no effect
    clip_qkv: float | None = None  # the bound of queries, keys and values
    softmax_scale: float | None = None  # of the scores; the root of a head's size by default
    prefix_lm: bool = False
    qk_ln: bool = False
    attn_uses_sequence_id: bool = False
    alibi: bool = True
    alibi_bias_max: int = 8

    def _complete(self) -> None:
        super()._complete()
        if self.attn_type != "multihead_attention":
            self._refuse("attn_type", "'multihead_attention'")
        for name in ("prefix_lm", "qk_ln", "attn_uses_sequence_id"):
            if getattr(self, name):
                self._refuse(name, "False: this network has no such attention")
        if not self.alibi:
            self._refuse("alibi", "True: this network has no other positions")
        if self.alibi_bias_max != 8:
            self._refuse("alibi_bias_max", "8")


class MptConfig(PreTrainedConfig):
    """Sizes and options of MPT. The defaults are upstream's."""

    model_type = "mpt"
    sub_configs: ClassVar[dict[str, Any]] = {"attn_config": MptAttentionConfig}
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "n_heads",
        "hidden_size": "d_model",
        "num_hidden_layers": "n_layers",
    }

    d_model: int = 2048
    n_heads: int = 16
    n_layers: int = 24
    expansion_ratio: int = 4  # of the feed-forward part
    max_seq_len: int = 2048  # of no effect: distances have no bound
    vocab_size: int = 50368
    resid_pdrop: float = 0.0  # of no effect: attn_pdrop is that of all
    layer_norm_epsilon: float = 1e-5
    emb_pdrop: float = 0.0  # of no effect
    learned_pos_emb: bool = True  # of no effect: positions are distances
    attn_config: Any = None
    init_device: str = "cpu"
    logit_scale: float | str | None = None
    no_bias: bool = True
    embedding_fraction: float = 1.0
    norm_type: str = "low_precision_layernorm"
    use_cache: bool = False
    initializer_range: float = 0.02
    classifier_dropout: float | None = None  # 0.1
    tie_word_embeddings: bool = True
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.attn_config is None:
            self.attn_config = MptAttentionConfig()
        if self.d_model % self.n_heads:
            self._refuse("n_heads", f"a divisor of d_model={self.d_model}")
        if self.expansion_ratio != 4:
            self._refuse("expansion_ratio", "4")
        if self.logit_scale is not None:
            self._refuse("logit_scale", "None: logits have no scale")
        if not self.no_bias:
            self._refuse("no_bias", "True: layers have no biases")
