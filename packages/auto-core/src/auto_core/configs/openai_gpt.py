"""GPT (Radford et al., 2018, "Improving Language Understanding by Generative Pre-Training")."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class OpenAIGPTConfig(PreTrainedConfig):
    """Sizes and options of GPT. The defaults are the published model's."""

    model_type = "openai-gpt"
    attribute_map: ClassVar[dict[str, str]] = {
        "max_position_embeddings": "n_positions",
        "hidden_size": "n_embd",
        "num_attention_heads": "n_head",
        "num_hidden_layers": "n_layer",
    }

    vocab_size: int = 40478
    n_positions: int = 512
    n_embd: int = 768
    n_layer: int = 12
    n_head: int = 12
    afn: str = "gelu"  # the tanh approximation; or "relu", "silu", "swish"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    # Of a head for multiple choice, which is not here.
    summary_type: str = "cls_index"
    summary_use_proj: bool = True
    summary_activation: str | None = None
    summary_proj_to_labels: bool = True
    summary_first_dropout: float = 0.1
    use_cache: bool = False  # of a forward pass; `generate` keeps one
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.n_embd % self.n_head:
            self._refuse("n_head", f"a divisor of n_embd={self.n_embd}")
        if self.afn not in ("gelu", "relu", "silu", "swish"):
            self._refuse("afn", "'gelu', 'relu', 'silu' or 'swish'")
