"""What test_strategies.py runs on four logical devices; prints one JSON object."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

from auto_tf import TFAutoModelForCausalLM

folder, kind, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 4)
ids = (np.arange(32).reshape(4, 8) * 7) % 60 + 3


def strategy() -> Any:
    if kind == "workers":  # of one worker, as on each machine
        return tf.distribute.MultiWorkerMirroredStrategy()
    return tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(count)])


def fitted(model: Any) -> list[np.ndarray]:
    model.compile(keras.optimizers.SGD(0.5))
    data = tf.data.Dataset.from_tensor_slices({"input_ids": ids, "labels": ids}).batch(4)
    model.fit(data, verbose=0, shuffle=False, epochs=2)
    return [v.numpy() for v in model.trainable_variables]


alone = TFAutoModelForCausalLM.from_pretrained(folder)
over = strategy()
with over.scope():
    model = TFAutoModelForCausalLM.from_pretrained(folder)
    fresh = TFAutoModelForCausalLM.from_config(model.config)

values = [slot.variable.value for slot in model.slots()]
found: dict[str, Any] = {
    "copies": sorted({len(over.experimental_local_results(v)) for v in values}),
    "fresh": sorted(
        {len(over.experimental_local_results(s.variable.value)) for s in fresh.slots()}
    ),
    "once": len({id(v) for v in values}) == len({s.identity for s in alone.slots()}),
    "loaded": all(
        (a.read() == b.read()).all() for a, b in zip(model.slots(), alone.slots(), strict=True)
    ),
}


def largest(pairs: Any) -> float:
    return max(float(abs(np.asarray(a) - np.asarray(b)).max()) for a, b in pairs)


found["forward"] = largest([(model(ids).logits, alone(ids).logits)])


@tf.function
def each(batch: Any) -> Any:
    return over.run(lambda part: model(part).logits, args=(batch,))


batches = over.experimental_distribute_dataset(tf.data.Dataset.from_tensor_slices(ids).batch(4))
logits = tf.concat(over.experimental_local_results(each(next(iter(batches)))), 0)
found["replicas"] = largest([(logits, alone(ids).logits)])
options = dict(max_new_tokens=4, do_sample=False)
found["ids"] = bool(
    (model.generate(ids, **options) == alone.generate(ids, **options)).numpy().all()
)
found["fit"] = largest(zip(fitted(model), fitted(alone), strict=True))
model.save_pretrained(folder.parent / "saved")
again = TFAutoModelForCausalLM.from_pretrained(folder.parent / "saved")
found["saved"] = largest([(again(ids).logits, model(ids).logits)])
print(json.dumps(found))
