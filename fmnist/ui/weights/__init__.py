"""The Save & load tab."""
