"""Names that vision models have inside transformers 5, as renames to those of files.

Its `save_pretrained` writes the older names, which are the ones here too; a state_dict that was
saved as it is, or with `save_original_format=False`, has these. The first matrix of a gated
feed-forward of DINOv2 is two there: `auto_core.checkpoints.gates` joins them.
"""

from __future__ import annotations

Renames = tuple[tuple[str, str], ...]


def _attention(inside: str) -> Renames:
    """Projections of an attention that files have in a module `inside` of it."""
    names = {"q": "query", "k": "key", "v": "value"}
    return (
        *(
            (rf"\.attention\.{short}_proj\.", f".attention.{inside}.{long}.")
            for short, long in names.items()
        ),
        (r"\.attention\.o_proj\.", ".attention.output.dense."),
    )


_FEED_FORWARD: Renames = (
    (r"\.mlp\.fc1\.", ".intermediate.dense."),
    (r"\.mlp\.fc2\.", ".output.dense."),
)
BEIT: Renames = (
    (r"(^|\.)shared_position_bias\.", r"\1encoder.relative_position_bias."),
    (
        r"(^|\.)layers\.(\d+)\.relative_position_bias\.",
        r"\1encoder.layer.\2.attention.attention.relative_position_bias.",
    ),
    (r"(^|\.)layers\.(\d+)\.", r"\1encoder.layer.\2."),
    *_attention("attention"),
    *_FEED_FORWARD,
    (r"^fpn\.fpn1\.conv_transpose1\.", "fpn1.0."),
    (r"^fpn\.fpn1\.normalization\.", "fpn1.1."),
    (r"^fpn\.fpn1\.conv_transpose2\.", "fpn1.3."),
    (r"^fpn\.fpn2\.", "fpn2.0."),
    (r"\.psp_bottleneck\.", ".bottleneck."),
    (r"\.psp_modules\.blocks\.(\d+)\.conv\.", r".psp_modules.\1.1."),
    (r"(_head\..*)\.convolution\.", r"\1.conv."),
    (r"(_head\..*)\.normalization\.", r"\1.bn."),
)
DINOV2: Renames = (
    *_attention("attention"),
    (r"\.mlp\.down_proj\.", ".mlp.weights_out."),
)
VIT: Renames = (
    (r"(^|\.)layers\.(\d+)\.", r"\1encoder.layer.\2."),
    *_attention("attention"),
    *_FEED_FORWARD,
)
PIXIO: Renames = (
    (r"^encoder\.(embeddings|encoder)\.", r"\1."),  # a backbone has the whole model so
    *VIT,
    (r"\.layernorm_before\.", ".norm1."),
    (r"\.layernorm_after\.", ".norm2."),
)
SWIN: Renames = (
    (r"\.relative_position_bias\.(relative_position_bias_table)$", r".self.\1"),
    *_attention("self"),
    *_FEED_FORWARD,
)
SEGFORMER: Renames = (
    (r"(^|\.)stages\.(\d+)\.(patch_embeddings|layer_norm)\.", r"\1encoder.\3.\2."),
    (r"(^|\.)stages\.(\d+)\.blocks\.", r"\1encoder.block.\2."),
    (r"\.layernorm_before\.", ".layer_norm_1."),
    (r"\.layernorm_after\.", ".layer_norm_2."),
    (r"\.sequence_reduction\.sequence_reduction\.", ".self.sr."),
    (r"\.sequence_reduction\.layer_norm\.", ".self.layer_norm."),
    *_attention("self"),
    (r"\.mlp\.fc([12])\.", r".mlp.dense\1."),
    (r"\.linear_projections\.", ".linear_c."),
)
# Of DETR's transformer, which MaskFormer has too.
DETR_LAYERS: Renames = (
    (r"_attn\.o_proj\.", "_attn.out_proj."),
    (r"(\.layers\.\d+)\.mlp\.(fc[12])\.", r"\1.\2."),
)
DETR: Renames = (
    (r"(^|\.)backbone\.model\.(swin\.)?", r"\1backbone.conv_encoder.model."),
    (r"\.conv_encoder\.model\._backbone\.", ".conv_encoder.model."),
    *DETR_LAYERS,
    (r"bbox_attention\.([qk])_proj\.", r"bbox_attention.\1_linear."),
    (r"mask_head\.conv([12])\.conv\.", r"mask_head.lay\1."),
    (r"mask_head\.conv([12])\.norm\.", r"mask_head.gn\1."),
    *(
        (rf"mask_head\.fpn_stages\.{i}\.{new}\.", f"mask_head.{old}.")
        for i in range(3)
        for new, old in (
            ("fpn_adapter", f"adapter{i + 1}"),
            (r"refine\.conv", f"lay{i + 3}"),
            (r"refine\.norm", f"gn{i + 3}"),
        )
    ),
    (r"mask_head\.output_conv\.", "mask_head.out_lay."),
)
