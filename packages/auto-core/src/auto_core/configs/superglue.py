"""SuperGlue (Sarlin et al., 2019, arXiv:1911.11763)."""

from __future__ import annotations

from auto_core.configs._matching import KeypointMatchingConfig


class SuperGlueConfig(KeypointMatchingConfig):
    """Sizes and options of SuperGlue. The defaults are magic-leap-community/superglue_outdoor."""

    model_type = "superglue"

    hidden_size: int = 256
    keypoint_encoder_sizes: list[int] | tuple[int, ...] | None = None
    gnn_layers_types: list[str] | tuple[str, ...] | None = None  # "self" or "cross" each
    num_attention_heads: int = 4
    sinkhorn_iterations: int = 100
    matching_threshold: float = 0.0
    is_decoder: bool = False
    attention_probs_dropout_prob: float = 0.0

    def _complete(self) -> None:
        if self.gnn_layers_types is None:
            self.gnn_layers_types = ["self", "cross"] * 9
        if self.keypoint_encoder_sizes is None:
            self.keypoint_encoder_sizes = [32, 64, 128, 256]
        super()._complete()
        if not set(self.gnn_layers_types) <= {"self", "cross"}:
            self._refuse("gnn_layers_types", "a list of 'self' and 'cross'")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size != self.descriptor_size:
            self._refuse("hidden_size", f"{self.descriptor_size}, as the detector's descriptors")
        if not 0 <= self.sinkhorn_iterations <= 1000:
            self._refuse("sinkhorn_iterations", "from 0 to 1000")
        if self.is_decoder:
            self._refuse("is_decoder", "False")
