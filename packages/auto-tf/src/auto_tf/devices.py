"""Names of TensorFlow's devices."""

from __future__ import annotations

from typing import Any

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
