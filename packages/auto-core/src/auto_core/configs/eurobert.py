"""EuroBERT (Boizard et al., 2025, arXiv:2503.05500)."""

from __future__ import annotations

from auto_core.configs.llama import LlamaConfig


class EuroBertConfig(LlamaConfig):
    """Sizes and options of EuroBERT. The defaults are EuroBERT-210m's.

    `classifier_pooling` says how a text is classified: from its first token ("bos"), from the
    mean of its tokens ("mean"), or by the mean of what its tokens are classified as ("late").
    """

    model_type = "eurobert"

    vocab_size: int = 128256
    hidden_size: int = 768
    intermediate_size: int = 3072
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    max_position_embeddings: int = 8192
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 128001
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001
    mask_token_id: int | None = 128002
    classifier_pooling: str = "late"

    def _complete(self) -> None:
        super()._complete()
        if self.classifier_pooling not in ("bos", "mean", "late"):
            self._refuse("classifier_pooling", "'bos', 'mean' or 'late'")
