"""FlexOlmo (Shi et al., 2025, arXiv:2507.07024)."""

from __future__ import annotations

from auto_core.configs.olmoe import OlmoeConfig


class FlexOlmoConfig(OlmoeConfig):
    """Sizes and options of FlexOlmo. The defaults are FlexOlmo-7x7B-1T's."""

    model_type = "flex_olmo"
    default_theta = 500000.0

    vocab_size: int = 100352
    hidden_size: int = 4096
    intermediate_size: int = 11008
    num_hidden_layers: int = 32
    num_attention_heads: int = 32
    rms_norm_eps: float = 1e-6
    pad_token_id: int | None = 100277
    eos_token_id: int | list[int] | None = 100257
    num_experts_per_tok: int | None = 5
    num_experts: int = 7

    def _complete(self) -> None:
        super()._complete()
        if self.clip_qkv is not None:
            self._refuse("clip_qkv", "None: projections have no bound")
