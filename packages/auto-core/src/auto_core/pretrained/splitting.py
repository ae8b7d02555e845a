"""How the tensors of a model may be split over devices: one declaration, read by each framework.

An architecture names kinds of layers (`split_rules`), a caller a plan:

    "auto"   by the architecture's rules, as in Megatron-LM (Shoeybi et al., 2019,
             arXiv:1909.08053): projections by their outputs, those behind them by their inputs,
             embeddings by tokens, experts by expert
    "fsdp"   each tensor along its longest axis that divides
             (ZeRO-3, Rajbhandari et al., 2020, arXiv:1910.02054)
    a dict   patterns of layers -> a style; configs' `base_model_tp_plan` is one

What no rule names, and what does not divide, is whole on each device; the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from auto_core.errors import InputError, did_you_mean

_END = r"(\.weight|\.bias)?$"
_OUT = (
    r"(^|[._])(q|k|v|query|key|value|[qkv]_lin|[qkv]_proj|query_proj|key_proj|value_proj|c_fc|fc1"
    r"|fc_in|lin1|wi(_[01])?|gate_proj|up_proj|dense_h_to_4h|intermediate\.dense|fc11|fc12|lm_head"
    r"|embed_out|w1|w3|q_attn)"
)
# Several projections in one tensor.
_FUSED = r"(^|[._])(qkv|query_key_value|qkv_proj|Wqkv|Wi|in_proj|c_attn|gate_up_proj|up_gate_proj)"
_IN = (
    r"(^|[._])(o|o_proj|out_proj|down_proj|out_lin|lin2|fc2|fc_out|wo|Wo|w2|c_proj|dense_4h_to_h"
    r"|(attention|crossattention|self_attention)\.(output\.)?dense|output\.dense)"
)
_VOCAB = (
    r"(^|\.)(embed_tokens|word_embeddings|wte|shared|embed_in|tok_embeddings|token_embedding"
    r"|embeddings)"
)
# (pattern of names in a checkpoint, kind); the first that is found counts.
RULES: tuple[tuple[str, str], ...] = (
    (r"\.experts\.\w+$", "expert"),
    (r"\.relative_attention_bias\.weight$", "heads"),
    (_FUSED + _END, "fused"),
    (_IN + _END, "in"),
    (_OUT + _END, "out"),
    (_VOCAB + r"\.weight$", "out"),
)
# transformers' names of styles (`base_model_tp_plan`).
_STYLES = {
    "out": """
        out colwise colwise_rep colwise_gather_output local_colwise packed_colwise
        local_packed_colwise embedding_rowwise
    """,
    "in": """
        in rowwise rowwise_rep rowwise_split_input local_rowwise packed_rowwise
        local_packed_rowwise
    """,
    "expert": "expert grouped_gemm",
    "whole": """
        whole replicate replicated_with_grad_allreduce gather sequence_parallel moe_tp_experts
        ep_router mla_kv_a_proj
    """,
}
STYLES = {style: kind for kind, styles in _STYLES.items() for style in styles.split()}
# Names of mesh axes, by what they split.
TENSOR_AXES = ("model", "tp", "tensor")
FSDP_AXES = ("fsdp", "data", "dp")
# What must divide for a projection to be split by heads.
_QUERY = r"(^|[._])(q|query)(_proj|_lin)?\.weight$"
_HEADS = (
    (r"(^|[._])(k|v|key|value)(_proj|_lin)?(\.weight|\.bias)?$", "num_key_value_heads"),
    (r"(^|[._])(q|o|query|out)(_proj|_lin)?(\.weight|\.bias)?$", "num_attention_heads"),
)


class Named(Protocol):
    """A tensor of a model: its name and shape in a checkpoint."""

    name: str

    @property
    def shape(self) -> tuple[int, ...]: ...


@dataclass
class Splits:
    """Which axis of each tensor is split, and what is whole although a rule names it.

    Attributes:
        axes: name -> axis in the checkpoint's layout.
        whole: name -> why it is not split.
        fused: names of tensors of several projections.
        per_head: names of tables whose columns are of one head each.
        undivided: name -> how many query heads or experts it has, which the devices do not
            divide, and what the config calls them.
    """

    axes: dict[str, int]
    whole: dict[str, str]
    fused: set[str] = field(default_factory=set)
    per_head: set[str] = field(default_factory=set)
    undivided: dict[str, tuple[int, str]] = field(default_factory=dict)

    def notes(self, parts: int) -> list[str]:
        """Lines for the loading report."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.whole.items():
            reasons.setdefault(reason, []).append(name)
        return [
            f"Whole on each of {parts} devices, because {reason}: {', '.join(names[:3])}"
            f"{f' and {len(names) - 3} more' if len(names) > 3 else ''}."
            for reason, names in reasons.items()
        ]


def splits(
    slots: Iterable[Named],
    parts: int,
    *,
    plan: str | Mapping[str, str],
    config: Any,
    rules: Sequence[tuple[str, str]] = RULES,
    transposed: Sequence[str] = (),
    taken: Mapping[str, Sequence[str | None]] = {},
) -> Splits:
    """The axis along which each tensor is split into so many parts.

    Args:
        slots: the tensors of a model.
        parts: devices that share a tensor.
        plan: "auto", "fsdp", or patterns of layers ("layers.*.self_attn.q_proj") -> a style.
        config: of the model, which has the numbers of heads.
        rules: of the architecture.
        transposed: patterns of weights that are [in out].
        taken: name -> for each axis what it is split over already; "fsdp" splits another one.

    Raises:
        InputError: the plan is none, has an unknown style, or names no layer.
    """
    slots = list(slots)
    found = Splits({}, {})
    if plan == "fsdp":
        for slot in slots:
            split = taken.get(slot.name) or [None] * len(slot.shape)
            free = [a for a, n in enumerate(slot.shape) if not split[a] and n and n % parts == 0]
            if free:
                found.axes[slot.name] = max(free, key=lambda a: slot.shape[a])
            elif slot.shape and not any(split):
                found.whole[slot.name] = f"no axis of it divides by {parts}"
        return found
    if isinstance(plan, Mapping):
        rules = _own_rules(plan, [slot.name for slot in slots])
    elif plan != "auto":
        raise InputError(
            f"plan is {plan!r:.80}, expected 'auto', 'fsdp', or a dict of layers and styles."
        )
    for slot in slots:
        kind = next((kind for pattern, kind in rules if re.search(pattern, slot.name)), "whole")
        if kind == "fused" or re.search(_FUSED + _END, slot.name):
            found.fused.add(slot.name)
        elif kind == "heads":
            found.per_head.add(slot.name)
        axis = _axis(kind, slot, any(re.search(p, slot.name) for p in transposed))
        if axis is None:
            continue
        reason = _why_whole(slot, axis, kind, parts, config)
        if reason:
            found.whole[slot.name] = reason
        else:
            found.axes[slot.name] = axis
        if undivided := _undivided(slot, axis, kind, parts, config):
            found.undivided[slot.name] = undivided
    return found


def require_division(chosen: Splits, parts: int) -> None:
    """Refuse a mesh over which query heads or experts cannot be split.

    Key and value heads, of which there may be few, are whole on each device instead.

    Raises:
        InputError: says which tensor, what was asked and what would fit.
    """
    for name, (count, heads) in chosen.undivided.items():
        fitting = [str(n) for n in range(2, count + 1) if count % n == 0]
        raise InputError(
            f"{name} cannot be split over {parts} devices: {heads}={count} does not divide by "
            f"{parts}. {' or '.join(fitting) or 'No number of'} devices would fit, or plan='fsdp', "
            "which splits no heads."
        )


def mesh_specs(
    slots: Iterable[Named],
    shape: Mapping[str, int],
    *,
    plan: str | Mapping[str, str],
    strict: bool = False,
    **options: Any,
) -> tuple[dict[str, list[str | None]], list[str]]:
    """The mesh axis that each axis of each tensor is split over, and notes on what is whole.

    Args:
        slots: the tensors of a model.
        shape: mesh axis -> devices along it.
        plan: see `splits`; under "auto" an axis called "fsdp" splits each tensor once more.
        strict: refuse a mesh that does not divide heads or experts.
        options: of `splits`.

    Raises:
        InputError: no axis is named for the plan; see `splits` and `require_division`, too.
    """
    slots = list(slots)
    specs: dict[str, list[str | None]] = {s.name: [None] * len(s.shape) for s in slots}
    notes: list[str] = []
    for axis, each in _steps(list(shape), plan):
        chosen = splits(slots, shape[axis], plan=each, taken=specs, **options)
        for name, dimension in chosen.axes.items():
            specs[name][dimension] = axis
        if strict:
            require_division(chosen, shape[axis])
        notes += chosen.notes(shape[axis])
    return specs, notes


def _steps(names: list[str], plan: Any) -> list[tuple[str, Any]]:
    """Mesh axes, and the plan for each."""
    wanted = FSDP_AXES if plan == "fsdp" else TENSOR_AXES
    found = [name for name in names if name in wanted] or (names if len(names) == 1 else [])
    if not found:
        raise InputError(
            f"plan={plan!r:.60} needs a mesh axis called {' or '.join(wanted)}, and the mesh has "
            f"{', '.join(names)}."
        )
    steps: list[tuple[str, Any]] = [(found[0], plan)]
    if plan != "fsdp" and "fsdp" in names and found[0] != "fsdp":
        steps.append(("fsdp", "fsdp"))  # each tensor once more, along another axis
    return steps


def _axis(kind: str, slot: Named, transposed: bool) -> int | None:
    rank = len(slot.shape)
    if kind == "whole" or rank == 0 or (kind == "in" and rank == 1):
        return None
    if kind in ("out", "fused", "expert"):
        return 1 if transposed and rank == 2 else 0
    return 0 if transposed and kind == "in" else 1


def _why_whole(slot: Named, axis: int, kind: str, parts: int, config: Any) -> str:
    if slot.shape[axis] % parts:
        return f"{slot.shape[axis]} does not divide by {parts}"
    if kind in ("out", "in"):
        for pattern, field in _HEADS:
            heads = getattr(config, field, None)
            if heads is None:
                heads = getattr(config, "num_attention_heads", None)
            if re.search(pattern, slot.name) and isinstance(heads, int) and heads % parts:
                return f"{field}={heads} does not divide by {parts}"
    return ""


def _undivided(
    slot: Named, axis: int, kind: str, parts: int, config: Any
) -> tuple[int, str] | None:
    if kind == "expert":
        return (slot.shape[axis], "experts") if slot.shape[axis] % parts else None
    if kind not in ("out", "in", "heads"):
        return None
    heads = getattr(config, "num_attention_heads", None)
    named = kind == "heads" or re.search(_QUERY, slot.name)
    if named and isinstance(heads, int) and heads % parts:
        return heads, "num_attention_heads"
    return None


def _own_rules(plan: Mapping[str, str], names: Sequence[str]) -> list[tuple[str, str]]:
    """A caller's plan as rules.

    Raises:
        InputError: see `splits`.
    """
    rules = []
    for layer, style in plan.items():
        if style not in STYLES:
            raise InputError(
                f"The plan's style for {layer!r} is {style!r}, expected one of "
                f"{', '.join(sorted(STYLES))}.{did_you_mean(str(style), STYLES)}"
            )
        path = r"\d+".join(re.escape(piece) for piece in layer.split("*"))
        pattern = rf"(^|\.){path}(\.weight|\.bias)?$"
        if not any(re.search(pattern, name) for name in names):
            layers = sorted({re.sub(r"\.\d+\.", ".*.", n).rpartition(".")[0] for n in names})
            raise InputError(
                f"The plan names {layer!r}, and no layer of the model is called so."
                f"{did_you_mean(layer, layers)}"
            )
        rules.append((pattern, STYLES[style]))
    return rules
