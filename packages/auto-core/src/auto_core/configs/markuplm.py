"""MarkupLM (Li et al., 2021, arXiv:2110.08518)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class MarkupLMConfig(PreTrainedConfig):
    """Sizes and options of MarkupLM. The defaults are upstream's, near markuplm-base's."""

    model_type = "markuplm"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    max_xpath_tag_unit_embeddings: int = 256
    max_xpath_subs_unit_embeddings: int = 1024
    tag_pad_id: int = 216
    subs_pad_id: int = 1001
    xpath_unit_hidden_size: int = 32
    max_depth: int = 50
    use_cache: bool = True
    classifier_dropout: float | None = None
    position_embedding_type: str = "absolute"
    add_cross_attention: ClassVar[bool] = False
    is_decoder: ClassVar[bool] = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute': nothing else is implemented")
        if self.pad_token_id is None:
            self._refuse("pad_token_id", "a token: positions are counted from it")
        if self.max_depth < 1:
            self._refuse("max_depth", "a number of 1 or more")
        for field, size in (
            ("tag_pad_id", "max_xpath_tag_unit_embeddings"),
            ("subs_pad_id", "max_xpath_subs_unit_embeddings"),
        ):
            if not 0 <= getattr(self, field) < getattr(self, size):
                self._refuse(field, f"0 or more, and less than {size}={getattr(self, size)}")
