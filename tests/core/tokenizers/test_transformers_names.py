"""The names that people's code imports from transformers are here too."""

from __future__ import annotations

import importlib
import json
import pickle
import re
import shutil
from pathlib import Path

import pytest
from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES

import auto_core
from auto_core.auto.named import class_names
from auto_core.errors import InputError
from auto_core.registry.configs import model_types
from auto_core.tokenizers.kinds import KINDS, MODEL_TYPES

PACKAGES = ("auto_core", "auto_torch", "auto_tf", "auto_flax")
# Import lines of model cards and of transformers' documentation, without the package.
_IMPORTED = """
AutoConfig AutoTokenizer AutoProcessor AutoImageProcessor AutoFeatureExtractor GenerationConfig
BertConfig BertTokenizer BertTokenizerFast RobertaTokenizer RobertaTokenizerFast GPT2Tokenizer
GPT2TokenizerFast DistilBertTokenizer DistilBertTokenizerFast T5Tokenizer T5TokenizerFast
BartTokenizer LlamaTokenizer LlamaTokenizerFast XLMRobertaTokenizer AlbertTokenizer
CLIPTokenizer MarianTokenizer MBart50TokenizerFast NllbTokenizer WhisperTokenizer
DebertaV2Tokenizer PreTrainedTokenizer PreTrainedTokenizerFast CLIPProcessor WhisperProcessor
Wav2Vec2Processor BlipProcessor TrOCRProcessor LayoutLMv3Processor SamProcessor ViltProcessor
OwlViTProcessor ViTImageProcessor ViTImageProcessorFast ViTFeatureExtractor CLIPImageProcessor
DetrImageProcessor DetrFeatureExtractor SegformerImageProcessor BeitFeatureExtractor
ConvNextImageProcessor MaskFormerImageProcessor DPTImageProcessor Wav2Vec2FeatureExtractor
WhisperFeatureExtractor ASTFeatureExtractor Wav2Vec2CTCTokenizer SpeechT5Processor
StoppingCriteria StoppingCriteriaList LogitsProcessor LogitsProcessorList TextStreamer
TextIteratorStreamer BatchEncoding DataCollatorWithPadding DataCollatorForLanguageModeling
DataCollatorForSeq2Seq DataCollatorForTokenClassification DefaultDataCollator
default_data_collator
"""
IMPORTED = _IMPORTED.split()


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_of_model_cards(package: str) -> None:
    module = importlib.import_module(package)
    stub = (Path(module.__file__ or "").parent / "__init__.pyi").read_text()
    for name in IMPORTED:
        assert getattr(module, name) is not None
        assert name.endswith("FeatureExtractor") or re.search(rf"\b{name}\b", stub), name


@pytest.mark.parametrize("name", class_names())
def test_a_class_of_each_name(name: str) -> None:
    found = getattr(auto_core, name)
    assert found.__name__ == name
    assert pickle.loads(pickle.dumps(found)) is found


def test_model_types_have_the_tokenizers_that_transformers_gives_them() -> None:
    known = {t: name for t, name in TOKENIZER_MAPPING_NAMES.items() if t in model_types() and name}
    missing = {t: name for t, name in known.items() if name in KINDS and t not in MODEL_TYPES}
    assert not missing
    assert MODEL_TYPES["zaya"] == known["zaya"]


def test_a_tokenizer_is_an_instance_of_its_named_class(real_vocabulary: Path) -> None:
    tokenizer = auto_core.AutoTokenizer.from_pretrained(real_vocabulary)
    assert type(tokenizer) is auto_core.BertTokenizer is auto_core.BertTokenizerFast
    assert type(pickle.loads(pickle.dumps(tokenizer))) is auto_core.BertTokenizer
    again = auto_core.BertTokenizer.from_pretrained(real_vocabulary)
    assert again("It works").data == tokenizer("It works").data


def test_a_named_class_reads_its_own_kind_alone(real_vocabulary: Path) -> None:
    with pytest.raises(InputError, match="is a repository of BertTokenizer, not of GPT2Tokenizer"):
        auto_core.GPT2Tokenizer.from_pretrained(real_vocabulary)


def test_older_files_without_a_name_are_what_the_caller_takes_them_for(
    real_vocabulary: Path, tmp_path: Path
) -> None:
    """Chinese ALBERTs come with BERT's vocabulary, and their cards say BertTokenizer."""
    shutil.copy(real_vocabulary / "vocab.txt", tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "albert"}')
    tokenizer = auto_core.BertTokenizer.from_pretrained(tmp_path)
    assert tokenizer("it works")["input_ids"] == [101, 2009, 2573, 102]
    shutil.copy(real_vocabulary / "tokenizer.json", tmp_path)
    with pytest.raises(InputError, match="is a repository of AlbertTokenizer"):
        auto_core.BertTokenizer.from_pretrained(tmp_path)


def test_a_processor_reads_its_own_kind_alone(tmp_path: Path) -> None:
    path = tmp_path / "preprocessor_config.json"
    path.write_text(json.dumps({"image_processor_type": "CLIPImageProcessor"}))
    assert auto_core.CLIPImageProcessor.from_pretrained(tmp_path).do_center_crop
    with pytest.raises(InputError, match="of CLIPImageProcessor, not of ViTImageProcessor"):
        auto_core.ViTImageProcessor.from_pretrained(tmp_path)
    path.write_text(json.dumps({"feature_extractor_type": "ViTFeatureExtractor"}))
    assert type(auto_core.ViTFeatureExtractor.from_pretrained(tmp_path)).__name__ == (
        "ViTImageProcessor"
    )
    (tmp_path / "processor_config.json").write_text('{"processor_class": "CLIPProcessor"}')
    with pytest.raises(InputError, match="of CLIPProcessor, not of BlipProcessor"):
        auto_core.BlipProcessor.from_pretrained(tmp_path)


@pytest.mark.parametrize(
    ("package", "name", "hint"),
    [
        ("auto_core", "BertTokenzer", "Did you mean 'BertTokenizer'"),
        ("auto_torch", "AutoModelForCausalLMs", "Did you mean 'AutoModelForCausalLM'"),
        ("auto_torch", "TFAutoModel", "It is in auto_tf"),
        ("auto_torch", "pipeline", "Auto class of the task"),
        ("auto_torch", "Trainer", "from transformers import Trainer"),
    ],
)
def test_a_name_that_is_not_there(package: str, name: str, hint: str) -> None:
    """`from x import y` says the hint too, and `hasattr` stays quiet."""
    with pytest.raises(ImportError, match=hint):
        exec(f"from {package} import {name}")
    module = importlib.import_module(package)
    assert not hasattr(module, name)
    with pytest.raises(AttributeError, match=hint):
        getattr(module, name)
