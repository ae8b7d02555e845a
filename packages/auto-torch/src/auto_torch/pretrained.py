"""The torch model base: a plain torch.nn.Module that loads, saves and calls like upstream's."""

from __future__ import annotations

import functools
import inspect
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from types import FunctionType
from typing import Any, Self

import numpy as np
import torch

from auto_core.checkpoints.quantized.packed import Packed
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError
from auto_core.pretrained import PreTrainedMixin
from auto_core.pretrained.checking import foreign
from auto_torch import caches, layouts, prompts, pytrees  # noqa: F401  (registers outputs)
from auto_torch.adapters import PeftMixin
from auto_torch.familiar import FamiliarMixin
from auto_torch.generation.mixin import GenerationMixin
from auto_torch.nn.linear import Linear
from auto_torch.nn.module import Block, Module
from auto_torch.nn.packed import PackedExperts, PackedLinear
from auto_torch.ops.tensor import asarray
from auto_torch.placement import (
    Memory,
    execution_device,
    needs_accelerate,
    one_device,
    spread,
)

log = logging.getLogger(__name__)

# True in the outermost call that torch.jit.trace looks at, whose inner ones return outputs by name.
_in_trace: ContextVar[bool] = ContextVar("in_trace", default=False)


class PreTrainedModel(PeftMixin, GenerationMixin, PreTrainedMixin, FamiliarMixin, Module):
    """Base of the torch models.

    Called with tensors, or with NumPy arrays and lists, whose floats become the model's dtype.
    """

    placement_keywords = (
        *("device", "device_map", "max_memory", "offload_folder"),
        *("mesh", "plan", "device_mesh", "tp_plan"),
    )
    # Names of what torch's attention chooses by itself, for a call and a device that can.
    attention_kernels = (
        "sdpa",
        "eager",
        "flash_attention_2",
        "flash_attention_3",
        "flex_attention",
    )
    upstream_class = "transformers.modeling_utils.PreTrainedModel"

    def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any):
        super().__init__()
        self.config = config

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        cls.__call__ = _with_own_code(cls.__call__, cls)
        cls.forward = _with_own_code(_forgiving(inspect.unwrap(cls.forward), cls), cls)

    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        # torch.jit.trace takes tuples of tensors: no outputs by name, and no cache unasked.
        tracing = torch.jit.is_tracing()  # pyright: ignore[reportPrivateImportUsage]
        if tracing and return_dict is None and not _in_trace.get():
            if "use_cache" in (*self._inputs[0], *self._inputs[1]):
                kwargs.setdefault("use_cache", False)
            token = _in_trace.set(True)
            try:
                return self(*args, return_dict=True, **kwargs).to_tuple()
            finally:
                _in_trace.reset(token)
        if tracing:
            args = _without_filling(args, len(self._inputs[0]))
        others = self._of_patch(kwargs)
        bound = self._bind(args, kwargs)
        foreign_cache = bound.get("past_key_values")
        if foreign_cache is not None:
            foreign_cache = self._read_cache(bound)
        inputs = self._converted(bound, self._as_tensor)
        if tracing or torch.compiler.is_compiling():  # a graph is to hold nothing of the checks
            output = super().__call__(**inputs)
        else:
            ctc = self.architecture_name().endswith("ForCTC")  # whose loss reads past the classes
            labelled = inputs.get("labels") is not None
            self._check_inputs(inputs, _shape, _values if ctc and labelled else None)
            try:
                output = super().__call__(**inputs, **others)
            except IndexError:  # reading the values first would cost time, and wait for a GPU
                self._check_inputs(inputs, _shape, _values)
                raise
        if others:
            return output  # what a library makes of them
        if foreign_cache is not None and output.get("past_key_values") is not None:
            caches.extend(foreign_cache, output.past_key_values)
            output["past_key_values"] = foreign_cache
        return output.to_tuple() if self._wants_tuple(return_dict) else output

    def _of_patch(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Take out what only a library's own `forward` takes, which it has put into this model."""
        patched = self.__dict__.get("forward")
        if patched is None or torch.compiler.is_compiling():
            return {}
        names, options, _ = type(self)._inputs
        taken = _arguments(patched)
        own = [n for n in kwargs if n in taken and n not in names and n not in options]
        return {name: kwargs.pop(name) for name in own}

    def _read_cache(self, inputs: dict[str, Any]) -> Any:
        """Read a cache of transformers among the inputs, and return it; None for one of ours."""
        given = inputs["past_key_values"]
        if not caches.is_foreign(given):
            return None
        inputs["past_key_values"] = caches.read(given)
        if "use_cache" in self._inputs[1] and inputs.get("use_cache") is None:
            inputs["use_cache"] = None if inputs.get("labels") is not None else True
        return given

    def _with_learnt_prompt(self, inputs: Any, config: Any) -> Any:
        behind = prompts.behind(self, inputs)
        if behind is not inputs:
            config.use_cache = True  # which has the prompt
        return behind

    def _own_cache(self, value: Any) -> Any:
        return caches.read(value) if caches.is_foreign(value) else value

    def _as_tensor(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return value
        if not isinstance(value, (np.ndarray, list)):
            if hasattr(value, "__array__") and not isinstance(value, np.generic):
                raise foreign(value, "a torch.Tensor")
            return value
        tensor = asarray(value)
        dtype = self.dtype if tensor.is_floating_point() else tensor.dtype
        return tensor.to(self.device, dtype)

    # --- what PreTrainedMixin asks -----------------------------------------------------------

    def slots(self) -> Iterator[layouts.TensorSlot]:
        return layouts.slots(self)

    def _stored(self, name: str, value: Any) -> StoredTensor:
        return layouts.to_stored(name, value.detach())

    def _tie(self, target: str, source: str) -> None:
        path, _, name = target.rpartition(".")
        setattr(self.get_submodule(path), name, self.get_parameter(source))

    def _linear_layers(self) -> dict[str, torch.nn.Module]:
        return {name: m for name, m in self.named_modules() if isinstance(m, Linear)}

    def _expert_stacks(self) -> set[str]:
        return {
            f"{name}.{stack}"
            for name, module in self.named_modules()
            for stack in getattr(module, "expert_stacks", ())
        }

    def _keep(self, name: str, packed: Packed, where: Any) -> None:
        path, _, attribute = name.rpartition(".")
        owner: Any = self.get_submodule(path)
        if packed.count is None:
            kept: Any = PackedLinear(packed, getattr(owner, attribute).bias, where)
        else:
            kept = PackedExperts(packed, where)
            delattr(owner, attribute)  # a parameter, whose name a module cannot take
        setattr(owner, attribute, kept)

    def _target_device(self) -> torch.device:
        return self.device

    def _sampling_seed(self) -> int:
        return int(torch.randint(2**62, (), device="cpu"))

    def _embedding_tables(self) -> set[int]:
        return {id(m.weight) for m in self.modules() if isinstance(m, torch.nn.Embedding)}

    def _freeze(self, part: torch.nn.Module) -> None:
        part.requires_grad_(False)

    @classmethod
    def from_pretrained(
        cls,
        *args: Any,
        device_map: Any = None,
        max_memory: Memory | None = None,
        offload_folder: str | os.PathLike[str] | None = None,
        **kwargs: Any,
    ) -> Any:
        """As every model's; `device_map` and `max_memory` spread it over devices by accelerate,
        what the map has on "disk" into `offload_folder`."""
        if not needs_accelerate(device_map):
            if max_memory is not None:
                raise InputError('max_memory limits a plan: pass device_map="auto" with it.')
            kwargs |= {} if device_map is None else {"device_map": device_map}
            loaded = super().from_pretrained(*args, **kwargs)
            if device_map is not None:
                model = loaded[0] if isinstance(loaded, tuple) else loaded
                model.hf_device_map = {"": model.device}
            return loaded
        if kwargs.get("device") is not None:
            raise InputError(f"Pass either device= or device_map={device_map!r}, not both.")
        # Loaded on the CPU it only maps the file: what is copied from there is read once.
        loaded = super().from_pretrained(*args, **kwargs)
        model = loaded[0] if isinstance(loaded, tuple) else loaded
        spread(model, device_map, max_memory, offload_folder)
        return loaded

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> Any:
        """`device`, or a `device_map` that names one device for the whole model; or `mesh` and
        `plan`, which split it over processes."""
        if (split := _sharding(kwargs)) is not None:
            return split
        return one_device(kwargs.pop("device", None), kwargs.pop("device_map", None))

    def save_pretrained(
        self,
        save_directory: str | os.PathLike[str],
        *,
        is_main_process: bool = True,
        **kwargs: Any,
    ) -> None:
        """As every model's. Of a model that is split over processes, all of them call this, the
        first gathers and writes, and all return when the files are there."""
        for module in self.modules():  # after a forward pass, FSDP keeps the outermost gathered
            if (reshard := getattr(module, "reshard", None)) is not None:
                reshard()
        split = [slot for slot in self.slots() if slot.is_split]
        if not split or kwargs.get("state_dict") is not None:
            super().save_pretrained(save_directory, is_main_process=is_main_process, **kwargs)
            return
        from torch import distributed

        if distributed.get_rank() == 0:
            super().save_pretrained(save_directory, **kwargs)
        else:
            slots: dict[str, Any] = {slot.name: slot for slot in self.slots()}
            wanted = set(self._names_to_save(slots))
            for slot in split:
                if slot.name in wanted:
                    slot.read()
        distributed.barrier()

    @classmethod
    def architecture_name(cls) -> str:
        return super().architecture_name().removeprefix("FSDP")  # what `fully_shard` puts before

    def _placed(self, where: Any, report: Any = None) -> Any:
        return where.apply(self, report) if hasattr(where, "apply") else where

    # --- looking -----------------------------------------------------------------------------

    @property
    def dtype(self) -> torch.dtype:
        """The dtype of the first floating parameter."""
        return next(p.dtype for p in self.parameters() if p.is_floating_point())

    @property
    def device(self) -> torch.device:
        """Where the first parameter lies; where accelerate brings it, if that is offloaded."""
        device = next(self.parameters()).device
        return execution_device(self) or device if device.type == "meta" else device

    # --- memory ------------------------------------------------------------------------------

    def gradient_checkpointing_enable(
        self,
        gradient_checkpointing_kwargs: Mapping[str, Any] | None = None,
        every_n_layers: int = 1,
        offload: bool = False,
    ) -> Self:
        """Recompute activations in the backward pass instead of keeping them. Returns self.

        Args:
            gradient_checkpointing_kwargs: options of `torch.utils.checkpoint.checkpoint`; by
                default `use_reentrant=False`, which also works where no input needs gradients.
            every_n_layers: recompute in the first layer of every so many.
            offload: must be False; kept activations do not move to the CPU.
        """
        if offload:
            raise InputError(
                "offload=True is not implemented: run the step within "
                "torch.autograd.graph.save_on_cpu() to keep activations on the CPU."
            )
        if every_n_layers < 1:
            raise InputError(f"every_n_layers is {every_n_layers}, expected 1 or more.")
        options = {"use_reentrant": False, **(gradient_checkpointing_kwargs or {})}
        for index, block in enumerate(self._blocks()):
            block.gradient_checkpointing = index % every_n_layers == 0
            block.checkpoint_options = options
        return self

    def gradient_checkpointing_disable(self) -> Self:
        """Keep activations for the backward pass. Returns self."""
        for block in self._blocks():
            block.gradient_checkpointing = False
        return self

    @property
    def is_gradient_checkpointing(self) -> bool:
        """Whether blocks are computed anew in the backward pass instead of kept."""
        return any(block.gradient_checkpointing for block in self._blocks())

    def _blocks(self) -> list[Block]:
        return [module for module in self.modules() if isinstance(module, Block)]

    # --- what adapters (LoRA) ask --------------------------------------------------------------

    def prepare_inputs_for_generation(self, input_ids: Any, **kwargs: Any) -> dict[str, Any]:
        """The inputs as they are, under the name of the side that generates (`decoder_input_ids`
        of an encoder-decoder). PEFT looks for this method, see `auto_torch.prompts`."""
        name = "decoder_input_ids" if self.config.is_encoder_decoder else "input_ids"
        return {**kwargs, name: input_ids}

    def generate(self, *args: Any, **kwargs: Any) -> Any:
        prompts.begin(self, kwargs)
        return super().generate(*args, **kwargs)

    generate.__doc__ = GenerationMixin.generate.__doc__
    generate.__signature__ = inspect.signature(GenerationMixin.generate)  # type: ignore[attr-defined]

    def enable_input_require_grads(self) -> None:
        """Let gradients flow from the embeddings on, though these are frozen.

        Adapters (LoRA) need it together with reentrant checkpointing. It is of the model's parts,
        too (the layer of patches of an image encoder). A model without a layer of input embeddings
        is left as it is, with a warning in the log.
        """
        models = (m for m in self.modules() if isinstance(m, PreTrainedModel))
        found = (model.get_input_embeddings() for model in models)
        tables = {id(table): table for table in found if isinstance(table, torch.nn.Module)}
        if not tables:
            log.warning(
                "%s has no layer of input embeddings whose output could require gradients. "
                "Checkpointing works without: gradient_checkpointing_enable() has "
                "use_reentrant=False by default.",
                type(self).__name__,
            )
            return

        def require(module: torch.nn.Module, args: Any, output: Any) -> None:
            if isinstance(output, torch.Tensor):
                output.requires_grad_(True)

        self.disable_input_require_grads()
        self._grads_hooks = [table.register_forward_hook(require) for table in tables.values()]

    def disable_input_require_grads(self) -> None:
        """Take back `enable_input_require_grads`."""
        for hook in self.__dict__.pop("_grads_hooks", ()):
            hook.remove()


def _sharding(kwargs: dict[str, Any]) -> Any:
    """What splits a model over processes; torch.distributed is not imported for less."""
    names = ("mesh", "plan", "device_mesh", "tp_plan")
    if all(kwargs.get(name) is None for name in names):
        for name in names:
            kwargs.pop(name, None)
        return None
    from auto_torch.sharding import request

    return request(kwargs)


def _without_filling(args: tuple[Any, ...], most: int) -> tuple[Any, ...]:
    """The positional inputs without what torch.onnx adds: a tensor of each default by name."""
    while len(args) > most and (args[-1] is None or not getattr(args[-1], "shape", True)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that its value will not change
            if bool(args[-1]):
                break
        args = args[:-1]
    return args


def _forgiving(function: Callable[..., Any], owner: type) -> Callable[..., Any]:
    """A forward that libraries may call past `__call__`, with what they pass to any model.

    A variation calls its parent's, which takes the parent's inputs in the parent's order.
    """

    @functools.wraps(function)
    def forward(self: Any, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        if type(self) is not owner:
            return function(self, *args, **kwargs)
        names, options, open_ended = type(self)._inputs
        if args or not (open_ended or all(n in names or n in options for n in kwargs)):
            kwargs = self._bind(args, kwargs)
        output = function(self, **kwargs)
        return output.to_tuple() if return_dict is False else output

    return forward


def _arguments(function: Any) -> set[str]:
    """The names that a function, or one that it wraps, takes; wrappers show another signature."""
    found: set[str] = set()
    while function is not None:
        function = getattr(function, "__func__", function)
        if isinstance(function, FunctionType):
            code = function.__code__
            found.update(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        function = getattr(function, "__wrapped__", None)
    return found


def _shape(value: Any) -> tuple[int, ...] | None:
    return tuple(value.shape) if isinstance(value, torch.Tensor) else None


def _values(value: Any) -> np.ndarray | None:
    return value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else None


def _with_own_code(function: Callable[..., Any], owner: type) -> Callable[..., Any]:
    """The same function with a code object of its own.

    torch.compile counts the versions that it made of one code object and gives up after a few;
    a process that compiles nine architectures is not to share one count.
    """
    if not isinstance(function, FunctionType):
        return function
    code = function.__code__.replace(co_qualname=f"{owner.__qualname__}.{function.__name__}")
    own = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    own.__kwdefaults__ = function.__kwdefaults__
    return functools.update_wrapper(own, function)
