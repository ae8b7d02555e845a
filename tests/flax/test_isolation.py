"""The adapter needs JAX and Flax, and imports no other framework though they be installed."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from auto_flax.models.bert import BertModel
from auto_core.configs.bert import BertConfig
config = BertConfig(vocab_size=9, hidden_size=4, num_hidden_layers=1, num_attention_heads=2,
                    intermediate_size=4, max_position_embeddings=5)
model = BertModel(config).eval()
model([[1, 2, 3]])
model.compile()([[1, 2, 3]])
found = {"torch", "tensorflow", "keras", "transformers"} & set(sys.modules)
print(BertModel.__name__, BertModel.__qualname__, sorted(found))
"""


def test_no_other_framework_is_imported():
    result = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", CODE], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[0] == "FlaxBertModel BertModel []"
