"""Every class of every family exists, knows what it can build and refuses what it cannot."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auto_core import AutoConfig, BertConfig
from auto_core.auto.tasks import TASKS
from auto_core.errors import UnknownModelTypeError, UnsupportedTaskError

FAMILIES = {"auto_core": "Numpy", "auto_torch": "", "auto_tf": "TF", "auto_flax": "Flax"}
NAMES = [(package, prefix + task.name) for package, prefix in FAMILIES.items() for task in TASKS]
# The classes of transformers' documentation page of Auto classes, and the newer names.
DOCUMENTED = [
    "AutoModel",
    "AutoModelForPreTraining",
    "AutoModelForCausalLM",
    "AutoModelForMaskedLM",
    "AutoModelForMaskGeneration",
    "AutoModelForSeq2SeqLM",
    "AutoModelForSequenceClassification",
    "AutoModelForMultipleChoice",
    "AutoModelForNextSentencePrediction",
    "AutoModelForTokenClassification",
    "AutoModelForQuestionAnswering",
    "AutoModelForTextEncoding",
    "AutoModelForDepthEstimation",
    "AutoModelForImageClassification",
    "AutoModelForVideoClassification",
    "AutoModelForKeypointDetection",
    "AutoModelForKeypointMatching",
    "AutoModelForPoseEstimation",
    "AutoModelForMaskedImageModeling",
    "AutoModelForObjectDetection",
    "AutoModelForImageSegmentation",
    "AutoModelForImageToImage",
    "AutoModelForImageMatting",
    "AutoModelForTextRecognition",
    "AutoModelForSemanticSegmentation",
    "AutoModelForInstanceSegmentation",
    "AutoModelForUniversalSegmentation",
    "AutoModelForZeroShotImageClassification",
    "AutoModelForZeroShotObjectDetection",
    "AutoModelForAudioClassification",
    "AutoModelForAudioFrameClassification",
    "AutoModelForCTC",
    "AutoModelForRNNT",
    "AutoModelForTDT",
    "AutoModelForSpeechSeq2Seq",
    "AutoModelForAudioXVector",
    "AutoModelForTextToSpectrogram",
    "AutoModelForTextToWaveform",
    "AutoModelForAudioTokenization",
    "AutoModelForTableQuestionAnswering",
    "AutoModelForDocumentQuestionAnswering",
    "AutoModelForVisualQuestionAnswering",
    "AutoModelForVision2Seq",
    "AutoModelForTimeSeriesPrediction",
    "AutoModelForImageTextToText",
    "AutoModelForMultimodalLM",
    "AutoBackbone",
    "AutoModelWithLMHead",
]


def test_the_table_is_the_documented_one() -> None:
    own = ["AutoModelForSentenceEmbedding"]  # what sentence-transformers has, not transformers
    assert sorted(task.name for task in TASKS) == sorted([*DOCUMENTED, *own])


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_class(package: str, name: str) -> None:
    module = importlib.import_module(package)
    auto = getattr(module, name)
    assert auto.__name__ == name and auto.__module__ == package and name in dir(module)
    assert inspect.getdoc(auto)
    with pytest.raises(OSError, match=re.escape(f"`{name}.from_pretrained(")):
        auto()
    assert isinstance(auto.supported_model_types(), list)


@pytest.mark.parametrize(("package", "prefix"), FAMILIES.items())
def test_each_head_of_bert(package: str, prefix: str) -> None:
    module = importlib.import_module(package)
    config = BertConfig(
        vocab_size=11,
        hidden_size=8,
        num_attention_heads=2,
        num_hidden_layers=1,
        intermediate_size=8,
    )
    built = {
        task.name: type(getattr(module, prefix + task.name).from_config(config)).__name__
        for task in TASKS
        if "bert" in getattr(module, prefix + task.name).supported_model_types()
        and task.name != "AutoModelWithLMHead"
    }
    assert built == {
        "AutoModel": f"{prefix}BertModel",
        "AutoModelForTextEncoding": f"{prefix}BertModel",
        "AutoModelForPreTraining": f"{prefix}BertForPreTraining",
        "AutoModelForCausalLM": f"{prefix}BertLMHeadModel",
        "AutoModelForMaskedLM": f"{prefix}BertForMaskedLM",
        "AutoModelForNextSentencePrediction": f"{prefix}BertForNextSentencePrediction",
        "AutoModelForSequenceClassification": f"{prefix}BertForSequenceClassification",
        "AutoModelForMultipleChoice": f"{prefix}BertForMultipleChoice",
        "AutoModelForTokenClassification": f"{prefix}BertForTokenClassification",
        "AutoModelForQuestionAnswering": f"{prefix}BertForQuestionAnswering",
    }


@pytest.mark.parametrize(("package", "prefix"), FAMILIES.items())
def test_a_task_without_a_head_names_the_ways_out(package: str, prefix: str) -> None:
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModelForCTC")
    with pytest.raises(UnsupportedTaskError) as caught:
        auto.from_config(BertConfig())
    assert f"{prefix}AutoModelForMaskedLM" in str(caught.value)


def test_an_unknown_model_type_names_the_nearest() -> None:
    with pytest.raises(UnknownModelTypeError, match="Did you mean 'bert'"):
        AutoConfig.for_model("brt")


@pytest.mark.parametrize(("package", "prefix"), FAMILIES.items())
def test_deprecated_name_warns(package: str, prefix: str) -> None:
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModelWithLMHead")
    with pytest.warns(FutureWarning, match="deprecated"):
        assert auto.model_class(BertConfig()).__name__ == f"{prefix}BertForMaskedLM"


@pytest.mark.parametrize("package", FAMILIES)
def test_unknown_name_is_an_attribute_error(package: str) -> None:
    with pytest.raises(AttributeError, match="BretModel"):
        importlib.import_module(package).BretModel  # noqa: B018


def test_resolving_one_type_imports_only_its_own_modules() -> None:
    code = (
        "import sys; from auto_core import AutoConfig, NumpyAutoModel;"
        "NumpyAutoModel.model_class(AutoConfig.for_model('bert'));"
        "folders = ('auto_core.models.', 'auto_core.configs.');"
        "loaded = {m for m in sys.modules if m.startswith(folders)"
        " and not m.rpartition('.')[2].startswith('_')};"
        "assert loaded == {'auto_core.models.bert', 'auto_core.configs.bert'}, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("package", FAMILIES)
def test_stubs_and_run_time_have_the_same_names(package: str) -> None:
    module = importlib.import_module(package)
    stub = (Path(module.__file__).parent / "__init__.pyi").read_text()
    classes = re.findall(r"^class ([A-Z]\w*)\(", stub, re.MULTILINE)
    assert len(classes) > len(TASKS)
    for name in classes:
        assert getattr(module, name).__name__ == name


@pytest.mark.parametrize("package", ["auto_torch", "auto_tf", "auto_flax"])
def test_a_missing_package_is_named(package: str) -> None:
    from auto_core.errors import MissingDependencyError
    from auto_core.registry import architectures

    with pytest.raises(MissingDependencyError, match="pip install no-such-adapter"):
        architectures.architecture("bert", "no_such_adapter")
