"""A dictionary that never outgrows its capacity: the least recently used entry makes room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LRUDict(Generic[K, V]):
    """At most `capacity` entries. Setting and getting an entry are uses of it, `in` and `items` are not.

    `on_evict(key, value)` is called after an entry has made room. Safe between threads.
    """

    def __init__(self, capacity: int, on_evict: Callable[[K, V], object] = lambda key, value: None) -> None:
        self.capacity, self._on_evict = capacity, on_evict
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            surplus = len(self._entries) - self.capacity
            evicted = [self._entries.popitem(last=False) for _ in range(surplus)]
        for old in evicted:
            self._on_evict(*old)

    def get(self, key: K) -> V | None:
        """The value, `None` where there is none (any more)."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def pop(self, key: K) -> V | None:
        """Remove the entry, without `on_evict`, and return its value; `None` where there is none."""
        with self._lock:
            return self._entries.pop(key, None)

    def items(self) -> list[tuple[K, V]]:
        """A copy of the entries, the least recently used first."""
        with self._lock:
            return list(self._entries.items())
