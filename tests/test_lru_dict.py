from concurrent.futures import ThreadPoolExecutor

import pytest

from fmnist.lru_dict import LRUDict


def test_the_least_recently_used_makes_room():
    gone = []
    kept = LRUDict(2, on_evict=lambda key, value: gone.append((key, value)))
    kept["a"], kept["b"] = 1, 2
    assert kept.get("a") == 1
    kept["c"] = 3
    assert gone == [("b", 2)]
    assert ("a" in kept, "b" in kept, kept.get("b")) == (True, False, None)
    kept["a"] = 4  # set anew: "c" is now the older one, and nothing makes room
    assert kept.items() == [("c", 3), ("a", 4)]


def test_looking_is_no_use_and_popping_no_eviction():
    kept = LRUDict(2, on_evict=lambda key, value: pytest.fail("evicted"))
    kept["a"], kept["b"] = 1, 2
    assert "a" in kept
    assert kept.items()[0] == ("a", 1)
    assert (kept.pop("a"), kept.pop("a")) == (1, None)


def test_a_capacity_of_none_keeps_nothing():
    kept = LRUDict(0)
    kept["a"] = 1
    assert kept.items() == []


def test_many_threads_lose_nothing_and_evict_everything_once():
    gone = []
    kept = LRUDict(10, on_evict=lambda key, value: gone.append(key))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: kept.__setitem__(number, number), range(1000)))
    assert sorted([*gone, *(key for key, _ in kept.items())]) == list(range(1000))
    assert len(kept.items()) == 10
