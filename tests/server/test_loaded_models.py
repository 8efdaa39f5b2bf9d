"""Two hundred visitors bring weights: memory and disk stay bounded, and nobody gets another one's model."""

import gc
import weakref

import pytest
import torch

from fmnist.checkpoint.save_load import save_checkpoint
from fmnist.errors import CheckpointError
from fmnist.model import build_model
from fmnist.server.loaded_models import LoadedModels
from fmnist.server.model_in_hand import ModelInHand
from fmnist.server.weights_files import load_weights


def hand_of(seed):
    return ModelInHand("loaded", "mlp", build_model("mlp", seed).eval(), accuracy=seed / 1000, card={"seed": seed})


def first_weight(hand):
    return hand.model.linear_relu_stack[0].weight


def test_two_hundred_visitors(tmp_path):
    kept = LoadedModels(tmp_path / "loaded", in_memory=10, on_disk=150)
    alive = []
    for seed in range(200):
        hand = hand_of(seed)
        alive.append(weakref.ref(hand.model))
        kept.put(f"visitor-{seed}", hand)
    del hand
    gc.collect()
    assert sum(ref() is not None for ref in alive) == 10
    assert len(list((tmp_path / "loaded").iterdir())) == 150
    with pytest.raises(CheckpointError, match="had to make room for others; load them again"):
        kept.get("visitor-49")
    for seed in (50, 120, 199):  # from disk, from disk, from memory
        found = kept.get(f"visitor-{seed}")
        assert torch.equal(first_weight(found), first_weight(hand_of(seed)))
        assert (found.kind, found.accuracy, found.card) == ("loaded", seed / 1000, {"seed": seed})
        assert not found.model.training


def test_the_least_recently_used_goes_first(tmp_path):
    kept = LoadedModels(tmp_path / "loaded", in_memory=1, on_disk=2)
    kept.put("a", hand_of(1))
    kept.put("b", hand_of(2))
    kept.get("a")
    kept.put("c", hand_of(3))
    assert ("a" in kept, "b" in kept, "c" in kept) == (True, False, True)
    assert torch.equal(first_weight(kept.get("a")), first_weight(hand_of(1)))


def test_new_weights_take_the_place_of_the_old(tmp_path):
    kept = LoadedModels(tmp_path / "loaded", in_memory=0)
    kept.put("a", hand_of(1))
    kept.put("a", hand_of(2))
    assert torch.equal(first_weight(kept.get("a")), first_weight(hand_of(2)))
    assert len(list((tmp_path / "loaded").iterdir())) == 1


def test_a_file_that_vanished_is_a_sentence(tmp_path):
    kept = LoadedModels(tmp_path / "loaded", in_memory=0)
    kept.put("a", hand_of(1))
    next((tmp_path / "loaded").iterdir()).unlink()
    with pytest.raises(CheckpointError, match="could not be read"):
        kept.get("a")
    assert "a" not in kept


def test_a_visitors_id_is_no_path(tmp_path):
    kept = LoadedModels(tmp_path / "loaded", in_memory=0)
    kept.put("../../outside", hand_of(1))
    assert [path.parent for path in tmp_path.rglob("*.pth")] == [tmp_path / "loaded"]


def test_nothing_outlives_the_process(tmp_path):
    LoadedModels(tmp_path / "loaded").put("a", hand_of(1))
    assert "a" not in LoadedModels(tmp_path / "loaded")
    assert not (tmp_path / "loaded").exists()


def test_loading_a_file_leaves_torchs_own_generator_alone(store, tmp_path):
    """Another visitor's first weights may be drawn from it just then."""
    save_checkpoint(build_model("mlp", 5), tmp_path / "model.pth")
    before = torch.get_rng_state()
    load_weights(store, "ada", tmp_path / "model.pth")
    assert torch.equal(torch.get_rng_state(), before)
