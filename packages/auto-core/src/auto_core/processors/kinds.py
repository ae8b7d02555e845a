"""Which class a model type or a file's class name means: the registry of this folder, as data."""

from __future__ import annotations

import importlib
from typing import Any

# Module -> the classes in it. A class is imported when it is first asked for.
_MODULES = {
    "aria": "AriaImageProcessor AriaProcessor",
    "bark": "BarkProcessor",
    "markup": "MarkupLMFeatureExtractor MarkupLMProcessor",
    "csm": "CsmProcessor",
    "dia": "DiaProcessor",
    "audio_language": "Qwen2AudioProcessor VoxtralProcessor",
    "image_types": """
        BitImageProcessor BlipImageProcessor BridgeTowerImageProcessor CLIPImageProcessor
        ChameleonImageProcessor ChineseCLIPImageProcessor ConvNextImageProcessor
        DINOv3ViTImageProcessor DeiTImageProcessor EfficientFormerImageProcessor
        EfficientNetImageProcessor GLPNImageProcessor LevitImageProcessor LlavaImageProcessor
        MobileNetV1ImageProcessor PPChart2TableImageProcessor PerceiverImageProcessor
        PoolFormerImageProcessor PvtImageProcessor SiglipImageProcessor SuperPointImageProcessor
        Swin2SRImageProcessor
        TextNetImageProcessor ViTImageProcessor VideoLlavaImageProcessor VideoMAEImageProcessor
        ViltImageProcessor VitMatteImageProcessor VivitImageProcessor
    """,
    "label_maps": """
        BeitImageProcessor DPTImageProcessor MobileNetV2ImageProcessor MobileViTImageProcessor
        SegformerImageProcessor
    """,
    "documents": "DonutImageProcessor LayoutLMv2ImageProcessor LayoutLMv3ImageProcessor",
    "deepseek_ocr2": "DeepseekOcr2ImageProcessor DeepseekOcr2Processor",
    "deepseek_vl": """
        DeepseekVLHybridImageProcessor DeepseekVLHybridProcessor DeepseekVLImageProcessor
        DeepseekVLProcessor
    """,
    "detection": """
        ConditionalDetrImageProcessor DeformableDetrImageProcessor DetrImageProcessor
        RTDetrImageProcessor YolosImageProcessor
    """,
    "depth_maps": """
        CHMv2ImageProcessor DepthProImageProcessor PromptDepthAnythingImageProcessor
        ZoeDepthImageProcessor
    """,
    "eomt": "EomtImageProcessor",
    "grounded": "GroundingDinoImageProcessor GroundingDinoProcessor",
    "matching": """
        EfficientLoFTRImageProcessor LightGlueImageProcessor SuperGlueImageProcessor
    """,
    "mask_targets": "Mask2FormerImageProcessor MaskFormerImageProcessor",
    "omdet_turbo": "OmDetTurboProcessor",
    "oneformer": "OneFormerImageProcessor OneFormerProcessor",
    "padded_patches": "Siglip2ImageProcessor",
    "packed_images": """
        PaddleOCRVLImageProcessor Qwen2VLImageProcessor Qwen2VLVideoProcessor
        Qwen3VLVideoProcessor VideoLlama3ImageProcessor VideoLlama3VideoProcessor
    """,
    "ernie4_5_vl": """
        Ernie4_5_VLMoeImageProcessor Ernie4_5_VLMoeProcessor Ernie4_5_VLMoeVideoProcessor
    """,
    "flava": "FlavaImageProcessor FlavaProcessor",
    "florence2": "Florence2Processor",
    "fuyu": "FuyuImageProcessor FuyuProcessor",
    "hunyuan_vl": "HunYuanVLImageProcessor HunYuanVLProcessor",
    "idefics": "IdeficsImageProcessor IdeficsProcessor",
    "idefics3": "Idefics2Processor Idefics3Processor SmolVLMProcessor",
    "split_images": """
        Idefics2ImageProcessor Idefics3ImageProcessor SmolVLMImageProcessor SmolVLMVideoProcessor
    """,
    "lfm2_vl": "Lfm2VlImageProcessor Lfm2VlProcessor",
    "llama4": "Llama4ImageProcessor Llama4Processor",
    "llava": """
        Gemma3Processor LightOnOcrProcessor LlavaNextProcessor LlavaNextVideoProcessor
        LlavaOnevisionProcessor LlavaProcessor PixtralProcessor VideoLlavaProcessor
    """,
    "tiled_images": """
        Cohere2VisionImageProcessor Gemma3ImageProcessor GotOcr2ImageProcessor
        LlavaNextImageProcessor LlavaOnevisionImageProcessor Ovis2ImageProcessor
        PixtralImageProcessor
    """,
    "mllama": "MllamaImageProcessor MllamaProcessor",
    "retrieval": "ColModernVBertProcessor ColPaliProcessor ColQwen2Processor",
    "qwen_vl": """
        Exaone4_5_Processor PaddleOCRVLProcessor Qwen2VLProcessor Qwen2_5_VLProcessor
        Qwen3VLProcessor VideoLlama3Processor
    """,
    "qwen_omni": "Qwen2_5OmniProcessor Qwen3OmniMoeProcessor",
    "qwen3_asr": "Qwen3ASRFeatureExtractor Qwen3ASRProcessor",
    "internvl": "InternVLProcessor QianfanOCRProcessor",
    "got_ocr2": "GotOcr2Processor",
    "ovis2": "Ovis2Processor",
    "gemma3n": "Gemma3nAudioFeatureExtractor Gemma3nProcessor",
    "aya_vision": "AyaVisionProcessor Cohere2VisionProcessor",
    "gemma4": """
        Gemma4AudioFeatureExtractor Gemma4ImageProcessor Gemma4Processor Gemma4VideoProcessor
    """,
    "gemma4_unified": """
        Gemma4UnifiedAudioFeatureExtractor Gemma4UnifiedImageProcessor Gemma4UnifiedProcessor
        Gemma4UnifiedVideoProcessor
    """,
    "glm4v": """
        Glm46VImageProcessor Glm46VProcessor Glm46VVideoProcessor Glm4vImageProcessor
        Glm4vProcessor Glm4vVideoProcessor GlmgaImageProcessor GlmgaVideoProcessor
    """,
    "paligemma": "PaliGemmaProcessor",
    "pix2struct": "Pix2StructImageProcessor Pix2StructProcessor",
    "kimi_k25": "Kimi_K25ImageProcessor Kimi_K25Processor Kimi_K25VideoProcessor",
    "kosmos2": "Kosmos2Processor",
    "kosmos2_5": "Kosmos2_5ImageProcessor Kosmos2_5Processor",
    "mgp_str": "MgpstrProcessor",
    "shieldgemma2": "ShieldGemma2Processor",
    "blip_2": "Blip2Processor InstructBlipProcessor InstructBlipVideoProcessor",
    "videomt": "VideomtVideoProcessor",
    "videos": """
        InstructBlipVideoVideoProcessor InternVLVideoProcessor LlavaNextVideoVideoProcessor
        LlavaOnevisionVideoProcessor VJEPA2VideoProcessor VideoLlavaVideoProcessor
    """,
    "poses": "VitPoseImageProcessor",
    "owl": "OwlViTImageProcessor Owlv2ImageProcessor",
    "colour_clusters": "ImageGPTImageProcessor",
    "sam": "SamImageProcessor",
    "pp_doclayout": "PPDocLayoutV2ImageProcessor PPDocLayoutV3ImageProcessor",
    "pp_lcnet": "PPLCNetImageProcessor",
    "pp_ocr": """
        PPOCRV5ServerDetImageProcessor PPOCRV5ServerRecImageProcessor PPOCRV6SmallRecImageProcessor
    """,
    "rf_detr": "RfDetrImageProcessor",
    "sam2": "Sam2ImageProcessor Sam2Processor Sam3TrackerProcessor",
    "sam2_video": """
        Sam2VideoProcessor Sam2VideoVideoProcessor Sam3TrackerVideoProcessor
    """,
    "seggpt": "SegGptImageProcessor",
    "sam3": "Sam3ImageProcessor Sam3Processor",
    "timm": "TimmWrapperImageProcessor",
    "sam_processor": "SamHQProcessor SamProcessor",
    "feature_types": """
        ASTFeatureExtractor ClapFeatureExtractor ParakeetFeatureExtractor
        SeamlessM4TFeatureExtractor Speech2TextFeatureExtractor SpeechT5FeatureExtractor
        Wav2Vec2FeatureExtractor WhisperFeatureExtractor
    """,
    "codec_features": """
        DacFeatureExtractor DiaFeatureExtractor EncodecFeatureExtractor
        KyutaiSpeechToTextFeatureExtractor
    """,
    "audio_flamingo": "AudioFlamingo3Processor GlmAsrProcessor",
    "granite_speech": "GraniteSpeechFeatureExtractor GraniteSpeechProcessor",
    "phi4_multimodal": """
        Phi4MultimodalFeatureExtractor Phi4MultimodalImageProcessor Phi4MultimodalProcessor
    """,
    "vibevoice": "VibeVoiceAcousticTokenizerFeatureExtractor VibeVoiceAsrProcessor",
    "vibevoice_speech": "VibeVoiceProcessor",
    "chroma": "MusicgenMelodyFeatureExtractor",
    "univnet": "UnivNetFeatureExtractor",
    "document_processors": """
        DonutProcessor LayoutLMv2Processor LayoutLMv3Processor LayoutXLMProcessor UdopProcessor
    """,
    "processor_types": """
        AlignProcessor AltCLIPProcessor BlipProcessor BridgeTowerProcessor BrosProcessor
        CLIPProcessor CLIPSegProcessor ChineseCLIPProcessor ClapProcessor GitProcessor
        KyutaiSpeechToTextProcessor MoonshineStreamingProcessor MusicgenMelodyProcessor
        MusicgenProcessor OwlViTProcessor Owlv2Processor PPChart2TableProcessor
        ParakeetProcessor SeamlessM4TProcessor Siglip2Processor SiglipProcessor
        Speech2TextProcessor SpeechT5Processor TrOCRProcessor ViltProcessor
        VisionTextDualEncoderProcessor Wav2Vec2BertProcessor Wav2Vec2Processor WhisperProcessor
        XCLIPProcessor
    """,
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}


def _table(text: str, suffix: str) -> dict[str, str]:
    """ "Stem: type type ..." lines as model type -> class name."""
    table = {}
    for line in text.strip().splitlines():
        stem, types = line.split(":")
        table.update(dict.fromkeys(types.split(), stem.strip() + suffix))
    return table


IMAGE_PROCESSORS = _table(
    """
    Aria: aria
    Beit: beit data2vec-vision
    Bit: bit dinov2 dinov2_with_registers focalnet hiera pixio
    Blip: blip blip-2 instructblip
    BridgeTower: bridgetower
    CHMv2: chmv2
    CLIP: aimv2 aimv2_vision_model altclip clip clip_vision_model florence2 git groupvit kosmos-2
    CLIP: metaclip_2 mlcd vipllava xclip
    Chameleon: chameleon
    ChineseCLIP: chinese_clip
    Cohere2Vision: cohere2_vision
    ConditionalDetr: conditional_detr dab-detr
    ConvNext: convnext convnextv2 cvt regnet resnet van
    DINOv3ViT: dinov3_vit dinov3_convnext
    DPT: dpt depth_anything
    DeepseekOcr2: deepseek_ocr2
    DeepseekVL: deepseek_vl
    DeepseekVLHybrid: deepseek_vl_hybrid
    DeiT: deit
    DeformableDetr: deformable_detr lw_detr
    DepthPro: depth_pro
    Detr: detr table-transformer omdet-turbo
    Donut: donut-swin
    EfficientFormer: efficientformer
    EfficientLoFTR: efficientloftr
    EfficientNet: align efficientnet
    Eomt: eomt eomt_dinov3
    Ernie4_5_VLMoe: ernie4_5_vl_moe
    Flava: flava
    Fuyu: fuyu
    GLPN: glpn
    Gemma3: gemma3 shieldgemma2 t5gemma2 t5gemma2_encoder
    Gemma4: gemma4
    Gemma4Unified: gemma4_unified
    Glm46V: glm46v
    Glm4v: glm4v glm4v_moe
    Glmga: glmga
    GotOcr2: aya_vision got_ocr2 internvl qianfan_ocr
    GroundingDino: grounding-dino mm-grounding-dino
    HunYuanVL: hunyuan_vl
    Idefics: idefics
    Idefics2: idefics2
    Idefics3: idefics3
    ImageGPT: imagegpt
    Kimi_K25: kimi_k25
    Kosmos2_5: kosmos-2.5
    LayoutLMv2: layoutlmv2 layoutxlm
    LayoutLMv3: layoutlmv3 udop
    Levit: levit
    Lfm2Vl: lfm2_vl
    LightGlue: lightglue
    Llama4: llama4
    Llava: llava
    LlavaNext: llava_next llava_next_video
    LlavaOnevision: llava_onevision
    Mask2Former: mask2former
    MaskFormer: maskformer
    Mllama: mllama
    MobileNetV1: mobilenet_v1
    MobileNetV2: mobilenet_v2
    MobileViT: mobilevit mobilevitv2
    OneFormer: oneformer
    Ovis2: ovis2
    OwlViT: owlvit
    Owlv2: owlv2
    PPChart2Table: pp_chart2table
    PPDocLayoutV2: pp_doclayout_v2
    PPDocLayoutV3: pp_doclayout_v3
    PPLCNet: pp_lcnet
    PPOCRV5ServerDet: pp_ocrv5_server_det pp_ocrv5_mobile_det pp_ocrv6_medium_det pp_ocrv6_small_det
    PPOCRV5ServerRec: pp_ocrv5_server_rec pp_ocrv5_mobile_rec
    PPOCRV6SmallRec: pp_ocrv6_small_rec pp_ocrv6_tiny_rec
    Perceiver: perceiver
    PaddleOCRVL: paddleocr_vl
    Phi4Multimodal: phi4_multimodal
    Pix2Struct: pix2struct
    Pixtral: pixtral mistral3 lighton_ocr
    PoolFormer: poolformer
    PromptDepthAnything: prompt_depth_anything
    Pvt: pvt pvt_v2
    Qwen2VL: qwen2_vl qwen2_5_vl qwen2_5_omni qwen3_vl qwen3_vl_moe qwen3_5 qwen3_5_moe
    Qwen2VL: colqwen2 exaone4_5 qwen3_omni_moe
    RTDetr: rt_detr rt_detr_v2 d_fine deimv2
    RfDetr: rf_detr
    Sam: sam sam_hq
    Sam2: sam2 sam2_video
    Sam3: sam3 sam3_lite_text sam3_tracker sam3_tracker_video sam3_video
    SegGpt: seggpt
    Segformer: segformer upernet
    Siglip: siglip siglip_vision_model paligemma gemma3n colpali
    Siglip2: siglip2
    SmolVLM: smolvlm
    SuperGlue: superglue
    SuperPoint: superpoint
    Swin2SR: swin2sr
    TextNet: textnet
    TimmWrapper: timm_wrapper
    ViT: vit clipseg dinat ijepa mgp-str swiftformer swin swinv2 trocr vit_mae vit_msn
    VideoLlama3: video_llama_3
    VideoLlava: video_llava
    VideoMAE: videomae timesformer
    Vilt: vilt
    VitMatte: vitmatte
    VitPose: vitpose
    Vivit: vivit
    Yolos: yolos
    ZoeDepth: zoedepth
    """,
    "ImageProcessor",
)

FEATURE_EXTRACTORS = _table(
    """
    AST: audio-spectrogram-transformer
    Clap: clap
    Dac: dac
    Dia: dia
    Encodec: csm encodec mimi moshi musicgen
    Gemma3nAudio: gemma3n
    Gemma4Audio: gemma4
    Gemma4UnifiedAudio: gemma4_unified
    GraniteSpeech: granite_speech granite_speech_plus
    KyutaiSpeechToText: kyutai_speech_to_text
    MarkupLM: markuplm
    MusicgenMelody: musicgen_melody
    Parakeet: parakeet_ctc parakeet_encoder parakeet_rnnt parakeet_tdt
    Phi4Multimodal: phi4_multimodal
    Qwen3ASR: qwen3_asr
    SeamlessM4T: seamless_m4t seamless_m4t_v2
    Speech2Text: speech_to_text
    SpeechT5: speecht5
    UnivNet: univnet
    VibeVoiceAcousticTokenizer: vibevoice vibevoice_acoustic_tokenizer vibevoice_asr
    Wav2Vec2: wav2vec2 wav2vec2-bert wav2vec2-conformer hubert wavlm data2vec-audio moonshine
    Wav2Vec2: sew sew-d unispeech unispeech-sat
    Whisper: whisper qwen2_audio voxtral qwen2_5_omni qwen3_omni_moe audioflamingo3 glmasr
    """,
    "FeatureExtractor",
)

VIDEO_PROCESSORS = _table(
    """
    Ernie4_5_VLMoe: ernie4_5_vl_moe
    Gemma4: gemma4
    Gemma4Unified: gemma4_unified
    Glm46V: glm46v
    Glm4v: glm4v glm4v_moe
    Glmga: glmga
    InstructBlipVideo: instructblipvideo
    InternVL: internvl
    Kimi_K25: kimi_k25
    LlavaNextVideo: llava_next_video
    LlavaOnevision: llava_onevision
    Qwen2VL: exaone4_5 qwen2_vl qwen2_5_vl qwen2_5_omni qwen3_omni_moe
    Qwen3VL: qwen3_vl qwen3_vl_moe qwen3_5 qwen3_5_moe
    Sam2Video: sam2_video sam3_tracker_video
    SmolVLM: smolvlm
    VJEPA2: vjepa2
    VideoLlama3: video_llama_3
    VideoLlava: video_llava
    Videomt: videomt
    """,
    "VideoProcessor",
)

PROCESSORS = _table(
    """
    Align: align
    AltCLIP: altclip
    Aria: aria
    AudioFlamingo3: audioflamingo3
    AyaVision: aya_vision
    Bark: bark
    Blip: blip
    Blip2: blip-2
    BridgeTower: bridgetower
    Bros: bros
    CLIP: aimv2 clip groupvit metaclip_2
    CLIPSeg: clipseg
    ChineseCLIP: chinese_clip
    Clap: clap
    Cohere2Vision: cohere2_vision
    ColModernVBert: colmodernvbert
    ColPali: colpali
    ColQwen2: colqwen2
    Ernie4_5_VLMoe: ernie4_5_vl_moe
    Exaone4_5_: exaone4_5
    Flava: flava
    Csm: csm
    DeepseekOcr2: deepseek_ocr2
    DeepseekVL: deepseek_vl
    DeepseekVLHybrid: deepseek_vl_hybrid
    Dia: dia
    Florence2: florence2
    Fuyu: fuyu
    Gemma3: gemma3 t5gemma2 t5gemma2_encoder
    Gemma3n: gemma3n
    Gemma4: gemma4
    Gemma4Unified: gemma4_unified
    Git: git
    GotOcr2: got_ocr2
    Glm46V: glm46v glmga
    Glm4v: glm4v glm4v_moe
    GlmAsr: glmasr
    GraniteSpeech: granite_speech granite_speech_plus
    GroundingDino: grounding-dino mm-grounding-dino
    HunYuanVL: hunyuan_vl
    Idefics: idefics
    Idefics2: idefics2
    Idefics3: idefics3 modernvbert
    InstructBlip: instructblip
    InstructBlipVideo: instructblipvideo
    InternVL: internvl
    Kimi_K25: kimi_k25
    Kosmos2: kosmos-2
    Kosmos2_5: kosmos-2.5
    KyutaiSpeechToText: kyutai_speech_to_text
    LayoutLMv2: layoutlmv2
    LayoutLMv3: layoutlmv3
    LayoutXLM: layoutxlm
    Lfm2Vl: lfm2_vl
    LightOnOcr: lighton_ocr
    Llama4: llama4
    Llava: llava vipllava
    MarkupLM: markuplm
    Mllama: mllama
    Mgpstr: mgp-str
    MoonshineStreaming: moonshine_streaming
    Musicgen: musicgen
    MusicgenMelody: musicgen_melody
    LlavaNext: llava_next
    LlavaNextVideo: llava_next_video
    LlavaOnevision: llava_onevision
    OmDetTurbo: omdet-turbo
    OneFormer: oneformer
    Ovis2: ovis2
    OwlViT: owlvit
    Owlv2: owlv2
    PPChart2Table: pp_chart2table
    PaddleOCRVL: paddleocr_vl
    PaliGemma: paligemma
    Parakeet: parakeet_ctc parakeet_rnnt parakeet_tdt
    Phi4Multimodal: phi4_multimodal
    Pix2Struct: pix2struct
    Pixtral: pixtral mistral3
    QianfanOCR: qianfan_ocr
    Qwen2Audio: qwen2_audio
    Qwen2VL: qwen2_vl
    Qwen2_5Omni: qwen2_5_omni
    Qwen2_5_VL: qwen2_5_vl
    Qwen3ASR: qwen3_asr
    Qwen3OmniMoe: qwen3_omni_moe
    Qwen3VL: qwen3_vl qwen3_vl_moe qwen3_5 qwen3_5_moe
    Sam: sam
    SamHQ: sam_hq
    ShieldGemma2: shieldgemma2
    SeamlessM4T: seamless_m4t seamless_m4t_v2
    Sam2: sam2
    Sam2Video: sam2_video
    Sam3: sam3 sam3_lite_text sam3_video
    Sam3Tracker: sam3_tracker
    Sam3TrackerVideo: sam3_tracker_video
    Siglip: siglip
    Siglip2: siglip2
    SmolVLM: smolvlm
    Speech2Text: speech_to_text
    SpeechT5: speecht5
    TrOCR: trocr
    Udop: udop
    VideoLlama3: video_llama_3
    VideoLlava: video_llava
    VibeVoice: vibevoice
    VibeVoiceAsr: vibevoice_asr
    Vilt: vilt
    VisionTextDualEncoder: vision-text-dual-encoder
    Voxtral: voxtral
    Wav2Vec2Bert: wav2vec2-bert
    Wav2Vec2: wav2vec2 hubert wavlm sew sew-d unispeech unispeech-sat wav2vec2-conformer moonshine
    Whisper: whisper
    XCLIP: xclip
    """,
    "Processor",
)


# Processors of videos whose part for images alone is here.
_OF_IMAGES = {"Sam3VideoProcessor": "Sam3Processor"}


def class_named(name: str) -> Any:
    """The built-in class of this name, or None."""
    name = _OF_IMAGES.get(name, name)
    module = _MODULE_OF.get(name)
    if module is None:
        return None
    return getattr(importlib.import_module(f"auto_core.processors.{module}"), name)


def class_names(suffix: str) -> list[str]:
    """All built-in class names of a kind: "ImageProcessor", "FeatureExtractor", "Processor"."""
    kinds = ("ImageProcessor", "VideoProcessor", "FeatureExtractor")
    whole = set(PROCESSORS.values())  # also those called as what processes videos alone
    return sorted(
        name
        for name in _MODULE_OF
        if name.endswith(suffix)
        and (name not in whole if suffix in kinds else name in whole or not name.endswith(kinds))
    )
