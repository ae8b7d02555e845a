"""What `help`, editors and the reference say: fields of configs, inputs of models."""
