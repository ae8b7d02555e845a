"""Every Auto class on every framework loads a checkpoint, runs it, and computes what
transformers computes."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest
from parity import backends
from parity.arch import ALL, architecture
from parity.backends import BACKENDS, PACKAGES
from parity.checks import Case, compare, expected

from auto_core.auto.tasks import BY_KEY

# Task -> the architecture whose cases are walked, and the class that is to come out.
WALK = {
    "base": ("bert", "BertModel"),
    "pretraining": ("bert", "BertForPreTraining"),
    "causal-lm": ("gpt2", "GPT2LMHeadModel"),
    "masked-lm": ("bert", "BertForMaskedLM"),
    "lm-head": ("bert", "BertForMaskedLM"),
    "mask-generation": ("sam", "SamModel"),
    "seq2seq-lm": ("t5", "T5ForConditionalGeneration"),
    "sequence-classification": ("bert", "BertForSequenceClassification"),
    "multiple-choice": ("bert", "BertForMultipleChoice"),
    "next-sentence-prediction": ("bert", "BertForNextSentencePrediction"),
    "token-classification": ("bert", "BertForTokenClassification"),
    "question-answering": ("bert", "BertForQuestionAnswering"),
    "text-encoding": ("t5", "T5EncoderModel"),
    "depth-estimation": ("depth_anything", "DepthAnythingForDepthEstimation"),
    "image-classification": ("vit", "ViTForImageClassification"),
    "video-classification": ("videomae", "VideoMAEForVideoClassification"),
    "keypoint-detection": ("superpoint", "SuperPointForKeypointDetection"),
    "keypoint-matching": ("superglue", "SuperGlueForKeypointMatching"),
    "pose-estimation": ("vitpose", "VitPoseForPoseEstimation"),
    "image-matting": ("vitmatte", "VitMatteForImageMatting"),
    "text-recognition": ("pp_ocrv5_server_rec", "PPOCRV5ServerRecForTextRecognition"),
    "audio-tokenization": ("dac", "DacModel"),
    "masked-image-modeling": ("swin", "SwinForMaskedImageModeling"),
    "object-detection": ("detr", "DetrForObjectDetection"),
    "image-segmentation": ("detr", "DetrForSegmentation"),
    "image-to-image": ("swin2sr", "Swin2SRForImageSuperResolution"),
    "semantic-segmentation": ("segformer", "SegformerForSemanticSegmentation"),
    "instance-segmentation": ("maskformer", "MaskFormerForInstanceSegmentation"),
    "universal-segmentation": ("maskformer", "MaskFormerForInstanceSegmentation"),
    "zero-shot-image-classification": ("clip", "CLIPModel"),
    "zero-shot-object-detection": ("owlvit", "OwlViTForObjectDetection"),
    "audio-classification": ("wav2vec2", "Wav2Vec2ForSequenceClassification"),
    "audio-frame-classification": ("wav2vec2", "Wav2Vec2ForAudioFrameClassification"),
    "ctc": ("wav2vec2", "Wav2Vec2ForCTC"),
    "rnnt": ("parakeet_rnnt", "ParakeetForRNNT"),
    "tdt": ("parakeet_tdt", "ParakeetForTDT"),
    "speech-seq2seq": ("whisper", "WhisperForConditionalGeneration"),
    "audio-xvector": ("wav2vec2", "Wav2Vec2ForXVector"),
    "text-to-spectrogram": ("speecht5", "SpeechT5ForTextToSpeech"),
    "text-to-waveform": ("vits", "VitsModel"),
    "table-question-answering": ("tapas", "TapasForQuestionAnswering"),
    "document-question-answering": ("layoutlm", "LayoutLMForQuestionAnswering"),
    "visual-question-answering": ("blip", "BlipForQuestionAnswering"),
    "vision2seq": ("blip", "BlipForConditionalGeneration"),
    "image-text-to-text": ("blip", "BlipForConditionalGeneration"),
    "multimodal-lm": ("qwen2_vl", "Qwen2VLForConditionalGeneration"),
    "time-series-prediction": ("timesfm", "TimesFmModelForPrediction"),
    "backbone": ("resnet", "ResNetBackbone"),
}
# The net before SpeechT5's decoder leaves things out by chance; so it leaves out everything, in
# both libraries alike. (What it computes otherwise, test_speecht5 compares.)
WITHOUT_CHANCE = {"speech_decoder_prenet_dropout": 0.0}


def case_of(task: str) -> Case:
    module, head = WALK[task]
    case = next(case for case in architecture(module).cases() if case.head == head)
    if task == "text-to-spectrogram":
        name = f"{case.name}-without-chance"
        return replace(case, name=name, options={**case.options, **WITHOUT_CHANCE})
    return case


def test_no_class_is_left_out() -> None:
    # What makes a vector of a text is no class of transformers: test_sentence_embedding has it.
    assert set(WALK) == set(BY_KEY) - {"sentence-embedding"}


@pytest.mark.filterwarnings("ignore:(TF|Flax|Numpy)?AutoModelWithLMHead is deprecated")
# The examples run each class on Flax, where each model compiles for seconds.
@pytest.mark.parametrize("backend", [b for b in BACKENDS if b != "flax" or ALL])
@pytest.mark.parametrize("task", WALK)
def test_class(task: str, backend: str) -> None:
    case = case_of(task)
    reference = expected(case)
    package, prefix = PACKAGES[backend]
    auto = getattr(importlib.import_module(package), prefix + BY_KEY[task].name)
    options = {"dtype": "float64" if backend == "numpy" else "float32"}
    model = auto.from_pretrained(reference.directory, **options)
    assert type(model).__name__ == prefix + case.head
    found = backends.run(backend, model, reference.inputs, fast=True, **case.requests)
    compare(case, backend, found)
