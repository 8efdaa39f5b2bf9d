"""A busy machine answers late; httpx, and Gradio's client with it, would give up after 5 seconds."""

import httpx

for phase in ("connect", "read", "write", "pool"):
    setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, phase, 60)
