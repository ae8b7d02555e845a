"""From a name to tensors: the Hub, the file formats, key rules and the loading report."""
