"""Processors: inputs to parts, keywords to parts, files and back, against transformers."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.repositories import audio_part, images_part, repository, write_tokenizer
from PIL import Image

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import InputError, UnknownArgumentError, UnknownModelTypeError
from auto_core.tensors import BatchFeature

RATE = 16000


def pair(folder: Path) -> tuple[Any, Any]:
    return AutoProcessor.from_pretrained(folder), transformers.AutoProcessor.from_pretrained(folder)


def photo(seed: int = 0) -> Image.Image:
    return Image.fromarray(noise(61, 47, seed=seed))


# --- text and images -------------------------------------------------------------------------

VISION = {"CLIP": "CLIP", "Siglip": "Siglip", "Blip": "Blip", "Vilt": "Vilt", "Git": "CLIP"}
VISION |= {
    "Align": "EfficientNet",
    "AltCLIP": "CLIP",
    "BridgeTower": "BridgeTower",
    "Siglip2": "Siglip2",
}


@pytest.mark.parametrize(
    "call",
    [
        {"text": "a photo of cat", "images": photo()},
        {
            "text": ["a cat", "hello world"],
            "images": [photo(), photo(1)],
            "padding": True,
        },
        {"text": ["a cat", "hello"], "padding": "max_length", "max_length": 9},
        {"images": photo()},
        {"images": photo(), "images_kwargs": {"do_normalize": False}},
        {"text": "a cat", "images": photo(), "text_kwargs": {"add_special_tokens": False}},
        {"text": "a cat", "images": photo(), "do_rescale": False, "truncation": True},
        {"text": "a cat", "common_kwargs": {"return_tensors": "pt"}},
    ],
    ids=lambda call: "-".join(call),
)
@pytest.mark.filterwarnings("ignore:`max_length` is ignored")  # ALIGN's, which it has always
@pytest.mark.parametrize("name", VISION)
def test_text_and_images(name: str, call: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, name, images_part(VISION[name])))
    assert type(mine).__name__ == f"{name}Processor"
    call = call if "common_kwargs" in call else {"return_tensors": "np", **call}
    assert_same(mine(**call), theirs(**call))


@pytest.mark.parametrize(
    "call",
    [
        {"text": ["a cat", "hello"], "images": [photo(), photo(1)], "padding": True},
        {"visual_prompt": photo(1), "images": photo()},
        {"visual_prompt": photo(), "images_kwargs": {"do_normalize": False}},
        {"images": photo()},
        {"text": "a cat"},
    ],
    ids=lambda call: "-".join(call),
)
def test_prompts_of_segmentation(call: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "CLIPSeg", images_part("ViT")))
    call = {"return_tensors": "np", **call}
    assert_same(mine(**call), theirs(**call))
    with pytest.raises(InputError, match="one kind of prompt"):
        mine(text="a cat", visual_prompt=photo())


def test_texts_and_videos(tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "XCLIP", images_part("VideoMAE")))
    call = {"text": ["a cat", "hello"], "padding": True, "return_tensors": "np"}
    frames = [photo(seed) for seed in range(3)]
    expected = theirs(images=frames, **call)
    assert_same(mine(videos=frames, **call), expected)
    assert_same(mine(images=frames, **call), expected)


def test_texts_of_documents_alone(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "processor_config.json").write_text('{"processor_class": "BrosProcessor"}')
    mine, theirs = pair(tmp_path)
    assert type(mine).__name__ == "BrosProcessor"
    call = {"text": ["a cat", "hello world"], "padding": True, "return_tensors": "np"}
    assert_same(mine(**call), theirs(**call))


def test_texts_become_the_target_of_images(tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "TrOCR", images_part("ViT")))
    for call in (
        {"images": photo()},
        {"text": "a cat"},
        {"images": photo(), "text": "a cat"},
    ):
        assert_same(mine(**call, return_tensors="np"), theirs(**call, return_tensors="np"))
    assert mine.model_input_names == theirs.model_input_names


@pytest.mark.parametrize("return_tensors", ["np", "pt"])
@pytest.mark.parametrize("text", ["a cat", ["a cat", "hello"], [["a", "cat"], ["hello"]]])
@pytest.mark.parametrize("name", ["OwlViT", "Owlv2"])
def test_detection_by_text(name: str, text: Any, return_tensors: str, tmp_path: Path) -> None:
    part = {**images_part(name), "size": {"height": 40, "width": 40}}
    mine, theirs = pair(repository(tmp_path, name, part))
    call = {
        "text": text,
        "images": [photo(), photo(1)],
        "return_tensors": return_tensors,
    }
    found = mine(**call)
    assert_same(found, theirs(**call), 1e-6)
    assert isinstance(found["input_ids"], torch.Tensor) == (return_tensors == "pt")


def test_detection_by_a_query_image(tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "OwlViT", images_part("OwlViT")))
    call = {"images": photo(), "query_images": photo(1), "return_tensors": "np"}
    assert_same(mine(**call), theirs(**call))
    outputs = SimpleNamespace(logits=torch.ones(1, 2, 3), pred_boxes=torch.full((1, 2, 4), 0.5))
    labels = [["cat", "dog", "world"]]
    found = mine.post_process_grounded_object_detection(outputs, 0.1, [(9, 9)], labels)
    expected = theirs.post_process_grounded_object_detection(outputs, 0.1, [(9, 9)], labels)
    assert found[0]["text_labels"] == expected[0]["text_labels"] == ["cat", "cat"]


@pytest.mark.parametrize("strategy", ["default", "full"])
def test_an_image_token_per_patch(strategy: str, tmp_path: Path) -> None:
    part = {**images_part("CLIP"), "size": 28, "crop_size": 28}
    options = {"patch_size": 14, "vision_feature_select_strategy": strategy}
    options |= {"image_token": "<image>", "num_additional_image_tokens": 1}
    mine, theirs = pair(repository(tmp_path, "Llava", part, **options))
    call = {"text": ["<image> what is this", "<image> hello <image>"], "padding": True}
    call |= {"images": [photo(seed) for seed in range(3)], "return_tensors": "np"}
    assert_same(mine(**call), theirs(**call))
    with pytest.raises(InputError, match="3 <image> tokens for 1 images"):
        mine(text=call["text"], images=photo())
    with pytest.raises(InputError, match="2 are left after truncation"):
        mine(text="<image>", images=photo(), truncation=True, max_length=4)
    mine.save_pretrained(tmp_path / "saved")
    assert_same(pair(tmp_path / "saved")[1](**call), theirs(**call))


@pytest.mark.parametrize(
    "text",
    ["a cat . hello .", ["A cat", "dog "], [["a cat", "Dog"], ["hello"]], ["a cat.", "dog . a"]],
)
def test_phrases_and_what_is_found_of_them(text: Any, tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "GroundingDino", images_part("GroundingDino")))
    call = {"text": text, "images": [photo(), photo(1)], "padding": True, "return_tensors": "pt"}
    inputs = mine(**call)
    assert_same(inputs, theirs(**call), 1e-6)
    generator = torch.Generator().manual_seed(0)
    ids = inputs["input_ids"]
    logits = torch.randn(len(ids), 9, 12, generator=generator)
    logits[..., ids.shape[1] :] = -torch.inf
    outputs = SimpleNamespace(
        logits=logits, pred_boxes=torch.rand(len(ids), 9, 4, generator=generator), input_ids=ids
    )
    for options in (
        {"threshold": 0.8, "text_threshold": 0.6},
        {"target_sizes": [(9, 7), (5, 6)][: len(ids)], "input_ids": ids.flip(1)},
    ):
        found = mine.post_process_grounded_object_detection(outputs, **options)
        expected = theirs.post_process_grounded_object_detection(outputs, **options)
        for one, other in zip(found, expected, strict=True):
            assert one["text_labels"] == other["text_labels"]
            for name in ("scores", "boxes"):
                torch.testing.assert_close(one[name], other[name])
        assert any(item["text_labels"] for item in found)


# --- SAM -------------------------------------------------------------------------------------


@pytest.mark.parametrize("return_tensors", ["np", "pt"])
@pytest.mark.parametrize(
    "prompts",
    [
        {},
        {"input_points": [[[20, 30]], [[5.5, 6]]]},
        {"input_points": [[[20, 30], [1, 2]], [[5, 6]]], "input_labels": [[1, 0], [1]]},
        {"input_points": [[[[20, 30]]], [[[5, 6]]]], "input_labels": [[[1]], [[0]]]},
        {"input_boxes": [[[1, 2, 30, 40]], [[3, 4, 50, 60]]]},
        {"segmentation_maps": [noise(61, 47, 1)[..., 0] % 3, noise(61, 47, 1)[..., 0] % 2]},
    ],
    ids=lambda prompts: "-".join(prompts) or "none",
)
@pytest.mark.parametrize("name", ["Sam", "SamHQ"])
def test_prompts(name: str, prompts: dict[str, Any], return_tensors: str, tmp_path: Path) -> None:
    part = {**images_part("Sam"), "size": {"longest_edge": 96}}
    part |= {"pad_size": {"height": 96, "width": 96}}
    mine, theirs = pair(repository(tmp_path, name, part))
    call = {"images": [photo(), photo(1)], "return_tensors": return_tensors}
    if name == "SamHQ":  # theirs has no default
        call["point_pad_value"] = -10
    copied = json.loads(json.dumps(prompts)) if "segmentation_maps" not in prompts else prompts
    assert_same(mine(**call, **prompts), theirs(**call, **copied))


def test_prompts_that_cannot_be(tmp_path: Path) -> None:
    mine, _ = pair(repository(tmp_path, "Sam", images_part("Sam")))
    with pytest.raises(InputError, match="input_points"):
        mine(photo(), input_points=[3, 4])


# --- audio -----------------------------------------------------------------------------------

AUDIO = {"Wav2Vec2": "Wav2Vec2", "Whisper": "Whisper", "Speech2Text": "Speech2Text"}


def wave(length: int = 4000) -> np.ndarray:
    return np.sin(np.arange(length) / 9).astype(np.float32)


@pytest.mark.parametrize(
    "call", [{"audio": wave()}, {"text": "a cat"}, {"audio": wave(), "text": "a cat"}], ids=list
)
@pytest.mark.parametrize("name", AUDIO)
def test_texts_become_the_target_of_audio(name: str, call: dict[str, Any], tmp_path: Path) -> None:
    part = audio_part(AUDIO[name], **({"chunk_length": 1} if name == "Whisper" else {}))
    mine, theirs = pair(repository(tmp_path, name, part))
    if "audio" in call:
        call = {**call, "sampling_rate": RATE}
    found, expected = (one(**call, return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected, 1e-4 if name == "Whisper" else 0.0)
    assert set(mine.model_input_names) == set(theirs.model_input_names)


@pytest.mark.parametrize(
    "call",
    [
        {"audio": wave()},
        {"text": "a cat"},
        {"audio": wave(), "text_target": "a cat"},
        {"text": "a cat", "audio_target": wave()},
        {"audio_target": wave()},
        {"text_target": "hello"},
    ],
    ids=lambda call: "-".join(call),
)
def test_speech_or_text_as_the_target(call: dict[str, Any], tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "SpeechT5", audio_part("SpeechT5")))
    if "audio" in str(call):
        call = {**call, "sampling_rate": RATE}
    assert_same(mine(**call, return_tensors="np"), theirs(**call, return_tensors="np"))


def test_speech_and_text_are_one_input() -> None:
    mine = ours.SpeechT5Processor(ours.SpeechT5FeatureExtractor(), SimpleNamespace())
    with pytest.raises(InputError, match="not both"):
        mine(audio=wave(), text="a cat")
    with pytest.raises(InputError, match="audio_target"):
        mine()


@pytest.mark.parametrize("name", ["Wav2Vec2", "Speech2Text"])
def test_options_in_the_file_of_the_tokenizer(name: str, tmp_path: Path) -> None:
    """wav2vec2's says return_attention_mask, which holds for audio; others' is for text only."""
    folder = repository(tmp_path, name, audio_part(name))
    write_tokenizer(folder, return_attention_mask=True, padding="max_length", max_length=9)
    mine, theirs = pair(folder)
    call = {"audio": [wave(), wave(3000)], "sampling_rate": RATE, "padding": True}
    assert_same(mine(**call, return_tensors="np"), theirs(**call, return_tensors="np"))
    assert_same(mine(text="a cat"), theirs(text="a cat"))


def test_padding_of_speech_and_its_targets(tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "SpeechT5", audio_part("SpeechT5")))
    ids, waves = [{"input_ids": [4, 5]}, {"input_ids": [6]}], [{"input_values": wave(40)}] * 2
    mels = [{"input_values": np.ones((3, 80), np.float32)}] * 2
    for given in ({"input_values": waves, "labels": ids}, {"input_ids": ids, "labels": mels}):
        found, expected = (one.pad(**given, return_tensors="np") for one in (mine, theirs))
        assert_same(found, expected)
    with pytest.raises(InputError, match="not both"):
        mine.pad(input_values=waves, input_ids=ids)


def test_a_language_model_for_decoding_is_refused(tmp_path: Path) -> None:
    part = {**audio_part("Wav2Vec2"), "processor_class": "Wav2Vec2ProcessorWithLM"}
    folder = repository(tmp_path, "Wav2Vec2", part)
    (folder / "preprocessor_config.json").write_text(json.dumps(part))
    with pytest.raises(UnknownModelTypeError, match="without it"):
        AutoProcessor.from_pretrained(folder)


def test_padding_of_examples(tmp_path: Path) -> None:
    mine, theirs = pair(repository(tmp_path, "Wav2Vec2", audio_part("Wav2Vec2")))
    features = [{"input_values": wave(40)}, {"input_values": wave(30)}]
    labels = [{"input_ids": [4, 5]}, {"input_ids": [6]}]
    call = {"padding": True, "return_tensors": "np"}
    found = mine.pad(features, labels=labels, **call)
    assert_same(found, theirs.pad(features, labels=labels, **call))


# --- documents -------------------------------------------------------------------------------


class PageTokenizer:
    """Takes what a LayoutLM tokenizer takes, and says what it was given."""

    model_input_names = ("input_ids",)
    init_kwargs: dict[str, Any] = {}

    def __call__(
        self,
        text: Any,
        text_pair: Any = None,
        boxes: Any = None,
        word_labels: Any = None,
        return_tensors: Any = None,
        return_overflowing_tokens: bool = False,
    ) -> BatchFeature:
        given = {"text": text, "text_pair": text_pair, "boxes": boxes, "word_labels": word_labels}
        return BatchFeature({**given, "overflow_to_sample_mapping": [0, 0]})


def test_pages_with_words_given() -> None:
    mine = ours.LayoutLMv3Processor(ours.LayoutLMv3ImageProcessor(apply_ocr=False), PageTokenizer())
    found = mine(photo(), ["hello"], boxes=[[1, 2, 3, 4]], word_labels=[1])
    assert (found["text"], found["boxes"], found["word_labels"]) == (["hello"], [[1, 2, 3, 4]], [1])
    assert len(found["pixel_values"]) == 1
    found = mine(photo(), ["hello"], boxes=[[1, 2, 3, 4]], return_overflowing_tokens=True)
    assert len(found["pixel_values"]) == 2  # the image of each window
    with pytest.raises(InputError, match="boxes="):
        mine(photo(), ["hello"])


def test_pages_with_words_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auto_core.processors.ocr.read_words", lambda *_: (["x"], [[1, 2, 3, 4]]))
    mine = ours.LayoutLMv3Processor(ours.LayoutLMv3ImageProcessor(), PageTokenizer())
    assert mine(photo())["text"] == [["x"]]
    asked = mine(photo(), "what is this")
    assert (asked["text"], asked["text_pair"]) == (["what is this"], [["x"]])
    with pytest.raises(InputError, match="apply_ocr=False"):
        mine(photo(), ["x"], boxes=[[1, 2, 3, 4]])


def test_pages_and_the_texts_that_udop_writes(tmp_path: Path) -> None:
    part = {**images_part("LayoutLMv3"), "size": {"height": 20, "width": 24}, "apply_ocr": False}
    folder = repository(tmp_path, "Udop", part)
    pieces = ["<pad>", "</s>", "<unk>", "▁", "▁the", "▁la", "z", "y", "▁dog", "▁is", "▁what"]
    vocabulary = [(piece, -float(index)) for index, piece in enumerate(pieces)]
    transformers.UdopTokenizer(vocabulary).save_pretrained(folder)
    mine, theirs = pair(folder)
    assert isinstance(mine, ours.UdopProcessor)
    words, boxes = ["the", "lazy", "dog"], [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    page = dict(images=photo(), text=words, boxes=boxes)
    windows = dict(truncation=True, max_length=4, return_overflowing_tokens=True)
    for call in (
        page,
        page | dict(word_labels=[1, 2, 3]),
        page | dict(text="what is it", text_pair=words, padding="max_length", max_length=20),
        page | windows | dict(return_offsets_mapping=True),
    ):
        assert_same(mine(**call), theirs(**call))
    target = dict(text_target="the fox")
    assert mine(**target).data == theirs(**target).data
    assert sorted(mine.model_input_names) == sorted(theirs.model_input_names)
    with pytest.raises(InputError, match="return_offsets_mapping"):
        mine(**page, **windows)


def test_pages_and_what_is_written_about_them(tmp_path: Path) -> None:
    part = {**images_part("Donut"), "size": [31, 40]}
    mine, theirs = pair(repository(tmp_path, "Donut", part))
    for call in (
        {"images": photo()},
        {"text": "a cat"},
        {"images": photo(), "text": "a cat"},
    ):
        assert_same(mine(**call, return_tensors="np"), theirs(**call, return_tensors="np"))
    written = (
        "<s_menu><s_name>tea</s_name><s_price>2<sep/>3</s_price></s_menu><sep/><s_sum>5</s_sum>"
    )
    for text in (written, "no fields", "<s_open>half", "<s_a> x </s_a><s_b></s_b>"):
        assert mine.token2json(text) == theirs.token2json(text)


def test_pages_as_layoutlmv2_takes_them(tmp_path: Path) -> None:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "cat", "##s", "is"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    tokenizer = {"tokenizer_class": "LayoutLMv2Tokenizer"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    part = {**images_part("LayoutLMv2"), "apply_ocr": False, "size": 30}
    part["processor_class"] = "LayoutLMv2Processor"
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(part))
    mine, theirs = pair(tmp_path)
    call: dict[str, Any] = {"text": ["hello", "cats"], "boxes": [[1, 2, 3, 4], [5, 6, 7, 8]]}
    call |= {"padding": "max_length", "max_length": 8, "truncation": True}
    for more in ({}, {"word_labels": [1, 2]}, {"text": "is cat", "text_pair": ["hello", "cats"]}):
        assert_same(mine(photo(), **{**call, **more}), theirs(photo(), **{**call, **more}))


# --- keywords --------------------------------------------------------------------------------


@pytest.fixture
def clip(tmp_path: Path) -> Any:
    return AutoProcessor.from_pretrained(repository(tmp_path, "CLIP", images_part("CLIP")))


def test_unknown_keywords_are_refused(clip: Any) -> None:
    with pytest.raises(UnknownArgumentError, match="padding"):
        clip(text="a cat", paddings=True)
    with pytest.raises(UnknownArgumentError, match="images_kwargs"):
        clip(images=photo(), images_kwargs={"padding": True})
    with pytest.raises(InputError, match="twice"):
        clip(images=photo(), do_resize=False, images_kwargs={"do_resize": True})
    with pytest.raises(UnknownArgumentError):
        type(clip).from_pretrained(clip.tokenizer.name_or_path, do_resise=True)


def test_inputs_that_no_part_takes(clip: Any) -> None:
    with pytest.raises(InputError, match="got nothing"):
        clip()
    with pytest.raises(InputError, match="got audio"):
        clip(audio=wave())
    with pytest.raises(InputError, match="missing: tokenizer"):
        ours.CLIPProcessor(clip.image_processor)


def test_overrides_reach_their_part(tmp_path: Path) -> None:
    folder = repository(tmp_path, "CLIP", images_part("CLIP"))
    mine = AutoProcessor.from_pretrained(folder, do_normalize=False, padding_side="left")
    assert mine.image_processor.do_normalize is False
    assert mine.tokenizer.padding_side == "left"


def test_texts_come_back(clip: Any) -> None:
    ids = clip(text="a cat")["input_ids"]
    assert clip.decode(ids, skip_special_tokens=True) == "a cat"
    assert clip.batch_decode([ids], skip_special_tokens=True) == ["a cat"]
    assert clip.post_process_image_text_to_text([ids]) == ["a cat"]


def test_chat_with_images(tmp_path: Path) -> None:
    part = {**images_part("CLIP"), "size": 28, "crop_size": 28}
    folder = repository(tmp_path, "Llava", part, patch_size=14)
    template = (
        "{% for message in messages %}{% for item in message.content %}"
        "{{ '<image>' if item.type == 'image' else item.text }} {% endfor %}{% endfor %}"
    )
    (folder / "chat_template.jinja").write_text(template)
    mine, theirs = pair(folder)
    content = [{"type": "image", "image": photo()}, {"type": "text", "text": "what is this"}]
    chat = [{"role": "user", "content": content}]
    assert mine.apply_chat_template(chat) == theirs.apply_chat_template(chat)
    found = mine.apply_chat_template(chat, tokenize=True, return_dict=True, return_tensors="np")
    direct = mine(
        text=mine.apply_chat_template(chat), images=content[0]["image"], return_tensors="np"
    )
    assert_same(found, direct)
    photo().save(tmp_path / "x.png")
    asked = {"type": "image_url", "image_url": {"url": str(tmp_path / "x.png")}}
    openai = [{"role": "user", "content": [*content[1:], asked], "tool_calls": None}]
    call: dict[str, Any] = {"tokenize": True, "return_dict": True, "return_tensors": "np"}
    call |= {"padding": True, "images_kwargs": {"do_normalize": False}}
    assert_same(
        mine.apply_chat_template([chat, openai], **call),
        theirs.apply_chat_template([chat, openai], **call),
    )
    with pytest.raises(InputError, match="return_assistant_tokens_mask"):
        mine.apply_chat_template(chat, return_assistant_tokens_mask=True, **call)
    mine.save_pretrained(tmp_path / "saved")
    assert pair(tmp_path / "saved")[0].chat_template == template


# --- files -----------------------------------------------------------------------------------


SAVED = [*VISION, "OwlViT", "GroundingDino", "Wav2Vec2", "SpeechT5", "Sam"]


@pytest.mark.parametrize("name", SAVED)
def test_saved_processors_are_read_by_both(name: str, tmp_path: Path) -> None:
    audio = name in ("Wav2Vec2", "SpeechT5")
    part = audio_part(name) if audio else images_part(VISION.get(name, name))
    mine, _ = pair(repository(tmp_path, name, part))
    mine.save_pretrained(tmp_path / "saved")
    again, theirs = pair(tmp_path / "saved")
    assert type(again) is type(mine) and type(theirs).__name__ == type(mine).__name__
    call: dict[str, Any] = {"images": photo(), "return_tensors": "np"}
    if audio:
        call = {"audio": wave(), "sampling_rate": RATE, "return_tensors": "np"}
    assert_same(again(**call), mine(**call))
    assert_same(again(**call), theirs(**call))
    theirs.save_pretrained(tmp_path / "theirs")
    assert_same(AutoProcessor.from_pretrained(tmp_path / "theirs")(**call), mine(**call))


def test_the_model_type_names_the_processor(tmp_path: Path) -> None:
    folder = repository(tmp_path, "CLIP", images_part("CLIP"))
    (folder / "preprocessor_config.json").write_text(json.dumps(images_part("CLIP")))
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"}))
    assert type(AutoProcessor.from_pretrained(folder)) is ours.CLIPProcessor


def test_a_part_alone(tmp_path: Path) -> None:
    for name, part in (("images", images_part("ViT")), ("audio", audio_part("AST"))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "preprocessor_config.json").write_text(json.dumps(part))
    assert type(AutoProcessor.from_pretrained(tmp_path / "images")) is ours.ViTImageProcessor
    assert type(AutoProcessor.from_pretrained(tmp_path / "audio")) is ours.ASTFeatureExtractor
    write_tokenizer(tmp_path)
    assert AutoProcessor.from_pretrained(tmp_path)("a cat")["input_ids"]
    with pytest.raises(UnknownModelTypeError, match=r"AutoProcessor\.register"):
        AutoProcessor.from_pretrained(tmp_path, allow_fallback=False)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnknownModelTypeError, match=r"AutoTokenizer: (?s:.)*AutoImageProcessor: "):
        AutoProcessor.from_pretrained(tmp_path / "empty")


class OwnConfig(PreTrainedConfig):
    model_type = "my-multimodal-model"


class OwnProcessor(ours.CLIPProcessor):
    pass


def test_registering_a_processor(tmp_path: Path) -> None:
    AutoProcessor.register(OwnConfig, OwnProcessor, exist_ok=True)
    folder = repository(tmp_path, "CLIP", images_part("CLIP"))
    (folder / "config.json").write_text(json.dumps({"model_type": "my-multimodal-model"}))
    found = AutoProcessor.from_pretrained(folder)
    assert type(found) is OwnProcessor
    found.save_pretrained(tmp_path / "saved")
    assert type(AutoProcessor.from_pretrained(tmp_path / "saved")) is OwnProcessor
    assert_same(found(images=IMAGES["tall"]()), found.image_processor(IMAGES["tall"]()))
