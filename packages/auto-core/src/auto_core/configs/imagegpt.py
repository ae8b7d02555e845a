"""ImageGPT (Chen et al., 2020, "Generative Pretraining from Pixels")."""

from __future__ import annotations

from auto_core.configs.gpt2 import GPT2Config


class ImageGPTConfig(GPT2Config):
    """GPT-2's sizes and options. The defaults are imagegpt-small.

    The tokens are clusters of colours; the last one begins an image and is never predicted.
    """

    model_type = "imagegpt"

    vocab_size: int = 512 + 1
    n_positions: int = 32 * 32
    n_embd: int = 512
    n_layer: int = 24
    n_head: int = 8
    activation_function: str = "quick_gelu"
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.tie_word_embeddings:
            self._refuse("tie_word_embeddings", "False: there is a token that is not predicted")
