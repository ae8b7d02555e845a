"""Gemma 2 (Gemma Team, 2024, arXiv:2408.00118)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig


class Gemma2Layers(AttentionBiasConfig, SlidingDecoderConfig):
    """Sizes and options of a stack of Gemma 2's layers. The defaults are gemma-2-2b."""

    vocab_size: int = 256000
    hidden_size: int = 2304
    intermediate_size: int = 9216
    num_hidden_layers: int = 26
    num_attention_heads: int = 8
    num_key_value_heads: int | None = 4
    head_dim: int | None = 256
    hidden_activation: str = "gelu_pytorch_tanh"
    max_position_embeddings: int = 8192
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = 2
    tie_word_embeddings: bool = True
    # Scores of queries are divided by its root, whatever the size of a head.
    query_pre_attn_scalar: int = 256
    final_logit_softcapping: float | None = 30.0
    attn_logit_softcapping: float | None = 50.0

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            kinds = ("sliding_attention", "full_attention")
            self.layer_types = [kinds[layer % 2] for layer in range(self.num_hidden_layers)]
        self._check_layer_types()


class Gemma2Config(Gemma2Layers):
    """Sizes and options of Gemma 2."""

    model_type = "gemma2"

    use_bidirectional_attention: bool | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.use_bidirectional_attention:
            self._refuse("use_bidirectional_attention", "False: this decoder looks backwards only")
