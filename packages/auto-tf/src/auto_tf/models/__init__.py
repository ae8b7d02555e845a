"""The architectures of `auto_core.models`, read under this name with TensorFlow's `nn` and `ops`.

A file of the same name in this folder would come first: that is how a framework overrides one
architecture natively.
"""

import auto_core.models

__path__ = [*__path__, *auto_core.models.__path__]
