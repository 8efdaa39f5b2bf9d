"""The HTTP endpoints beside the page."""
