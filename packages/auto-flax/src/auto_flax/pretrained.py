"""The Flax model base: a plain nnx.Module that loads, saves and calls like upstream's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Self

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.core import Tracer

from auto_core.checkpoints.quantized.packed import Packed
from auto_core.checkpoints.report import LoadingReport
from auto_core.configs import PreTrainedConfig
from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError
from auto_core.pretrained import PreTrainedMixin
from auto_core.pretrained.adding import AddLoraMixin
from auto_core.pretrained.tree import tree
from auto_flax import layouts, precision, pytrees  # noqa: F401  (registers outputs)
from auto_flax.blocks.low_rank import Adaptable
from auto_flax.compiled import CompiledModel
from auto_flax.generation.mixin import GenerationMixin
from auto_flax.meshes import require_auto
from auto_flax.nn.dropout import Dropout
from auto_flax.nn.linear import Linear
from auto_flax.nn.module import Block, Module
from auto_flax.nn.packed import PackedExperts
from auto_flax.ops.tensor import asarray
from auto_flax.randomness import current_seeds, seeded
from auto_flax.sharding import Request, Shards, request, write_shards


class _Seeded(type(nnx.Module)):
    """Gives every model's constructor the keyword `rngs`, as NNX's own layers have it."""

    def _pytree_meta_construct(cls, self: Any, *args: Any, rngs: Any = None, **kwargs: Any) -> None:
        with seeded(rngs):
            super()._pytree_meta_construct(self, *args, **kwargs)


class FlaxPreTrainedModel(
    GenerationMixin, AddLoraMixin, PreTrainedMixin, Module, metaclass=_Seeded
):
    """Base of the Flax models."""

    placement_keywords = ("device", "sharding", "mesh", "plan", "rngs", "param_dtype")
    class_prefix: ClassVar[str] = "Flax"

    # What calls compute in, where that is not what the parameters are; see `precision`.
    computing_dtype: str | None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        return object.__new__(cls)

    def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any):
        super().__init__()
        self.config = config

    def __init_subclass__(cls, **kwargs: Any):
        if not cls.__name__.startswith(cls.class_prefix):
            cls.__name__ = cls.class_prefix + cls.__name__
        super().__init_subclass__(**kwargs)

    @classmethod
    def from_config(
        cls,
        config: PreTrainedConfig,
        *args: Any,
        rngs: nnx.Rngs | None = None,
        param_dtype: Any = None,
        **kwargs: Any,
    ) -> Self:
        """As every model's; with `param_dtype`, `dtype` is what calls compute in."""
        computing = precision.taken(kwargs, param_dtype)
        with seeded(rngs):
            model = super().from_config(config, *args, **kwargs)
        if computing is not None:
            model.computing_dtype = computing
        return model

    @classmethod
    def from_pretrained(
        cls, *args: Any, rngs: nnx.Rngs | None = None, param_dtype: Any = None, **kwargs: Any
    ) -> Any:
        """As every model's; with `param_dtype`, `dtype` is what calls compute in."""
        computing = precision.taken(kwargs, param_dtype)
        with seeded(rngs):
            loaded = super().from_pretrained(*args, **kwargs)
        if computing is not None:
            (loaded[0] if isinstance(loaded, tuple) else loaded).computing_dtype = computing
        return loaded

    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        inputs = self._converted(self._bind(args, kwargs), self._as_array)
        require_auto([next(self.slots()).variable.get_value(), *inputs.values()])
        self._check_inputs(inputs, shape_of, values_of)
        output = self._compute(lambda model: model.forward(**inputs))
        return output.to_tuple() if self._wants_tuple(return_dict) else output

    def _compute(self, function: Callable[[Any], Any]) -> Any:
        return precision.computed(self, function)

    def _as_array(self, value: Any) -> Any:
        """What JAX has to make an array of (NumPy's, a list, another library's) as one.

        Floats come in the model's dtype. JAX's own arrays stay as they are.
        """
        foreign = hasattr(value, "__array__") and not isinstance(value, jax.Array)
        if not foreign and not isinstance(value, list | tuple):
            return value
        array = asarray(value)
        return array.astype(self.dtype) if jnp.issubdtype(array.dtype, jnp.floating) else array

    def compile(self) -> CompiledModel:
        """This model behind `jax.jit`: the fastest way to call it. See `CompiledModel`."""
        return CompiledModel(self)

    # --- what PreTrainedMixin asks -----------------------------------------------------------

    def __repr__(self) -> str:
        return tree(self)

    def slots(self) -> Iterator[layouts.VariableSlot]:
        return layouts.slots(self)

    def _tie(self, target: str, source: str) -> None:
        path, _, name = target.rpartition(".")
        module: Any = dict(layouts.named_modules(self))[f"{path}."]
        by_name = {slot.name: slot for slot in self.slots()}
        old, new = by_name[target], by_name[source]
        if old.axes == new.axes:
            attributes = {leaf.name: leaf.attribute for leaf in getattr(module, "stored", ())}
            setattr(module, attributes.get(name, name), new.variable)
        else:
            module.tie(new.variable)

    def _sampling_seed(self) -> int:
        return current_seeds().seed()

    def _embedding_tables(self) -> set[int]:
        return {
            slot.identity
            for _, module in layouts.named_modules(self)
            if isinstance(module, nnx.Embed)
            for slot in layouts.slots(module)
        }

    def _linear_layers(self) -> dict[str, nnx.Module]:
        modules = layouts.named_modules(self)
        return {path[:-1]: module for path, module in modules if isinstance(module, Linear)}

    def _expert_stacks(self) -> set[str]:
        return {
            f"{path}{stack}"
            for path, module in layouts.named_modules(self)
            for stack in getattr(module, "expert_stacks", ())
        }

    def _keep(self, name: str, packed: Packed, where: Any) -> None:
        modules: Any = dict(layouts.named_modules(self))
        if packed.count is None:
            modules[f"{name}."].pack(packed, where)
        else:
            path, _, attribute = name.rpartition(".")
            setattr(modules[f"{path}."], attribute, PackedExperts(packed, where))

    def _freeze(self, part: nnx.Module) -> None:
        layouts.freeze(self, part)

    def _adaptable(self) -> dict[str, tuple[int, int]]:
        modules: Any = dict(layouts.named_modules(self))
        return {
            path[:-1]: (module.in_features, module.out_features)
            for path, module in modules.items()
            if isinstance(module, Linear | Adaptable) and ".lora_" not in path
        }

    def _add_lora(
        self, layer: str, sizes: tuple[int, int, int], scale: float, dropout: float
    ) -> None:
        module: Any = dict(layouts.named_modules(self))[f"{layer}."]
        inputs, rank, outputs = sizes
        module.lora_A = Linear(inputs, rank, bias=False)
        module.lora_B = Linear(rank, outputs, bias=False)
        module.lora_scale = scale
        if dropout:
            module.lora_dropout = Dropout(dropout).train(self.training)

    def _drop_lora(self, layer: str) -> None:
        module: Any = dict(layouts.named_modules(self))[f"{layer}."]
        module.lora_A = module.lora_B = module.lora_dropout = None

    def _set_trainable(self, names: Iterable[str], trainable: bool) -> None:
        layouts.set_trainable(self, set(names), trainable)

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> Any:
        """`device` (a jax.Device, or a name such as "cpu" or "gpu:1"), `sharding` (one for all
        tensors, or a function of their names and shapes), or `mesh` and `plan`."""
        device, sharding = kwargs.pop("device", None), kwargs.pop("sharding", None)
        mesh, plan = kwargs.pop("mesh", None), kwargs.pop("plan", None)
        if device is not None and (sharding is not None or mesh is not None):
            raise InputError("Pass either device= or sharding= (or mesh=), not both.")
        if (split := request(mesh, plan, sharding)) is not None:
            return split
        if sharding is not None and not isinstance(sharding, jax.sharding.Sharding | jax.Device):
            raise InputError(
                f"sharding is {sharding!r}, expected a jax.sharding.Sharding, or a function of "
                "names and shapes that returns one."
            )
        require_auto([sharding])
        return sharding if device is None else _device(device)

    def _placed(self, where: Any, report: LoadingReport | None = None) -> Any:
        return where.resolve(self, report) if isinstance(where, Request) else where

    def _write_all(self, slots: Any, plan: Any, dtype: str | None, where: Any) -> None:
        write = write_shards if isinstance(where, Shards) else layouts.write_many
        write(slots, plan, dtype, where)

    @classmethod
    def _possible_dtype(cls, dtype: str) -> str:
        return str(jax.dtypes.canonicalize_dtype(dtype))  # 64 bits only with jax_enable_x64

    # --- looking -----------------------------------------------------------------------------

    @property
    def loading_report(self) -> LoadingReport | None:
        """What `from_pretrained` found; None for a model that was not loaded."""
        note = vars(self).get("_note")
        return None if note is None else note.content

    @loading_report.setter
    def loading_report(self, report: LoadingReport) -> None:
        self._note = _Note(report)

    @property
    def generation_config(self) -> GenerationConfig:
        """The options `generate` uses where the caller names none; may be changed or replaced."""
        if "_generation" not in vars(self):
            self._generation = _Note(GenerationConfig.from_model_config(self.config))
        return self._generation.content

    @generation_config.setter
    def generation_config(self, value: GenerationConfig) -> None:
        self._generation = _Note(value)

    @property
    def dtype(self) -> np.dtype:
        """What calls compute in: the parameters' dtype, unless `from_pretrained` got both."""
        computing = self.computing_dtype
        return self.param_dtype if computing is None else jnp.dtype(computing)

    @property
    def param_dtype(self) -> np.dtype:
        """The dtype of the first floating parameter."""
        dtypes = (slot.variable.get_value().dtype for slot in self.slots())
        return next(dtype for dtype in dtypes if jnp.issubdtype(dtype, jnp.floating))

    @property
    def device(self) -> Any:
        """Where the first parameter lies: a jax.Device, or a Sharding if it is spread."""
        return next(self.slots()).variable.get_value().device

    # --- memory ------------------------------------------------------------------------------

    def gradient_checkpointing_enable(self) -> Self:
        """Recompute activations in the backward pass instead of keeping them. Returns self."""
        return self._set_gradient_checkpointing(True)

    def gradient_checkpointing_disable(self) -> Self:
        """Keep activations for the backward pass. Returns self."""
        return self._set_gradient_checkpointing(False)

    @property
    def is_gradient_checkpointing(self) -> bool:
        """Whether blocks are computed anew in the backward pass instead of kept."""
        return any(block.gradient_checkpointing for block in self._blocks())

    def _set_gradient_checkpointing(self, on: bool) -> Self:
        for block in self._blocks():
            block.gradient_checkpointing = on
        return self

    def _blocks(self) -> Iterator[Block]:
        return (m for _, m in layouts.named_modules(self) if isinstance(m, Block))


def shape_of(value: Any) -> tuple[int, ...] | None:
    """The shape of an array, in a compiled function too; None for what is no array."""
    return tuple(value.shape) if isinstance(value, jax.Array | np.ndarray) else None


def values_of(value: Any) -> np.ndarray | None:
    """The values of an array; None in a compiled function, or where not all of it is here."""
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, jax.Array) or isinstance(value, Tracer):
        return None
    return np.asarray(value) if value.is_fully_addressable else None


class _Note:
    """Something a model carries that makes no difference to what is computed.

    All notes are equal, so that JAX compiles once for models that differ in nothing else.
    """

    def __init__(self, content: Any):
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Note)

    def __hash__(self) -> int:
        return hash(_Note)

    def __repr__(self) -> str:
        return repr(self.content)


def _device(wanted: Any) -> Any:
    """The jax.Device (or Sharding) that is meant: itself, its number, or a name such as "gpu:1"."""
    if isinstance(wanted, jax.Device | jax.sharding.Sharding):
        return wanted
    platform, _, index = (wanted if isinstance(wanted, str) else f":{wanted}").partition(":")
    platform = {"cuda": "gpu"}.get(platform, platform)
    try:
        return jax.devices(platform or None)[int(index or 0)]
    except (RuntimeError, IndexError, ValueError) as error:
        names = ", ".join(f"{device.platform}:{device.id}" for device in jax.devices())
        raise InputError(
            f"device={wanted!r} is no device of JAX here. Its devices: {names}."
        ) from error
