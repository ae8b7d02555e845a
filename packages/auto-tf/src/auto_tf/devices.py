"""Names of TensorFlow's devices, and what spreads models over them."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from auto_core.errors import InputError


def device_name(wanted: Any) -> str:
    """The name of a device that is there: TensorFlow itself takes another one silently.

    Raises:
        InputError: it is no device, or not there; names those that are.
    """
    name = getattr(wanted, "name", wanted)
    there = [tf.DeviceSpec.from_string(device.name) for device in tf.config.list_logical_devices()]
    try:
        spec = tf.DeviceSpec.from_string(name.replace("cuda", "GPU"))
    except (AttributeError, TypeError, ValueError):
        spec = tf.DeviceSpec()  # of no kind, as is nothing that is there
    same_kind = [one for one in there if one.device_type == spec.device_type]
    if not any(spec.device_index in (None, one.device_index) for one in same_kind):
        names = ", ".join(f"{one.device_type}:{one.device_index}" for one in there)
        raise InputError(
            f"device={wanted!r} is no device of TensorFlow here. Its devices: {names}."
        )
    return spec.to_string()


def check_distribution() -> None:
    """Refuse a model while Keras has a distribution, which TensorFlow's variables ignore: they
    would stay whole on one device, and calls fail within Keras.

    Raises:
        InputError: `keras.distribution.set_distribution` or a distribution's scope is in force.
    """
    distribution = keras.distribution.distribution()
    if distribution is not None:
        raise InputError(
            f"keras.distribution has a {type(distribution).__name__}, which neither splits nor "
            "copies weights on TensorFlow. Call keras.distribution.set_distribution(None), and "
            "load the model within `with tf.distribute.MirroredStrategy().scope():`, which keeps "
            "a copy on each device. Split models are auto_torch's and auto_flax's."
        )
