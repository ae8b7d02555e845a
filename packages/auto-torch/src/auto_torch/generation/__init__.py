"""The files of `auto_core.generation`, read with torch's `ops`, with its own loop."""

import auto_core.generation

__path__ = [*__path__, *auto_core.generation.__path__]
