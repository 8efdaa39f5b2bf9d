"""The Tensors tab."""
