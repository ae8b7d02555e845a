"""HuggingFace-style Auto classes without a framework: configs, tokenizers, processors,
checkpoints, and the NumPy reference models.

    from auto_core import AutoConfig, AutoTokenizer, NumpyAutoModel
"""

from __future__ import annotations

from auto_core.auto.exports import lazy_exports
from auto_core.auto.tasks import TASKS

__version__ = "0.1.0"

_names = {
    "AutoConfig": "auto_core.auto.configuration",
    "AutoTokenizer": "auto_core.auto.tokenization",
    "AutoImageProcessor": "auto_core.auto.image_processing",
    "AutoVideoProcessor": "auto_core.auto.video_processing",
    "AutoFeatureExtractor": "auto_core.auto.feature_extraction",
    "AutoProcessor": "auto_core.auto.processing",
    "AsyncTextIteratorStreamer": "auto_core.decoding.streamers",
    "BaseStreamer": "auto_core.decoding.streamers",
    "BatchEncoding": "auto_core.tokenizers",
    "BatchFeature": "auto_core.tensors",
    "GenerationConfig": "auto_core.decoding.config",
    "LogitsProcessor": "auto_core.decoding.callbacks",
    "LogitsProcessorList": "auto_core.decoding.callbacks",
    "StoppingCriteria": "auto_core.decoding.callbacks",
    "StoppingCriteriaList": "auto_core.decoding.callbacks",
    "TextIteratorStreamer": "auto_core.decoding.streamers",
    "TextStreamer": "auto_core.decoding.streamers",
    "PreTrainedTokenizer": "auto_core.tokenizers",
    "PreTrainedTokenizerBase": "auto_core.tokenizers",
    "PreTrainedTokenizerFast": "auto_core.tokenizers",
    "PreTrainedConfig": "auto_core.configs._base",
    "PretrainedConfig": "auto_core.configs._base",
    "NumpyPreTrainedModel": "auto_core.pretrained_numpy",
    **{f"Numpy{task.name}": "auto_core.auto.numpy" for task in TASKS},
}

__getattr__, __dir__ = lazy_exports("auto_core", _names, prefix="Numpy", configs=True)
