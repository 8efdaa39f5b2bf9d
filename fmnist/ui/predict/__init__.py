"""The Predict tab."""
