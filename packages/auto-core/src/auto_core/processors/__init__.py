"""Images and audio into arrays: image processors, feature extractors and processors."""
