"""The TensorFlow model bases.

Architectures derive from `PreTrainedModel`, a Keras layer, because `keras.Model` reserves names
that checkpoints need. What users hold is a `TFPreTrainedModel`: a thin `keras.Model` around it,
whose class `shell` makes. It adds what Keras' models have: fit, export, weights files.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import keras
import tensorflow as tf

from auto_core.checkpoints.copying import write_copies
from auto_core.checkpoints.quantized.packed import Packed
from auto_core.configs import PreTrainedConfig
from auto_core.errors import ConfigError, InputError
from auto_core.pretrained import PreTrainedMixin, building
from auto_core.pretrained.adding import AddLoraMixin
from auto_core.pretrained.tree import tree
from auto_tf import layouts, lite, nests  # noqa: F401  (registers outputs)
from auto_tf.blocks.low_rank import Adaptable
from auto_tf.devices import check_distribution, device_name
from auto_tf.generation.mixin import GenerationMixin
from auto_tf.inputs import as_tensor, shape_of, spread, values_of, whole_ids
from auto_tf.nn.dropout import Dropout
from auto_tf.nn.linear import Linear
from auto_tf.nn.module import (
    Module,
    Trains,
    as_written,
    partition,
    training_flag,
    training_mode,
)
from auto_tf.nn.packed import PackedExperts, Packs
from auto_tf.nn.random import shared_seeds
from auto_tf.parts import ShowsParts, config_of, made_of, name_parts
from auto_tf.training import FitsOwnLoss

# Whether a call is traced for a SavedModel's signature, whose outputs are tensors: no cache.
_exporting: ContextVar[bool] = ContextVar("exporting", default=False)


@contextlib.contextmanager
def _no_cache() -> Iterator[None]:
    token = _exporting.set(True)
    try:
        yield
    finally:
        _exporting.reset(token)


class _TensorFlowMixin(AddLoraMixin):
    """What both bases answer to PreTrainedMixin, and how both are copied."""

    placement_keywords = ("device",)
    class_prefix = "TF"

    if TYPE_CHECKING:  # what the mixin and Keras' class, which come after in the MRO, have
        _arguments: tuple[Any, ...]
        tied_weights: ClassVar[Mapping[str, str]]

        def ties(self) -> dict[str, str]: ...

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # Keras would keep the arguments in its own way; it does not where it cannot read them.
        model = super().__new__(cls, **{"": None})
        model.__dict__["_arguments"] = (args, kwargs)
        return model

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Pickle and copy by the constructor's arguments and the values: Keras cannot."""
        values, names = {}, {}
        quantised: dict[str, Packed] = {}
        for slot in self.slots():
            if isinstance(slot.layer, Packs) and slot.layer.packed is not None:
                name, _, part = slot.name.rpartition(".")
                if part in slot.layer.kept:
                    known = quantised.get(name, slot.layer.packed)
                    parts = {**known.tensors, part: slot.read()}
                    quantised[name] = replace(known, tensors=parts)
                    continue
            if slot.identity not in values:
                values[slot.identity] = (slot.name, slot.read(), slot.trainable)
            names[slot.name] = values[slot.identity][0]
        ties = [(name, first) for name, first in names.items() if name != first]
        made = (type(self), *self._arguments, list(values.values()), ties, quantised)
        return _rebuild, made

    def __dir__(self) -> list[str]:
        # Keras' weights files follow dir(): this second way to the same layers would be a loop.
        return [name for name in super().__dir__() if name != "base_model"]

    def __repr__(self) -> str:
        return tree(self)

    def slots(self) -> Iterator[layouts.VariableSlot]:
        model: Any = self
        return layouts.slots(model)

    def _tie(self, target: str, source: str) -> None:
        by_name = {slot.name: slot for slot in self.slots()}
        old, new = by_name[target], by_name[source]
        if old.axes != new.axes:
            old.layer.tie(new.variable)
        else:
            setattr(old.layer, old.attribute, new.variable)
            if old.variable is not new.variable:
                old.layer._tracker.untrack(old.variable)

    _write_all = staticmethod(write_copies)

    def _linear_layers(self) -> dict[str, keras.layers.Layer]:
        weights = (s for s in self.slots() if s.name.endswith(".weight"))
        return {
            slot.name.removesuffix(".weight"): slot.layer
            for slot in weights
            if isinstance(slot.layer, Linear)
        }

    def _expert_stacks(self) -> set[str]:
        return {
            slot.name
            for slot in self.slots()
            if slot.attribute in getattr(slot.layer, "expert_stacks", ())
        }

    def _keep(self, name: str, packed: Packed, where: Any) -> None:
        if packed.count is None:
            linear: Any = self._linear_layers()[name]
            linear.pack(packed, where)
        else:
            slot = next(slot for slot in self.slots() if slot.name == name)
            setattr(slot.layer, slot.attribute, PackedExperts(packed, where))

    def _adaptable(self) -> dict[str, tuple[int, int]]:
        return {
            name: (layer.in_features, layer.out_features)
            for name, layer in self._adaptable_layers().items()
        }

    def _adaptable_layers(self) -> dict[str, Any]:
        return {
            slot.name.rpartition(".")[0]: slot.layer
            for slot in self.slots()
            if isinstance(slot.layer, Linear | Adaptable) and ".lora_" not in slot.name
        }

    def _add_lora(
        self, layer: str, sizes: tuple[int, int, int], scale: float, dropout: float
    ) -> None:
        module = self._unlocked(layer)
        inputs, rank, outputs = sizes
        module.lora_A = Linear(inputs, rank, bias=False)
        module.lora_B = Linear(rank, outputs, bias=False)
        module.lora_scale = scale
        if dropout:
            module.lora_dropout = Dropout(dropout)
        module._tracker.lock()

    def _drop_lora(self, layer: str) -> None:
        module = self._unlocked(layer)
        for name in ("lora_A", "lora_B", "lora_dropout"):
            part = getattr(module, name)
            if part is not None:
                module._tracker.untrack(part)
                setattr(module, name, None)
        module._tracker.lock()

    def _unlocked(self, layer: str) -> Any:
        """A layer whose parts may change; generation's graphs of the old ones are forgotten."""
        vars(self).pop("_generation_functions", None)
        module = self._adaptable_layers()[layer]
        module._tracker.unlock()
        return module

    def _set_trainable(self, names: Iterable[str], trainable: bool) -> None:
        chosen = set(names)
        for slot in self.slots():
            if slot.name in chosen and not slot.is_buffer:
                slot.variable.trainable = trainable

    def _sampling_seed(self) -> int:
        return random.getrandbits(62)  # what keras.utils.set_random_seed and Keras' layers use

    def _embedding_tables(self) -> set[int]:
        return {s.identity for s in self.slots() if isinstance(s.layer, keras.layers.Embedding)}

    def _freeze(self, part: keras.layers.Layer) -> None:
        # Of the variables alone: a frozen layer of Keras would ignore training mode, too.
        for slot in layouts.slots(part):
            slot.variable.trainable = False

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> str | None:
        """`device`, a TensorFlow device name; else an outer `tf.device` or strategy decides."""
        device = kwargs.pop("device", None)
        return None if device is None else device_name(device)

    def get_config(self) -> dict[str, Any]:
        """What Keras writes into a file to make this model of."""
        return config_of(self)

    @classmethod
    def from_config(cls, config: Any, *args: Any, **kwargs: Any) -> Any:
        """A model with fresh weights; also what Keras calls with the dict of `get_config`."""
        if isinstance(config, dict):
            return made_of(cls, config)
        return super().from_config(config, *args, **kwargs)  # type: ignore[misc]

    @property
    def device(self) -> str:
        """Where the first variable lies."""
        return next(self.slots()).variable.value.device


def _rebuild(
    cls: Any, args: Any, kwargs: Any, values: Any, ties: Any, quantised: Mapping[str, Packed]
) -> Any:
    with building():
        model = cls(*args, **kwargs)
    if isinstance(model, TFPreTrainedModel):
        model.build_own_layers({name: value.shape for name, value, _ in values})
    for target, source in ties:
        model._tie(target, source)
    for name, packed in quantised.items():
        model._keep(name, packed, None)
    slots = {slot.name: slot for slot in model.slots()}
    for name, value, trainable in values:
        slots[name].write(value, None, None)
        slots[name].variable.trainable = trainable
    model.init_weights()
    return model


class PreTrainedModel(GenerationMixin, _TensorFlowMixin, PreTrainedMixin, Module):
    """Base of the networks: what architecture files know as nn.PreTrainedModel."""

    def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any):
        super().__init__()  # pyright: ignore[reportCallIssue]  (Keras' constructor)
        self.config = config

    generate = as_written(GenerationMixin.generate)

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        keras.saving.register_keras_serializable(cls.__module__.partition(".")[0])(cls)

    @as_written
    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        if "others" in kwargs:  # a functional model repeats a call
            return super().__call__(*args, **kwargs)
        flag = training_flag(kwargs)
        inputs = whole_ids(self._converted(self._bind(args, kwargs), as_tensor))
        self._check_inputs(inputs, shape_of, values_of)
        output = super().__call__(**inputs, **flag)
        return output.to_tuple() if self._wants_tuple(return_dict) else output

    def post_init(self) -> None:
        layouts.name_variables(self)
        super().post_init()


class TFPreTrainedModel(
    GenerationMixin,
    _TensorFlowMixin,
    PreTrainedMixin,
    ShowsParts,
    Trains,
    FitsOwnLoss,
    keras.Model,
):
    """Base of the models that users hold; `shell` makes the class for a network.

    It may also be subclassed directly: define layers in `__init__` and `call`, as with
    `keras.Model`; checkpoint names follow the attributes.
    """

    network_class: ClassVar[type[PreTrainedModel] | None] = None
    generate = as_written(GenerationMixin.generate)

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if cls.network_class is not None:
            cls._inputs = cls.network_class._inputs

    def __init__(self, config: PreTrainedConfig | None = None, *args: Any, **kwargs: Any):
        check_distribution()
        super().__init__()
        if self.network_class is not None:
            network: Any = self.network_class
            with shared_seeds():
                self.network = network(config, *args, **kwargs)
            name_parts(self.network)
            config = self.network.config  # one made of whole models gets it from them
            self.built = True
        self.config: Any = config

    @classmethod
    def _constructed(cls) -> Any:
        return cls.network_class or cls

    def match_weights(self, weights: Mapping[str, Any]) -> Any:
        """As the network does, whose architecture may have rules of its own."""
        owner: Any = super() if self.network_class is None else self.network
        return owner.match_weights(weights)

    # --- calling -----------------------------------------------------------------------------

    @as_written
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The network's output for inputs by position, by name, or as one mapping.

        `training` switches dropout on; left open, an outer Keras layer decides, else `train()`.
        """
        if self.network_class is None or "others" in kwargs:  # a functional model repeats a call
            return super().__call__(*args, **kwargs)
        check_distribution()
        flag, return_dict = training_flag(kwargs), kwargs.pop("return_dict", None)
        bound = whole_ids(self._converted(self._bind(*spread(args, kwargs)), as_tensor))
        if _exporting.get() and "use_cache" in self._inputs[1]:
            bound.setdefault("use_cache", False)
        self._check_inputs(bound, shape_of, values_of)
        inputs, others = partition(bound)
        others.values["return_dict"] = return_dict
        return super().__call__(inputs, others=others, **flag)

    def call(self, inputs: Any, others: Any = None, training: bool | None = None) -> Any:
        """What Keras calls: the inputs by name, and what is no tensor."""
        with training_mode(bool(self.training if training is None else training)):
            return self.network(**inputs, **(others.values if others else {}))

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The call without Keras' bookkeeping."""
        return self.network(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:  # only called when normal lookup fails
        network = self.__dict__.get("network")
        if network is None or name.startswith("__"):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")
        return getattr(network, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # What a user sets to steer the computation (VITS' noise_scale) belongs to the network.
        network = self.__dict__.get("network")
        own = name in self.__dict__ or hasattr(type(self), name)
        steers = isinstance(value, int | float | None) or name == "tokenizer"
        if not own and steers and name in vars(network or object):
            setattr(network, name, value)
        else:
            super().__setattr__(name, value)

    # --- the network's answers ---------------------------------------------------------------

    def slots(self) -> Iterator[layouts.VariableSlot]:
        return layouts.slots(self._network())

    def _network(self) -> Any:
        return self.__dict__.get("network", self)

    def get_input_embeddings(self) -> Any:
        return self._owner("get_input_embeddings")()

    def set_input_embeddings(self, value: Any) -> None:
        self._owner("set_input_embeddings")(value)

    def get_output_embeddings(self) -> Any:
        return self._owner("get_output_embeddings")()

    def _owner(self, method: str) -> Any:
        network = self.__dict__.get("network")
        return getattr(super() if network is None else network, method)

    # --- values ------------------------------------------------------------------------------

    def init_weights(self, **options: Any) -> None:
        super().init_weights(**options)
        self._adopt_dtype()

    def load_weights(self, source: Any, *args: Any, **options: Any) -> Any:
        """From a file of Keras' `save_weights`, or from the stored tensors of a checkpoint."""
        if not isinstance(source, Mapping):
            return keras.Model.load_weights(self, source, *args, **options)
        self.build_own_layers({name: tensor.shape for name, tensor in source.items()})
        report = super().load_weights(source, *args, **options)
        self._adopt_dtype()
        return report

    def _adopt_dtype(self) -> None:
        """Compute in the dtype of the variables, unless a mixed policy already fits them."""
        dtypes = (slot.variable.value.dtype for slot in self.slots())
        dtype = next((dtype.name for dtype in dtypes if dtype.is_floating), self.variable_dtype)
        if dtype != self.variable_dtype:
            self.dtype_policy = dtype

    @property
    def dummy_inputs(self) -> dict[str, Any]:
        """Inputs that build the ordinary Keras layers of a subclass, when it is loaded."""
        return {self.main_input_name: tf.ones((1, 1), tf.int64)}

    def build_own_layers(self, shapes: Mapping[str, Any]) -> None:
        """Ordinary Keras layers have no variables before their first call.

        They get them by the shapes of a checkpoint's tensors, and where these do not tell (a
        layer of several), by a call with `dummy_inputs`.

        Raises:
            ConfigError: that call failed.
        """
        layouts.build(self, shapes)
        if self.built or not self._unbuilt():
            return
        self.init_weights()
        try:
            if self.main_input_name in self.call_signature_parameters:
                self(**self.dummy_inputs)
            else:
                self(self.dummy_inputs)
        except Exception as error:
            raise ConfigError(
                f"{type(self).__name__} has layers without variables "
                f"({', '.join(self._unbuilt())}), and a call with dummy_inputs fails: "
                f"{error!s:.300} Build them in __init__, as in "
                "self.layer.build((None, config.width)), or define the property dummy_inputs: "
                "inputs by name that the model can be called with."
            ) from error

    def _unbuilt(self) -> list[str]:
        """Names of the layers that wait for a first call."""
        layers = self.layers if self.network_class is None else self._flatten_layers(False)
        return [layer.name for layer in layers if not layer.built]

    # --- files -------------------------------------------------------------------------------

    def _tensors_to_save(self) -> dict[str, Any]:
        if waiting := self._unbuilt():
            raise InputError(
                f"{type(self).__name__} has layers without variables ({', '.join(waiting)}): call "
                "it once before you save it, or build them in __init__, as in "
                "self.layer.build((None, config.width))."
            )
        known = {slot.identity for slot in self.slots()}
        lost = [v.path for v in self.trainable_variables if id(v) not in known]
        if lost:
            raise InputError(
                f"{type(self).__name__} has variables of Keras layers whose name in a checkpoint "
                f"is not known: {', '.join(lost[:5])}. Save them with save_weights, or build the "
                "layer of Dense, Embedding, normalization and convolution layers."
            )
        return super()._tensors_to_save()

    def export(self, filepath: Any, *args: Any, input_signature: Any = None, **kwargs: Any) -> None:
        """Write a SavedModel that computes without a cache, with a serving signature.

        By default it takes int32 ids and attention mask [b t], and an encoder-decoder's
        `decoder_input_ids` [b t].

        Raises:
            InputError: the model takes no ids, and no `input_signature` is given.
        """
        if input_signature is None and self.network_class is not None:
            if self.main_input_name != "input_ids":
                raise InputError(
                    f"{type(self).__name__} takes {self.main_input_name}, whose shape is not known "
                    "here: pass input_signature=[{" + f"{self.main_input_name!r}: tf.TensorSpec("
                    "[None, ...], tf.float32)}]."
                )
            input_signature = [self._served_inputs()]
        with _no_cache():
            super().export(filepath, *args, input_signature=input_signature, **kwargs)

    def _served_inputs(self) -> dict[str, tf.TensorSpec]:
        """What a serving signature takes: ids and what stands beside them."""
        names = ["input_ids", "attention_mask"]
        if not self.architecture_name().endswith(("Classification", "QuestionAnswering")):
            names.append("decoder_input_ids")  # which those make of the input's
        choices = [None] if self.architecture_name().endswith("MultipleChoice") else []
        taken = [name for name in names if name in self._inputs[0]]
        return {name: tf.TensorSpec([None, None, *choices], tf.int32, name) for name in taken}

    @property
    def _default_save_signature(self) -> Any:
        """The signature of `tf.saved_model.save`, that of `export`; None where ids are not taken.

        Keras would make one of the shapes that a model was built with.
        """
        if self.network_class is None:
            return super()._default_save_signature
        if self.main_input_name != "input_ids":
            return None

        @tf.function(input_signature=[self._served_inputs()])
        def serving_default(inputs: dict[str, tf.Tensor]) -> dict[str, tf.Tensor]:
            with _no_cache():
                return dict(self(inputs))

        return serving_default

    def save_spec(self, dynamic_batch: bool = True) -> Any:
        """What a TFLite converter traces a call with, as Keras 2's models had it; None where the
        shapes of the inputs are not known.

        Ids and attention mask [b t], or the image_size's pixels [b c h w].
        """
        if self.main_input_name == "input_ids":
            inputs = self._served_inputs()
        elif self.main_input_name == "pixel_values":
            inputs = lite.image_spec(self.config)
        else:
            return None
        lite.prepare(_no_cache)
        return ([inputs], {})


_shells: dict[type[PreTrainedModel], type[TFPreTrainedModel]] = {}
_lock = threading.Lock()

# What an architecture declares, as the mixin annotates it; its shell declares the same.
_DECLARED = [
    name
    for cls in PreTrainedMixin.__mro__
    for name, hint in vars(cls).get("__annotations__", {}).items()
    if "ClassVar" in hint and name not in ("class_prefix", "_inputs")
]


def _own_classes(network: type[PreTrainedModel]) -> tuple[type, ...]:
    """A network's class and those below it that its architecture defines."""
    return network.__mro__[: network.__mro__.index(PreTrainedModel)]


def _constructors(network: type[PreTrainedModel]) -> dict[str, Any]:
    """The class methods that an architecture defines: other ways to make a model of it."""
    return {
        name: member
        for cls in reversed(_own_classes(network))
        for name, member in vars(cls).items()
        if isinstance(member, classmethod)
    }


def _of_network(name: str) -> Callable[..., Any]:
    """A method of the network, as one of the model that users hold."""

    def method(self: TFPreTrainedModel, *args: Any, **kwargs: Any) -> Any:
        return getattr(self.network, name)(*args, **kwargs)

    method.__name__ = name
    return method


def shell(network: type[PreTrainedModel]) -> type[TFPreTrainedModel]:
    """The class that users hold for a network: `TFBertModel` for `BertModel`; one per network."""
    with _lock:
        if network not in _shells:
            body: dict[str, Any] = {name: getattr(network, name) for name in _DECLARED}
            body |= _constructors(network)
            for name in ("generate", "save_pretrained", "load_adapter"):
                if any(name in vars(cls) for cls in _own_classes(network)):
                    body[name] = _of_network(name)  # not every model's way
            built_in = network.__module__.startswith("auto_tf.models.")
            body |= {
                "network_class": network,
                "__doc__": network.__doc__,
                "__module__": "auto_tf" if built_in else network.__module__,
            }
            name = TFPreTrainedModel.class_prefix + network.__name__
            made: Any = type(TFPreTrainedModel)(name, (TFPreTrainedModel,), body)
            package = made.__module__.partition(".")[0]
            named: Any = keras.saving.register_keras_serializable(package)(made)
            _shells[network] = named
        return _shells[network]
