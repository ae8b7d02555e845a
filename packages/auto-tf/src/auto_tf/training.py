"""Keras' fit and evaluate with the loss that a model computes from its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from auto_core.errors import InputError
from auto_core.outputs import ModelOutput


class FitsOwnLoss:
    """Mixin of `keras.Model`: without `compile(loss=...)` the model's own loss is trained."""

    def compile(self: Any, optimizer: Any = "rmsprop", loss: Any = None, **options: Any) -> None:
        """As Keras has it; without a `loss` it is the model's own."""
        self.loss = None  # Keras would keep that of an earlier compile
        super().compile(optimizer, loss, **options)  # type: ignore[misc]

    def compile_from_config(self: Any, config: Any) -> None:
        """As in the file of a compiled model, with the optimizer's variables."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.optimizer is not None and self.built:
            self.optimizer.build(self.trainable_variables)

    def _maybe_symbolic_build(self: Any, iterator: Any = None, data_batch: Any = None) -> None:
        """With the batch of one replica: Keras would take the mean of all, of ids too."""
        if iterator is not None and self._distribute_strategy is not None:
            for _, _, batches in iterator:
                data_batch = keras.tree.map_structure(self._of_first_replica, next(batches))
                break
            iterator = None
        super()._maybe_symbolic_build(iterator, data_batch)  # type: ignore[misc]

    def _of_first_replica(self: Any, value: Any) -> Any:
        return self._distribute_strategy.experimental_local_results(value)[0]

    def train_step(self, data: Any) -> Any:
        """One step of `fit`; labels may stand among the inputs or beside them."""
        return super().train_step(self._labelled(data))  # type: ignore[misc]

    def test_step(self, data: Any) -> Any:
        """One step of `evaluate`; labels may stand among the inputs or beside them."""
        return super().test_step(self._labelled(data))  # type: ignore[misc]

    def _labelled(self: Any, data: Any) -> Any:
        """Move targets in with the inputs, where the model's own loss is to see them."""
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)
        if self.network_class is None or self.loss is not None or y is None:
            return data
        if sample_weight is not None:
            raise InputError("The model's own loss takes no sample_weight: compile with a loss.")
        inputs = x if isinstance(x, Mapping) else {self.main_input_name: x}
        return {**inputs, **(y if isinstance(y, Mapping) else {"labels": y})}

    def compute_loss(
        self: Any,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The loss that was compiled, or else the model's own."""
        if not isinstance(y_pred, ModelOutput):
            return super().compute_loss(x, y, y_pred, sample_weight, training)  # type: ignore[misc]
        if self.loss is not None:
            y = _targets(x) if y is None else y
            return super().compute_loss(x, y, _scores(y_pred), sample_weight, training)  # type: ignore[misc]
        loss = y_pred.get("loss")
        if loss is None:
            raise InputError(
                f"{type(self).__name__} has no loss to train: the data hold no labels and "
                "compile() got no loss. Put labels among the inputs, or compile(loss=...)."
            )
        total = tf.add_n([loss, *(tf.cast(more, loss.dtype) for more in self.losses)])
        return total / tf.cast(_replicas(), total.dtype)  # whose gradients are added up

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Metrics of the logits; a model's output has them among other things."""
        if isinstance(y_pred, ModelOutput):
            y, y_pred = _targets(x) if y is None else y, _scores(y_pred)
        return super().compute_metrics(x, y, y_pred, sample_weight)  # type: ignore[misc]


def _replicas() -> int:
    return tf.distribute.get_strategy().num_replicas_in_sync


def _targets(inputs: Any) -> Any:
    return inputs.get("labels") if isinstance(inputs, Mapping) else None


def _scores(output: ModelOutput) -> Any:
    """What a Keras loss or metric compares with the targets."""
    scores = {name: output[name] for name in output if name.endswith("logits")}
    if len(scores) > 1:
        return scores
    return next(iter(scores.values())) if scores else output[0]
