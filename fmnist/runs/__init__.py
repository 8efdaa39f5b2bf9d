"""Training in the background: runs that belong to a visitor, outlive a request, and can be resumed."""

from fmnist.runs.record import Snapshot
from fmnist.runs.store import RunStore

__all__ = ["RunStore", "Snapshot"]
