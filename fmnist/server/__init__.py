"""What the running app keeps: the data set, the networks, the visitors and their files."""

from fmnist.server.store import Store

__all__ = ["Store"]
