"""T5 (Raffel et al., 2020, arXiv:1910.10683) and its version 1.1 (gated feed-forward parts)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig


class T5Config(PreTrainedConfig):
    """Sizes and options of T5. The defaults are t5-small.

    `feed_forward_proj` is the name of an activation ("relu"), or "gated-" and such a name.
    """

    model_type = "t5"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
        "head_dim": "d_kv",
    }

    biased_layers: ClassVar[bool] = False  # a fact: each layer has biases of positions, not a side

    vocab_size: int = 32128
    d_model: int = 512
    d_kv: int = 64
    d_ff: int = 2048
    num_layers: int = 6
    num_decoder_layers: int | None = None  # num_layers
    num_heads: int = 8
    relative_attention_num_buckets: int = 32
    relative_attention_max_distance: int = 128
    dropout_rate: float = 0.1
    classifier_dropout: float = 0.0
    layer_norm_epsilon: float = 1e-6
    initializer_factor: float = 1.0
    feed_forward_proj: str = "relu"
    is_encoder_decoder: bool = True
    is_decoder: bool = False
    use_cache: bool = True
    bos_token_id: int | None = None
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    decoder_start_token_id: int | None = None
    tie_word_embeddings: bool = True
    # Whether the decoder's vectors are scaled by d_model**-0.5 before they meet the vocabulary.
    # Files before transformers 5 said it by tying: version 1.0 does both, 1.1 neither.
    scale_decoder_outputs: bool | None = None
    # Both follow from feed_forward_proj, unless files have others: those of BLIP-2's T5 say "gelu"
    # beside "gated-gelu".
    dense_act_fn: str = ""
    is_gated_act: bool | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        if "feed_forward_proj" in overrides:  # then what followed from the file's is no more
            data = {k: v for k, v in data.items() if k not in ("dense_act_fn", "is_gated_act")}
        return super().from_dict(data, **overrides)

    def _complete(self) -> None:
        super()._complete()
        if self.num_decoder_layers is None:
            self.num_decoder_layers = self.num_layers
        if self.relative_attention_num_buckets < 4:
            self._refuse("relative_attention_num_buckets", "at least 4: near and far, both ways")
        if self.relative_attention_max_distance < 1:
            self._refuse("relative_attention_max_distance", "at least 1")
        *gate, name = self.feed_forward_proj.split("-")
        if gate not in ([], ["gated"]):
            self._refuse("feed_forward_proj", "an activation's name, or 'gated-' and that")
        if self.is_gated_act is None:
            self.is_gated_act = bool(gate)
        if not self.dense_act_fn:
            # What the first files called gated-gelu is the approximation by tanh.
            self.dense_act_fn = "gelu_new" if self.feed_forward_proj == "gated-gelu" else name
        if self.scale_decoder_outputs is None:
            self.scale_decoder_outputs = self.tie_word_embeddings
