"""The Transforms tab."""
