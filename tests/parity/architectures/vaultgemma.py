from parity.arch import decoder
from parity.architectures import gemma2

ARCH = decoder(
    "vaultgemma",
    "VaultGemma",
    heads=(),
    family="gemma",
    configs=gemma2.ARCH.configs,
    must_see=["model.layers.1.pre_feedforward_layernorm.weight"],
    must_see_options=[{"final_logit_softcapping": 2.0}],
    padded="attention_mask",
    rounded=True,  # upstream keeps the scale of embeddings in float32
)
