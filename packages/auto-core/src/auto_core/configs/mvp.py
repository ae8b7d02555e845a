"""MVP (Tang et al., 2022, arXiv:2206.12131)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class MvpConfig(BartLikeConfig):
    """Sizes and options of MVP. The defaults are mvp's."""

    model_type = "mvp"

    scaled_tables: ClassVar[bool] = False

    vocab_size: int = 50267
    use_prompt: bool = False
    prompt_length: int = 100
    prompt_mid_dim: int = 800

    def _complete(self) -> None:
        super()._complete()
        for field in ("prompt_length", "prompt_mid_dim"):
            if self.use_prompt and getattr(self, field) < 1:
                self._refuse(field, "1 or more, because use_prompt is True")
