"""CPM-Ant (OpenBMB, 2022)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class CpmAntConfig(PreTrainedConfig):
    """Sizes and options of CPM-Ant. The defaults are cpm-ant-10b's."""

    model_type = "cpmant"

    vocab_size: int = 30720
    hidden_size: int = 4096
    num_attention_heads: int = 32
    dim_head: int = 128
    dim_ff: int = 10240
    num_hidden_layers: int = 48
    dropout_p: float | None = 0.0
    position_bias_num_buckets: int = 512
    position_bias_max_distance: int = 2048
    eps: float = 1e-6
    init_std: float = 1.0  # of fresh biases of positions
    # Tables of prompts, of which the third stands before every text.
    prompt_types: int = 32
    prompt_length: int = 32
    segment_types: int = 32  # of which prompts and padding are 0, tokens 2
    use_cache: bool = True
    # Of no effect: the output layer is a table of its own, without the prompts.
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        for name in ("prompt_types", "segment_types"):
            if getattr(self, name) < 3:
                self._refuse(name, "3 or more: the third of them is used")
        if self.prompt_length < 0:
            self._refuse("prompt_length", "0 or more")
        if self.position_bias_num_buckets < 4:
            self._refuse("position_bias_num_buckets", "4 or more")
        if self.position_bias_max_distance <= self.position_bias_num_buckets // 4:
            self._refuse(
                "position_bias_max_distance",
                f"more than {self.position_bias_num_buckets // 4}, a quarter of the buckets",
            )
