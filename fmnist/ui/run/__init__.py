"""A visitor's run, as every tab shows it."""
