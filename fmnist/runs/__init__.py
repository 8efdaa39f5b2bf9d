"""Training in the background: runs that belong to a visitor, outlive a request, and can be resumed."""

from fmnist.runs.jobs import JobStore
from fmnist.runs.record import Snapshot

__all__ = [
    "JobStore",
    "Snapshot",
]
