"""Tensor parallelism: which layers of a model are split, and how they compute with their share.

Linear layers are torch's `ColwiseParallel` and `RowwiseParallel`. Products with a transposed
weight, several projections in one tensor, vocabularies and experts have styles of their own, which
compute with local tensors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.tensor import DTensor, Partial, Placement, Replicate, Shard
from torch.distributed.tensor.parallel import (
    ColwiseParallel,
    ParallelStyle,
    RowwiseParallel,
    parallelize_module,
)
from torch.distributed.tensor.placement_types import _StridedShard

from auto_core.errors import InputError
from auto_core.pretrained.splitting import Splits, require_division, splits

# Layers that say that a part is an attention.
_QUERIES = {"q", "q_proj", "q_lin", "query", "query_proj", "c_attn", "q_attn"}
# Parts of a layer whose outputs a sibling, `output.dense`, projects back.
_BEFORE_OUTPUT = ("self", "attention", "intermediate")
_FUSED = "it holds several projections"


def parallelize(model: Any, mesh: DeviceMesh, plan: Any) -> list[str]:
    """Split the layers that a plan names; returns notes on what it names and is whole.

    Raises:
        InputError: the plan cannot be, or heads or experts do not divide.
    """
    count = mesh.size()
    chosen = splits(
        model.slots(),
        count,
        plan=plan,
        config=model.config,
        rules=model.split_rules,
        transposed=[*model.transposed_weights, *_transposed(model)],
    )
    require_division(chosen, count)
    styles = _vocabulary_styles(model, chosen)
    styles |= _styles(model, chosen, mesh, beside=styles)
    if not styles and isinstance(plan, Mapping):
        raise InputError(
            f"Nothing of the plan can be split over {count} processes: "
            f"{' '.join(chosen.notes(count)) or 'no group of linear layers is whole.'}"
        )
    parallelize_module(model, mesh, styles)
    for name in chosen.axes:
        if not any(name == layer or name.startswith(f"{layer}.") for layer in styles):
            chosen.whole[name] = "it is no linear layer"
    return chosen.notes(count)


def _transposed(model: torch.nn.Module) -> list[str]:
    """Patterns of the weights [in out], also of models within another."""
    layers = ((path, m) for path, m in model.named_modules() if _is_linear(m))
    return [
        rf"^{re.escape(path)}\.weight$"
        for path, layer in layers
        if not isinstance(layer, torch.nn.Linear)
    ]


@dataclass
class Part:
    """Layers that are split together: outputs of the first are inputs of the last.

    Attributes:
        model: the innermost model that it belongs to, whose architecture says what may be split.
        owner: the module that computes with a share of the features between them.
        linear: path -> layer.
        others: what else is in the owner.
    """

    model: Any
    owner: torch.nn.Module
    linear: dict[str, Any]
    others: dict[str, torch.nn.Module] = field(default_factory=dict)


def _parts(model: torch.nn.Module, tied: set[str]) -> Iterator[Part]:
    models: dict[str, Any] = {}
    for path, parent in model.named_modules():
        prefix = f"{path}." if path else ""
        above = path.rpartition(".")[0]
        own = hasattr(parent, "splits_attention") or not path
        models[path] = parent if own else models[above]
        linear, others = {}, {}
        for name, child in parent.named_children():
            if not _is_linear(child):
                others[f"{prefix}{name}"] = child
            elif f"{prefix}{name}" not in tied:
                linear[f"{prefix}{name}"] = child
        name = path.rpartition(".")[2]
        if linear and name in _BEFORE_OUTPUT and above:
            sibling = getattr(getattr(model.get_submodule(above), "output", None), "dense", None)
            if _is_linear(sibling):
                linear[f"{above}.output.dense"] = sibling
        if linear:
            yield Part(models[path], parent, linear, others)


def _is_linear(module: Any) -> bool:
    """Whether it is a product with a matrix: a Linear, or one whose weight is [in out]."""
    if isinstance(module, torch.nn.Linear):
        return True
    weight = getattr(module, "weight", None)
    sizes = (getattr(module, "in_features", None), getattr(module, "out_features", None))
    return isinstance(weight, torch.Tensor) and tuple(weight.shape) == sizes


def _vocabulary_styles(model: Any, chosen: Splits) -> dict[str, ParallelStyle]:
    """Layer -> style, of embeddings of tokens and of the layer of logits, which may be tied."""
    owners: dict[int, dict[str, torch.nn.Module]] = {}
    for path, module in model.named_modules():
        for parameter in module._parameters.values():
            if parameter is not None:
                owners.setdefault(id(parameter), {})[path] = module
    head = model.get_output_embeddings()
    styles: dict[str, ParallelStyle] = {}
    for layers in owners.values():
        named = all(chosen.axes.get(f"{path}.weight") == 0 for path in layers)
        embeds = any(isinstance(m, torch.nn.Embedding) or m is head for m in layers.values())
        known = all(isinstance(m, torch.nn.Embedding | torch.nn.Linear) for m in layers.values())
        if named and embeds and known:
            styles |= dict.fromkeys(layers, VocabularyParallel())
    return styles


def _styles(
    model: Any, chosen: Splits, mesh: DeviceMesh, beside: Mapping[str, ParallelStyle]
) -> dict[str, ParallelStyle]:
    """Layer -> style. Layers whose outputs are split stand before one that takes them so: the
    attention or feed-forward part is split wholly, or not at all."""
    styles: dict[str, ParallelStyle] = {}
    tied = {name.rpartition(".")[0] for pair in model.ties().items() for name in pair}
    tied |= beside.keys()
    split: set[str] = set()
    left: list[str] = []
    for part in _parts(model, tied):
        made = _part_styles(part, chosen, mesh)
        if made is None:
            left += part.linear
            continue
        styles |= made
        split |= made.keys()
        for path, child in part.others.items():
            if path not in made:  # norms of heads: each process has the gradients of its own
                for module in child.modules():
                    _sum_gradients(module, mesh)
    for layer in left:
        if layer not in split:
            _unsplit(chosen, layer)
    for path, module in model.named_modules():
        names = [f"{path}.{name}" for name, _ in module.named_parameters()]
        named = getattr(module, "splits_experts", False) and any(n in chosen.axes for n in names)
        if named and module.count % mesh.size() == 0:
            styles[path] = ExpertParallel()
            chosen.axes |= dict.fromkeys(names, 0)
    return styles


def _part_styles(part: Part, chosen: Splits, mesh: DeviceMesh) -> dict[str, ParallelStyle] | None:
    """The styles of a part's layers, or None where it is not split."""
    attention = any(path.rpartition(".")[2] in _QUERIES for path in part.linear)
    if attention and not part.model.splits_attention:
        return None
    if not getattr(part.owner, "splits_features", True):
        return None  # features between the layers depend on each other
    axes = {path: chosen.axes.get(f"{path}.weight") for path in part.linear}
    found: dict[str, bool] = {}  # path -> whether its outputs are split
    for path, layer in part.linear.items():
        if axes[path] is None:
            return None
        found[path] = (axes[path] == 0) == isinstance(layer, torch.nn.Linear)
    if set(found.values()) != {True, False} or any(
        True for _ in part.owner.parameters(recurse=False)
    ):
        return None
    inner = next(part.linear[path].in_features for path, out in found.items() if not out)
    head = getattr(part.owner, "head_size", 0) if attention else 0
    styles: dict[str, ParallelStyle] = {}
    for path, out in found.items():
        layer = part.linear[path]
        fused = 1
        if any(re.search(pattern, path) for pattern in part.model.fused_projections):
            if not out or layer.out_features % inner or mesh.ndim > 1 or _nested(mesh):
                chosen.whole[f"{path}.weight"] = _FUSED
                return None
            fused = layer.out_features // inner
        elif f"{path}.weight" in chosen.fused:
            chosen.whole[f"{path}.weight"] = _FUSED
            return None
        features = layer.out_features // fused if out else layer.in_features
        if features % mesh.size() or (head and features // head % mesh.size()):
            return None
        if fused == 1 and isinstance(layer, torch.nn.Linear):
            styles[path] = ColwiseParallel() if out else RowwiseParallel()
        else:
            axis = axes[path]
            assert axis is not None
            styles[path] = ColumnProduct(axis, fused) if out else RowProduct(axis)
    for path, child in part.others.items():
        if f"{path}.weight" in chosen.per_head:  # a bias of each head
            styles[path] = ColwiseParallel()
        elif any(p.shape[-1] > head for p in child.parameters()):
            return None  # it has as many features as the linear layers
    return styles


def _nested(mesh: DeviceMesh) -> bool:
    """Whether the mesh is a dimension of a larger one, whose other one splits tensors again."""
    return mesh._get_root_mesh().ndim > 1


def _unsplit(chosen: Splits, layer: str) -> None:
    for kind in ("weight", "bias"):
        if chosen.axes.pop(f"{layer}.{kind}", None) is not None and kind == "weight":
            chosen.whole.setdefault(
                f"{layer}.weight", "its part of the layer is not split as a whole"
            )


def _shared(x: torch.Tensor, mesh: DeviceMesh) -> torch.Tensor:
    """The same tensor, whose gradient is the sum of what the processes have of it."""
    whole = DTensor.from_local(x, mesh, [Replicate()], run_check=False)
    return whole.to_local(grad_placements=[Partial()])


def _summed(x: torch.Tensor, mesh: DeviceMesh) -> torch.Tensor:
    """The sum over processes."""
    terms = DTensor.from_local(x, mesh, [Partial()], run_check=False)
    return terms.redistribute(placements=[Replicate()]).to_local()


def _sum_gradients(module: torch.nn.Module, mesh: DeviceMesh) -> None:
    """Let a module, which is whole on each process, have the gradients that all of them have."""
    if not module._parameters:
        return
    whole = module.forward

    def forward(*args: Any, **kwargs: Any) -> Any:
        own = {name: p for name, p in module._parameters.items() if p is not None}
        with _local(module, **{name: _shared(p, mesh) for name, p in own.items()}):
            return whole(*args, **kwargs)

    module.forward = forward  # type: ignore[method-assign]


def _split(module: torch.nn.Module, name: str, mesh: DeviceMesh, placement: Placement) -> None:
    """Make a DTensor of a parameter, which is empty yet."""
    whole: Any = module._parameters[name]
    sizes = list(whole.shape)
    sizes[placement.dim] //= mesh.size()  # type: ignore[attr-defined]
    local = torch.empty(sizes, dtype=whole.dtype, device=whole.device)
    tensor = DTensor.from_local(
        local, mesh, [placement], run_check=False, shape=whole.shape, stride=whole.stride()
    )
    parameter = torch.nn.Parameter(tensor, requires_grad=whole.requires_grad)
    if (init := getattr(whole, "init", None)) is not None:
        parameter.init = init  # type: ignore[attr-defined]
    module._parameters[name] = parameter


@contextmanager
def _local(module: torch.nn.Module, **others: torch.Tensor | None) -> Iterator[None]:
    """Within, the parameters of a module and its children are this process's shares."""
    before = [(child, dict(child._parameters)) for child in module.modules()]
    for child, own in before:
        for name, value in own.items():
            if isinstance(value, DTensor):
                child._parameters[name] = value.to_local()  # type: ignore[assignment]
    module._parameters.update(others)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for child, own in before:
            child._parameters.update(own)


class ColumnProduct(ParallelStyle):
    """A product whose outputs are split: `parts` projections beside each other, each by heads."""

    def __init__(self, axis: int, parts: int):
        super().__init__()
        self.axis, self.parts = axis, parts

    def _apply(self, module: torch.nn.Module, device_mesh: DeviceMesh) -> torch.nn.Module:
        for name, parameter in list(module._parameters.items()):
            if parameter is not None:
                axis = self.axis if parameter.ndim == 2 else 0
                placement: Any = Shard(axis)
                if self.parts > 1:
                    placement = _StridedShard(axis, split_factor=self.parts)
                _split(module, name, device_mesh, placement)
        whole = module.forward

        def forward(x: torch.Tensor) -> Any:
            with _local(module):
                return whole(_shared(x, device_mesh))

        module.forward = forward  # type: ignore[method-assign]
        if self.parts > 1:
            module.register_state_dict_post_hook(_contiguous)
            module.register_load_state_dict_pre_hook(_by_parts)
        return module


class RowProduct(ParallelStyle):
    """A product whose inputs are split; the bias is added to the sum."""

    def __init__(self, axis: int):
        super().__init__()
        self.axis = axis

    def _apply(self, module: torch.nn.Module, device_mesh: DeviceMesh) -> torch.nn.Module:
        _split(module, "weight", device_mesh, Shard(self.axis))
        whole = module.forward

        def forward(x: torch.Tensor) -> Any:
            bias = module._parameters.get("bias")
            none = {} if bias is None else {"bias": torch.zeros_like(bias)}
            with _local(module, **none):
                y = _summed(whole(x), device_mesh)
            return y if bias is None else y + bias

        module.forward = forward  # type: ignore[method-assign]
        return module


class VocabularyParallel(ParallelStyle):
    """Embeddings [vocabulary d], and the product with them that gives logits, split by token; tied
    layers have one style, and share the tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.weight: torch.nn.Parameter | None = None

    def _apply(self, module: torch.nn.Module, device_mesh: DeviceMesh) -> torch.nn.Module:
        if self.weight is None:
            _split(module, "weight", device_mesh, Shard(0))
            self.weight = module._parameters["weight"]
        module._parameters["weight"] = self.weight
        whole = module.forward
        count = len(module._parameters["weight"].to_local())  # type: ignore[union-attr]

        def embed(ids: torch.Tensor) -> torch.Tensor:  # [...] -> [... d]
            index = ids - device_mesh.get_local_rank() * count
            own = (index >= 0) & (index < count)
            with _local(module):
                rows = whole(torch.where(own, index, 0))
            return _summed(torch.where(own[..., None], rows, 0), device_mesh)

        def logits(x: torch.Tensor) -> torch.Tensor:  # [... d] -> [... vocabulary]
            bias: Any = module._parameters.get("bias")
            with _local(module, bias=None):
                own = whole(_shared(x, device_mesh))
            split = DTensor.from_local(own, device_mesh, [Shard(own.ndim - 1)], run_check=False)
            y = split.redistribute(placements=[Replicate()]).to_local()
            return y if bias is None else y + bias

        embeds = isinstance(module, torch.nn.Embedding)
        module.forward = embed if embeds else logits  # type: ignore[method-assign]
        if embeds and module.padding_idx is not None:  # whose row gets no gradient
            index = int(module.padding_idx) - device_mesh.get_local_rank() * count
            module.padding_idx = index if 0 <= index < count else None
        return module


class ExpertParallel(ParallelStyle):
    """Experts by expert: a process computes with the tokens that are sent to its own."""

    def _apply(self, module: torch.nn.Module, device_mesh: DeviceMesh) -> torch.nn.Module:
        for child in module.modules():
            for name, parameter in list(child._parameters.items()):
                if parameter is not None:
                    _split(child, name, device_mesh, Shard(0))
        owner: Any = module
        owner.count //= device_mesh.size()
        first, whole = device_mesh.get_local_rank() * owner.count, module.forward

        def forward(hidden: torch.Tensor, weights: torch.Tensor, index: torch.Tensor) -> Any:
            hidden, weights = _shared(hidden, device_mesh), _shared(weights, device_mesh)
            with _local(module):
                output = _own_experts(whole, hidden, weights, index - first, owner.count)
            return _summed(output, device_mesh)

        module.forward = forward  # type: ignore[method-assign]
        return module


def _own_experts(
    compute: Callable[..., torch.Tensor],
    hidden: torch.Tensor,
    weights: torch.Tensor,
    index: torch.Tensor,
    count: int,
) -> torch.Tensor:
    """[n d]: what experts 0 to `count` add to tokens [n d]; others of index [n k] add nothing."""
    own = (index >= 0) & (index < count)
    token, which = own.nonzero(as_tuple=True)
    if not len(token):  # one token by no weight, so that parameters have gradients
        token = which = index.new_zeros(1)
        weights, index = weights * 0, index * 0
    chosen = (token, which)
    rows = compute(hidden[token], weights[chosen][:, None], index[chosen][:, None])
    return torch.zeros_like(hidden, dtype=rows.dtype).index_add(0, token, rows)


def _contiguous(module: torch.nn.Module, state: dict[str, Any], prefix: str, metadata: Any) -> None:
    """Tensors of several projections as shards of one block, which torch's checkpoints hold."""
    for name in module._parameters:
        value = state.get(f"{prefix}{name}")
        if isinstance(value, DTensor) and isinstance(value.placements[0], _StridedShard):
            whole = value.redistribute(placements=[Replicate()])
            block = whole.redistribute(placements=[Shard(value.placements[0].dim)])
            state[f"{prefix}{name}"] = block


def _by_parts(module: torch.nn.Module, state: dict[str, Any], prefix: str, *others: Any) -> None:
    for name, own in module._parameters.items():
        value: Any = state.get(f"{prefix}{name}")
        if not isinstance(own, DTensor) or not isinstance(value, DTensor):
            continue
        if value.placements != own.placements:
            state[f"{prefix}{name}"] = _of_whole(value.full_tensor(), own)


def _of_whole(whole: torch.Tensor, like: DTensor) -> DTensor:
    placement: Any = like.placements[0]
    mesh = like.device_mesh
    parts = whole.chunk(placement.split_factor, placement.dim)
    rank, count = mesh.get_local_rank(), mesh.size()
    local = torch.cat([p.chunk(count, placement.dim)[rank] for p in parts], placement.dim)
    return DTensor.from_local(
        local, mesh, [placement], run_check=False, shape=like.shape, stride=like.stride()
    )
