"""XLM-ProphetNet (Liang et al., 2020, arXiv:2004.01401)."""

from __future__ import annotations

from auto_core.configs.prophetnet import ProphetNetConfig


class XLMProphetNetConfig(ProphetNetConfig):
    """ProphetNet's fields, of many languages."""

    model_type = "xlm-prophetnet"
