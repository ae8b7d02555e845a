"""Conversations: what transformers answers, piece by piece, in Python and by the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from core.processors.multimodal import folder_of, photo
from parity import oracle
from parity.arch import DECODER
from parity.architectures.llava import DEFAULT, LLAMA
from typer.testing import CliRunner

from auto_core import AutoProcessor
from auto_core.auto.modeling import FAMILIES, auto_class
from auto_core.chatting import Chat
from auto_core.cli.app import app
from auto_core.errors import InputError

BACKENDS = {"torch": "pt", "numpy": "np"}
OPTIONS: dict[str, Any] = dict(max_new_tokens=12, do_sample=False)


@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny LLaVA with its processor."""
    part = {"image_processor_type": "CLIPImageProcessor", "crop_size": 16, "size": 16}
    more = dict(patch_size=8, vision_feature_select_strategy="default")
    folder = folder_of(
        tmp_path_factory.mktemp("llava"), "Llava", part, ["<image>"], "<image>",
        num_additional_image_tokens=1, **more,
    )  # fmt: skip
    token = AutoProcessor.from_pretrained(folder).tokenizer.convert_tokens_to_ids("<image>")
    config = DEFAULT | dict(image_token_index=token, text_config=LLAMA | dict(eos_token_id=66))
    oracle.reference("LlavaForConditionalGeneration", "LlavaConfig", config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Llama with a tokenizer that has a chat template."""
    folder = folder_of(tmp_path_factory.mktemp("llama"), "Llama", {}, [], "")
    for name in ("preprocessor_config.json", "processor_config.json"):
        (folder / name).unlink()
    config = json.loads((folder / "tokenizer_config.json").read_text())
    del config["processor_class"]
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    sizes = DECODER | dict(max_position_embeddings=128, eos_token_id=66)
    oracle.reference("LlamaForCausalLM", "LlamaConfig", sizes).save_pretrained(folder)
    return folder


def chat_of(folder: Path, backend: str, task: str, **options: Any) -> Chat:
    loaded: Any = auto_class(FAMILIES[backend][1], task)
    model = loaded.from_pretrained(folder, dtype="float32")
    processor = AutoProcessor.from_pretrained(folder)
    return Chat(model, processor, return_tensors=BACKENDS[backend], **options)


def of_transformers(model: Any, processor: Any, messages: list[dict[str, Any]]) -> str:
    shape = dict(add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt")
    inputs = processor.apply_chat_template(messages, **shape)
    with torch.no_grad():
        ids = model.generate(**inputs, **OPTIONS)
    return processor.decode(ids[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_conversation_about_an_image(backend: str, llava: Path) -> None:
    model = transformers.LlavaForConditionalGeneration.from_pretrained(llava)
    processor = transformers.AutoProcessor.from_pretrained(llava)
    chat = chat_of(llava, backend, "image-text-to-text", system="hello world")
    system = {"role": "system", "content": [{"type": "text", "text": "hello world"}]}
    messages: list[dict[str, Any]] = [system]
    counts: list[int] = []
    for text, images in (("what is this", [photo()]), ("the cat", []), ("a dog", [photo(1)])):
        parts: list[Any] = [{"type": "image", "image": image} for image in images]
        content = [*parts, {"type": "text", "text": text}]
        messages.append({"role": "user", "content": content})
        pieces: list[str] = []
        answer = chat.say(text, images, pieces.append, **OPTIONS)
        exact = of_transformers(model, processor, messages)
        assert answer == exact.strip() == "".join(pieces).strip()
        counts.append(len(pieces))
        said = [{"type": "text", "text": answer}]
        messages.append({"role": "assistant", "content": said})
    assert len(chat.messages) == 7 and max(counts) > 1
    chat.forget()
    assert chat.messages == [system]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_conversation_of_texts(backend: str, llama: Path) -> None:
    model = transformers.AutoModelForCausalLM.from_pretrained(llama)
    tokenizer = transformers.AutoTokenizer.from_pretrained(llama)
    chat = chat_of(llama, backend, "causal-lm")
    messages = []
    for text in ("hello", "what is the world"):
        messages.append({"role": "user", "content": text})
        answer = chat.say(text, **OPTIONS)
        assert answer == of_transformers(model, tokenizer, messages).strip()
        messages.append({"role": "assistant", "content": answer})
    with pytest.raises(InputError, match="takes no images"):
        chat.say("hello", [photo()])


def test_without_a_template(llama: Path, tmp_path: Path) -> None:
    chat = chat_of(llama, "numpy", "causal-lm")
    chat.processor.chat_template = None
    plain = Chat(chat.model, chat.processor)
    again = plain.say("hello world", **OPTIONS)
    plain.say("a cat", **OPTIONS)
    assert plain.say("hello world", **OPTIONS) == again
    with pytest.raises(InputError, match="no chat template"):
        Chat(chat.model, chat.processor, system="hello")


# --- the command ---------------------------------------------------------------------------------


def auto(*arguments: object, typed: str = "") -> Any:
    common = ["--max-new-tokens", "12", "--temperature", "0"]
    return CliRunner().invoke(app, ["chat", *map(str, arguments), *common], input=typed)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_command(backend: str, llava: Path, tmp_path: Path) -> None:
    photo().save(tmp_path / "photo.png")
    given = ("--image", tmp_path / "photo.png", "--backend", backend)
    chat = chat_of(llava, backend, "image-text-to-text")
    exact = [chat.say("what is this", [photo()], **OPTIONS), chat.say("the cat", **OPTIONS)]
    result = auto(llava, *given, typed="what is this\n\nthe cat\n/exit\na dog\n")
    assert result.exit_code == 0, result.stderr
    assert [line.strip() for line in result.stdout.splitlines()] == exact
    report = json.loads(auto(llava, *given, "--prompt", "what is this", "--json").stdout)
    assert report["task"] == "image-text-to-text"
    assert report["turns"][0]["answer"] == exact[0]
    assert report["turns"][0]["images"] == [str(tmp_path / "photo.png")]


def test_what_is_typed(llava: Path, tmp_path: Path) -> None:
    photo().save(tmp_path / "photo.png")
    typed = f"/image {tmp_path / 'photo.png'}\nwhat is this\n/forget\nwhat is this\n"
    turns = json.loads(auto(llava, "--json", typed=typed).stdout)["turns"]
    assert [len(turn["images"]) for turn in turns] == [1, 0]
    chat = chat_of(llava, "torch", "image-text-to-text")
    assert turns[1]["answer"] == chat.say("what is this", **OPTIONS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--image", "nowhere.png"], "No image can be read"),
        (["--device", "cuda", "--backend", "numpy"], "--device is torch's"),
        (["--backend", "mxnet"], "no backend 'mxnet'"),
    ],
)
def test_refusals(llava: Path, options: list[str], message: str) -> None:
    result = auto(llava, "--prompt", "hello", *options)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_model_that_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "vit"}))
    result = auto(tmp_path, "--prompt", "hello")
    assert result.exit_code == 1 and "no head that writes texts" in result.stderr
