"""The Autograd tab."""
