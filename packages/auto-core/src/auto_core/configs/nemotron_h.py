"""Nemotron-H and Nemotron 3 (NVIDIA, 2025, arXiv:2504.03624)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._state_space import StateSpaceSizes
from auto_core.configs._unrotated import UnrotatedConfig

# The letters by which older files call the kinds of layers, and older words.
_LETTERS = {"M": "linear_attention", "E": "moe", "*": "full_attention", "-": "mlp"}
_OLDER = {"mamba": "linear_attention", "attention": "full_attention"}
# Older names of fields.
_RENAMED = {
    "mamba_n_groups": "n_groups",
    "mamba_d_conv": "conv_kernel",
    "mamba_expand": "expand",
    "mamba_dt_min": "time_step_min",
    "mamba_dt_max": "time_step_max",
    "mamba_dt_limit": "time_step_limit",
    "mamba_dt_init_floor": "time_step_floor",
    "mamba_conv_bias": "use_conv_bias",
    "mamba_chunk_size": "chunk_size",
}


class NemotronHConfig(UnrotatedConfig):
    """Sizes and options of Nemotron-H. The defaults are upstream's."""

    model_type = "nemotron_h"
    attribute_map: ClassVar[dict[str, str]] = {
        "layer_types": "layers_block_type",
        "num_local_experts": "n_routed_experts",
    }

    vocab_size: int = 131072
    layers_block_type: list[str] | None = None  # the kinds of layers, as many as there are
    head_dim: int = 128
    max_position_embeddings: int = 4096
    attention_bias: bool = False
    sliding_window: int | None = None  # of no effect
    intermediate_size: int = 21504
    mlp_hidden_act: str = "relu2"
    mlp_bias: bool = False
    use_mamba_kernels: bool = True
    num_logits_to_keep: int | None = 1  # of no effect: the caller says `logits_to_keep`
    ssm_state_size: int = 128
    mamba_num_heads: int = 128
    mamba_head_dim: int = 64
    mamba_hidden_act: str = "silu"
    n_groups: int = 8
    conv_kernel: int = 4
    expand: float = 2  # of no effect: mamba_num_heads and mamba_head_dim say the size
    time_step_min: float = 0.001  # time steps are no shorter
    time_step_max: float = 0.1
    time_step_limit: list[float] | tuple[float, ...] = (0.0, float("inf"))  # of no effect
    time_step_floor: float = 1e-4
    use_conv_bias: bool = True
    chunk_size: int = 128  # of no effect: the result does not depend on it
    mamba_proj_bias: bool = False  # of no effect: use_bias says it
    mamba_ssm_cache_dtype: str = "float32"
    n_routed_experts: int = 8
    output_router_logits: bool = False
    n_shared_experts: int = 1  # of no effect: moe_shared_expert_intermediate_size says it
    moe_intermediate_size: int = 7688
    moe_shared_expert_intermediate_size: int = 7688
    moe_latent_size: int | None = None  # of what experts compute with; None: hidden_size
    moe_shared_expert_overlap: bool = True
    num_experts_per_tok: int = 2
    routed_scaling_factor: float = 1.0
    n_group: int = 1
    topk_group: int = 1
    norm_topk_prob: bool = True
    num_nextn_predict_layers: int = 0  # layers that predict further tokens; not read
    mtp_layers_block_type: list[str] | None = None
    use_bias: bool = False
    layer_norm_epsilon: float = 1e-5
    residual_in_fp32: bool = False  # of no effect
    hidden_dropout: float = 0.0  # of no effect
    rescale_prenorm_residual: bool = True

    def __init__(self, **kwargs: Any):
        super().__init__(**_current(kwargs))

    @classmethod
    def accepted_keywords(cls, data: Any = ()) -> set[str]:
        return super().accepted_keywords(data) | {*_RENAMED, "hybrid_override_pattern"}

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        return super()._migrate(_current(data))

    def _complete(self) -> None:
        super()._complete()
        if self.layers_block_type is None:
            self.layers_block_type = ["linear_attention", "moe", "full_attention", "mlp"]
        unknown = set(self.layers_block_type) - set(_LETTERS.values())
        if unknown or not self.layers_block_type:
            self._refuse("layers_block_type", f"a list of {', '.join(_LETTERS.values())}")
        if self.attention_bias:
            self._refuse("attention_bias", "False: attention has no biases")
        if self.mamba_num_heads % self.n_groups:
            self._refuse("n_groups", f"a divisor of mamba_num_heads={self.mamba_num_heads}")
        if self.conv_kernel < 2:
            self._refuse("conv_kernel", "2 tokens or more")
        groups, chosen = self.groups
        if groups < 1 or self.n_routed_experts % groups:
            self._refuse("n_group", f"a divisor of n_routed_experts={self.n_routed_experts}")
        if not 1 <= chosen <= groups:
            self._refuse("topk_group", f"1 to n_group={groups}")
        most = self.n_routed_experts // groups * chosen
        if not 1 <= self.num_experts_per_tok <= most:
            self._refuse("num_experts_per_tok", f"1 to the number of experts, {most}")

    @property
    def num_hidden_layers(self) -> int:
        """How many layers there are."""
        return len(self.layers_block_type or ())

    @property
    def head_size(self) -> int:
        return self.head_dim

    @property
    def hidden_act(self) -> str:
        """The activation of feed-forward parts."""
        return self.mlp_hidden_act

    @property
    def groups(self) -> tuple[int, int]:
        """How many groups of experts there are, and how many a token goes to."""
        return self.n_group, self.topk_group

    @property
    def experts(self) -> int:
        """How many experts a layer has."""
        return self.n_routed_experts

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        return self.num_experts_per_tok

    @property
    def mixer(self) -> StateSpaceSizes:
        """Sizes and options of the mixers."""
        return StateSpaceSizes(
            hidden=self.hidden_size,
            heads=self.mamba_num_heads,
            head=self.mamba_head_dim,
            groups=self.n_groups,
            state=self.ssm_state_size,
            kernel=self.conv_kernel,
            conv_bias=self.use_conv_bias,
            in_bias=self.use_bias,
            out_bias=self.use_bias,
            activation=self.mamba_hidden_act,
            eps=self.layer_norm_epsilon,
            steps=(self.time_step_min, float("inf")),
            first_steps=(self.time_step_min, self.time_step_max, self.time_step_floor),
        )


def _current(data: dict[str, Any]) -> dict[str, Any]:
    """Today's names of fields, and the kinds of layers as words. How many layers there are
    follows from these."""
    data = {_RENAMED.get(key, key): value for key, value in data.items()}
    pattern = data.pop("hybrid_override_pattern", None)
    kinds = data.pop("layer_types", None) or data.get("layers_block_type")
    if kinds is None and isinstance(pattern, str):
        kinds = [_LETTERS.get(letter, letter) for letter in pattern]
    if isinstance(kinds, list):
        data["layers_block_type"] = [_OLDER.get(kind, kind) for kind in kinds]
    data.pop("num_hidden_layers", None)
    for name in ("mtp_hybrid_override_pattern",):
        data.pop(name, None)
    return data
