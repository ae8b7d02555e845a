"""Chat templates: conversations to the text a model was trained on."""

from auto_core.tokenizers.chat.mixin import ChatTemplates

__all__ = ["ChatTemplates"]
