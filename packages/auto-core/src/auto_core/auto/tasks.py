"""The tasks: each names an Auto class and the head that it builds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One Auto class.

    Attributes:
        key: how architectures (`HEADS`) and the command line call it.
        name: the class without a family's prefix.
        head: what is built, for docstrings and tables.
    """

    key: str
    name: str
    head: str


TASKS: tuple[Task, ...] = (
    Task("base", "AutoModel", "the network without a head"),
    Task("pretraining", "AutoModelForPreTraining", "the heads it was pretrained with"),
    Task("causal-lm", "AutoModelForCausalLM", "a head that predicts the next token"),
    Task("masked-lm", "AutoModelForMaskedLM", "a head that fills in masked tokens"),
    Task("mask-generation", "AutoModelForMaskGeneration", "a decoder of object masks"),
    Task("seq2seq-lm", "AutoModelForSeq2SeqLM", "an encoder, a decoder and a token head"),
    Task(
        "sequence-classification",
        "AutoModelForSequenceClassification",
        "a head that classifies or rates a text",
    ),
    Task("multiple-choice", "AutoModelForMultipleChoice", "a head that picks one of several texts"),
    Task(
        "next-sentence-prediction",
        "AutoModelForNextSentencePrediction",
        "a head that tells whether one sentence follows another",
    ),
    Task(
        "token-classification",
        "AutoModelForTokenClassification",
        "a head that classifies every token",
    ),
    Task(
        "question-answering",
        "AutoModelForQuestionAnswering",
        "a head that finds an answer's start and end",
    ),
    Task("text-encoding", "AutoModelForTextEncoding", "the text encoder"),
    Task(
        "sentence-embedding",
        "AutoModelForSentenceEmbedding",
        "a transformer and what makes one vector of a text",
    ),
    Task("depth-estimation", "AutoModelForDepthEstimation", "a head that estimates depth"),
    Task(
        "image-classification",
        "AutoModelForImageClassification",
        "a head that classifies an image",
    ),
    Task(
        "video-classification",
        "AutoModelForVideoClassification",
        "a head that classifies a video",
    ),
    Task(
        "keypoint-detection",
        "AutoModelForKeypointDetection",
        "a head that finds and describes keypoints",
    ),
    Task(
        "keypoint-matching",
        "AutoModelForKeypointMatching",
        "a head that finds the same points in two images",
    ),
    Task(
        "pose-estimation", "AutoModelForPoseEstimation", "a head that finds the joints of persons"
    ),
    Task(
        "masked-image-modeling",
        "AutoModelForMaskedImageModeling",
        "a head that fills in masked patches",
    ),
    Task("object-detection", "AutoModelForObjectDetection", "a head that finds boxes and classes"),
    Task(
        "image-segmentation",
        "AutoModelForImageSegmentation",
        "a head that segments into things and stuff",
    ),
    Task("image-to-image", "AutoModelForImageToImage", "a head that makes another image"),
    Task("text-recognition", "AutoModelForTextRecognition", "a head that reads lines of text"),
    Task("image-matting", "AutoModelForImageMatting", "a head that finds how opaque each pixel is"),
    Task(
        "semantic-segmentation",
        "AutoModelForSemanticSegmentation",
        "a head that classifies every pixel",
    ),
    Task(
        "instance-segmentation",
        "AutoModelForInstanceSegmentation",
        "a head that finds a mask per object",
    ),
    Task(
        "universal-segmentation",
        "AutoModelForUniversalSegmentation",
        "a head for semantic, instance and panoptic segmentation",
    ),
    Task(
        "zero-shot-image-classification",
        "AutoModelForZeroShotImageClassification",
        "towers that compare images and texts",
    ),
    Task(
        "zero-shot-object-detection",
        "AutoModelForZeroShotObjectDetection",
        "a head that finds what a text names",
    ),
    Task(
        "audio-classification",
        "AutoModelForAudioClassification",
        "a head that classifies a recording",
    ),
    Task(
        "audio-frame-classification",
        "AutoModelForAudioFrameClassification",
        "a head that classifies every frame",
    ),
    Task("ctc", "AutoModelForCTC", "a head of characters per frame, trained with CTC"),
    Task("rnnt", "AutoModelForRNNT", "a transducer of tokens"),
    Task("tdt", "AutoModelForTDT", "a transducer of tokens and of their durations"),
    Task(
        "speech-seq2seq",
        "AutoModelForSpeechSeq2Seq",
        "a speech encoder and a text decoder",
    ),
    Task("audio-xvector", "AutoModelForAudioXVector", "a head that embeds the speaker"),
    Task(
        "text-to-spectrogram",
        "AutoModelForTextToSpectrogram",
        "a decoder of spectrograms",
    ),
    Task("text-to-waveform", "AutoModelForTextToWaveform", "a decoder of sound"),
    Task("audio-tokenization", "AutoModelForAudioTokenization", "a codec of sound"),
    Task(
        "table-question-answering",
        "AutoModelForTableQuestionAnswering",
        "a head that selects and aggregates cells",
    ),
    Task(
        "document-question-answering",
        "AutoModelForDocumentQuestionAnswering",
        "a head that finds an answer on a page",
    ),
    Task(
        "visual-question-answering",
        "AutoModelForVisualQuestionAnswering",
        "a head that answers questions about an image",
    ),
    Task("vision2seq", "AutoModelForVision2Seq", "an image encoder and a text decoder"),
    Task(
        "image-text-to-text",
        "AutoModelForImageTextToText",
        "a text decoder that sees images (the newer name of Vision2Seq)",
    ),
    Task(
        "multimodal-lm",
        "AutoModelForMultimodalLM",
        "a text decoder that reads images, videos or sound",
    ),
    Task(
        "time-series-prediction",
        "AutoModelForTimeSeriesPrediction",
        "a head that forecasts",
    ),
    Task("backbone", "AutoBackbone", "feature maps of chosen stages"),
    Task(
        "lm-head",
        "AutoModelWithLMHead",
        "any language-modelling head (deprecated: choose CausalLM, MaskedLM or Seq2SeqLM)",
    ),
)

BY_NAME = {task.name: task for task in TASKS}
BY_KEY = {task.key: task for task in TASKS}
