"""A compiled call of a model.

`nnx.jit` takes the whole model apart and puts it together again at each call, which costs more
than a small model's computation. This does so only after a change of structure.
"""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from flax import nnx

from auto_flax.meshes import require_auto
from auto_flax.nn.module import Clock, Frozen


class CompiledModel:
    """Calls a model through `jax.jit`; made by `model.compile()`.

    Takes what the model takes and returns what it returns. It sees the model as it is at each
    call: new weights, `train()`/`eval()`, other layers. Random states advance, so dropout
    differs from call to call. Each combination of shapes and of options is compiled once.
    Changes inside layers of other libraries, not made through attributes of the model's own
    layers, need `refresh()`.
    """

    def __init__(self, model: Any):
        self.model = model
        # The model's module is built on this one.
        from auto_flax.pretrained import shape_of, values_of

        self._shape_of, self._values_of = shape_of, values_of
        self._functions: dict[Any, Any] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take the model apart anew."""
        self._seen = Clock.now
        graphdef, state = nnx.split(self.model)
        self._state = state
        self._changing = [v for _, v in nnx.to_flat_state(state) if changes(v)]
        if graphdef not in self._functions:
            self._functions[graphdef] = jax.jit(_function(graphdef), static_argnames="options")
        self._call = self._functions[graphdef]

    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        if self._seen != Clock.now:
            self.refresh()
        names, _, _ = type(self.model)._inputs
        inputs, options = {}, []
        bound = self.model._converted(self.model._bind(args, kwargs), self._as_array)
        require_auto(bound.values())
        self.model._check_inputs(bound, self._shape_of, self._values_of)
        for name, value in bound.items():
            if name in names or isinstance(value, jax.Array | np.ndarray):
                inputs[name] = value
            else:
                options.append((name, value))
        output, changed = self._call(self._state, inputs, options=tuple(sorted(options)))
        for variable, value in zip(self._changing, changed, strict=True):
            variable.set_value(value)
        return output.to_tuple() if self.model._wants_tuple(return_dict) else output

    def _as_array(self, value: Any) -> Any:
        """Lists become arrays; NumPy's floats get the model's dtype, as in its own call."""
        array = np.asarray(value) if isinstance(value, list | tuple) else value
        if isinstance(array, np.ndarray) and array.dtype.kind == "f":
            return array.astype(self.model.dtype, copy=False)
        return array


def changes(variable: Any) -> bool:
    """Whether a call may leave another value: that of a statistic or of a random state."""
    return not isinstance(variable, nnx.Param | Frozen)


def _function(graphdef: Any) -> Any:
    def call(state: Any, inputs: dict[str, Any], *, options: tuple[tuple[str, Any], ...]) -> Any:
        model = nnx.merge(graphdef, state)
        output = model(**inputs, **dict(options), return_dict=True)
        after = nnx.to_flat_state(nnx.state(model))
        return output, [v.get_value() for _, v in after if changes(v)]

    return call
