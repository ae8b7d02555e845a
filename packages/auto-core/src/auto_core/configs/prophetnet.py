"""ProphetNet (Qi et al., 2020, arXiv:2001.04063)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class ProphetNetConfig(PreTrainedConfig):
    """Sizes and options of ProphetNet. The defaults are prophetnet-large-uncased."""

    model_type = "prophetnet"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "num_encoder_attention_heads",
        "num_hidden_layers": "num_encoder_layers",
    }

    activation_dropout: float = 0.1
    activation_function: str = "gelu"
    vocab_size: int = 30522
    hidden_size: int = 1024
    encoder_ffn_dim: int = 4096
    num_encoder_layers: int = 12
    num_encoder_attention_heads: int = 16
    decoder_ffn_dim: int = 4096
    num_decoder_layers: int = 12
    num_decoder_attention_heads: int = 16
    attention_dropout: float = 0.1
    dropout: float = 0.1
    max_position_embeddings: int = 512
    init_std: float = 0.02
    is_encoder_decoder: bool = True
    add_cross_attention: bool = True
    decoder_start_token_id: int | None = 0
    ngram: int = 2
    num_buckets: int = 32
    relative_max_distance: int = 128
    disable_ngram_loss: bool = False
    eps: float = 0.0
    use_cache: bool = True
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    is_decoder: bool = False
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """A file may count the layers of both sides, too."""
        both = "num_encoder_layers" in data
        return {k: v for k, v in data.items() if not (both and k == "num_hidden_layers")}

    def _complete(self) -> None:
        super()._complete()
        for field in ("num_encoder_attention_heads", "num_decoder_attention_heads"):
            if self.hidden_size % getattr(self, field):
                self._refuse(field, f"a divisor of hidden_size={self.hidden_size}")
        if self.ngram < 1:
            self._refuse("ngram", "1 or more: the first stream gives the logits")
        if self.num_buckets < 2:
            self._refuse("num_buckets", "2 or more")
        if self.relative_max_distance <= self.num_buckets // 2:
            self._refuse("relative_max_distance", "more than half of num_buckets")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: positions are counted from it")
        if not 0 <= self.eps < 1:
            self._refuse("eps", "0 or more, and less than 1")
