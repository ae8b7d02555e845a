"""XLNet (Yang et al., 2019, arXiv:1906.08237)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class XLNetConfig(PreTrainedConfig):
    """Sizes and options of XLNet. The defaults are xlnet-large-cased's."""

    model_type = "xlnet"
    attribute_map: ClassVar[dict[str, str]] = {
        "n_token": "vocab_size",
        "hidden_size": "d_model",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 32000
    d_model: int = 1024
    n_layer: int = 24
    n_head: int = 16
    d_inner: int = 4096
    d_head: int | None = None  # d_model / n_head, nothing else
    ff_activation: str = "gelu"
    attn_type: str = "bi"  # or "uni": tokens attend to no later ones
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    dropout: float = 0.1
    # Memories: the last so many tokens of each layer (None or 0: all), of which so many first ones
    # of a text are new (None or 0: all).
    mem_len: int | None = 512
    reuse_len: int | None = None
    use_mems_eval: bool = True
    use_mems_train: bool = False
    bi_data: bool = False  # the second half of a batch is read backwards
    clamp_len: int = -1  # distances from where on all are alike, if above 0
    same_length: bool = False  # with "uni": all tokens attend to as many
    summary_type: str = "last"
    summary_use_proj: bool = True
    summary_activation: str = "tanh"
    summary_last_dropout: float = 0.1
    start_n_top: int = 5
    end_n_top: int = 5
    pad_token_id: int | None = 5
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.d_model % self.n_head:
            self._refuse("n_head", f"a divisor of d_model={self.d_model}")
        if self.d_head is None:
            self.d_head = self.d_model // self.n_head
        if self.d_head != self.d_model // self.n_head:
            self._refuse("d_head", f"d_model / n_head = {self.d_model // self.n_head}")
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of the positions' features are sines")
        if self.attn_type not in ("bi", "uni"):
            self._refuse("attn_type", "'bi' or 'uni'")
        if self.summary_type not in ("last", "first", "mean", "cls_index"):
            self._refuse("summary_type", "'last', 'first', 'mean' or 'cls_index'")
