"""Switch Transformers (Fedus et al., 2021, arXiv:2101.03961)."""

from __future__ import annotations

from auto_core.configs.t5 import T5Config


class SwitchTransformersConfig(T5Config):
    """T5's sizes and options, and experts. The defaults are switch-base-8's."""

    model_type = "switch_transformers"

    d_model: int = 768
    num_layers: int = 12
    num_heads: int = 12
    num_decoder_layers: int | None = 12
    num_sparse_encoder_layers: int = 3
    num_sparse_decoder_layers: int = 3
    num_experts: int = 8
    expert_capacity: int = 64  # tokens of a text that an expert takes; later ones pass it by
    router_bias: bool = False
    router_jitter_noise: float = 0.01
    router_dtype: str = "float32"
    router_ignore_padding_tokens: bool = False  # upstream's, which nothing reads
    router_z_loss_coef: float = 0.001
    router_aux_loss_coef: float = 0.001
    dense_act_fn: str = "relu"
    add_router_probs: bool = False
    add_cross_attention: bool = False

    def _complete(self) -> None:
        self.feed_forward_proj = self.dense_act_fn
        super()._complete()
        if self.is_gated_act:
            self._refuse("dense_act_fn", "an activation's name")
        if self.num_experts < 1:
            self._refuse("num_experts", "1 or more")
        if self.router_dtype != "float32":
            self._refuse("router_dtype", "'float32'")
        for field in ("num_sparse_encoder_layers", "num_sparse_decoder_layers"):
            if getattr(self, field) < 0:
                self._refuse(field, "0 or more")

    def sparse_step(self, *, decoder: bool) -> int:
        """Of how many layers of a side one has experts, 0 for none."""
        layers = (self.num_decoder_layers if decoder else self.num_layers) or self.num_layers
        sparse = self.num_sparse_decoder_layers if decoder else self.num_sparse_encoder_layers
        return layers // sparse if sparse else layers

    def is_sparse(self, index: int, *, decoder: bool) -> bool:
        """Whether a layer has experts: the second of each `sparse_step`, as upstream counts, also
        where no layer is said to have some."""
        step = self.sparse_step(decoder=decoder)
        return step == 1 or (step > 0 and index % step == 1)
