"""auto_tf brings TensorFlow and Keras 3 along, and nothing else."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import auto_tf
assert "tensorflow" not in sys.modules, "importing the package imported the framework"
import tensorflow, keras
brought_by_tensorflow = set(sys.modules)  # its lite package looks for jax
from auto_core.configs.bert import BertConfig
from auto_tf import TFBertModel
config = BertConfig(vocab_size=9, hidden_size=4, num_hidden_layers=1, num_attention_heads=2,
                    intermediate_size=4)
TFBertModel(config)([[1, 2, 3]])
ours = set(sys.modules) - brought_by_tensorflow
foreign = {"torch", "jax", "flax", "transformers", "tf_keras"} & ours
assert not foreign, foreign
assert "auto_core.models.bert" not in sys.modules
"""


def test_no_other_framework_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
