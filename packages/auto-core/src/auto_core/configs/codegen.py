"""CodeGen (Nijkamp et al., 2022, arXiv:2203.13474)."""

from __future__ import annotations

from auto_core.configs.gptj import GPTJConfig


class CodeGenConfig(GPTJConfig):
    """Sizes and options of CodeGen. The defaults are upstream's, near CodeGen-6B's."""

    model_type = "codegen"

    n_ctx: int = 2048  # of no effect beside n_positions
    rotary_dim: int | None = 64  # how many numbers of a head rotate

    def _complete(self) -> None:
        super()._complete()
        if self.rotary_dim is None:
            self._refuse("rotary_dim", "a number")
        if self.n_head % 4:
            self._refuse("n_head", "a multiple of 4: tensors were made on 4 devices")
