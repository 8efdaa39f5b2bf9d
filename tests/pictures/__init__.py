"""Pictures to test with, made on the spot: drawings, odd formats, and files that mean no good."""
