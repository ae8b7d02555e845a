"""Phi-3 (Abdin et al., 2024, arXiv:2404.14219)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class Phi3Config(RotaryDecoderConfig):
    """Sizes and options of Phi-3. The defaults are Phi-3-mini's, as upstream has them."""

    model_type = "phi3"
    default_partial = 1.0

    vocab_size: int = 32064
    hidden_size: int = 3072
    intermediate_size: int = 8192
    resid_pdrop: float = 0.0
    embd_pdrop: float = 0.0  # of no layer: upstream reads it nowhere
    max_position_embeddings: int = 4096
    original_max_position_embeddings: int = 4096
    rms_norm_eps: float = 1e-5
    eos_token_id: int | list[int] | None = 32000
    pad_token_id: int | None = 32000
    sliding_window: int | None = None

    def _complete(self) -> None:
        rope = dict(self.rope_parameters or {})
        for key in ("type", "rope_type"):
            if rope.get(key) in ("su", "yarn"):  # what Phi-3's own files call longrope
                rope[key] = "longrope"
        self.rope_parameters = rope or None
        super()._complete()

    def window(self, layer: int) -> int | None:
        return self.sliding_window

    @property
    def rotation_changes_at(self) -> int | None:
        """The length beyond which all positions rotate otherwise, so that a cache is stale."""
        is_long = (self.rope_parameters or {})["rope_type"] == "longrope"
        return self.original_max_position_embeddings if is_long else None
