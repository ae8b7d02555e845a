"""NLLB-MoE (NLLB team, 2022, arXiv:2207.04672)."""

from __future__ import annotations

from auto_core.configs.m2m_100 import M2M100Config


class NllbMoeConfig(M2M100Config):
    """M2M-100's sizes and options, and experts. The defaults are upstream's."""

    model_type = "nllb-moe"

    num_experts: int = 128
    encoder_sparse_step: int = 4  # one of so many layers has experts, none if 0
    decoder_sparse_step: int = 4
    expert_capacity: int | None = 64  # tokens that an expert takes in training
    moe_eval_capacity_token_fraction: float = 1.0  # of all tokens, otherwise; if above 0
    router_bias: bool = False
    router_dtype: str = "float32"
    router_ignore_padding_tokens: bool = False  # route padding to experts, too
    second_expert_policy: str = "all"
    normalize_router_prob_before_dropping: bool = False
    batch_prioritized_routing: bool = False  # the most certain tokens first
    moe_token_dropout: float = 0.2
    router_z_loss_coef: float = 0.001  # upstream's, which nothing reads
    router_aux_loss_coef: float = 0.001
    output_router_logits: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.num_experts < 2:
            self._refuse("num_experts", "2 or more")
        if self.router_dtype != "float32":
            self._refuse("router_dtype", "'float32'")
        if self.second_expert_policy != "all":
            self._refuse("second_expert_policy", "'all': the others choose by chance")

    def is_sparse(self, index: int, *, decoder: bool) -> bool:
        """Whether a layer has experts."""
        step = self.decoder_sparse_step if decoder else self.encoder_sparse_step
        return step > 0 and (index + 1) % step == 0
