"""The living pictures: the same ones every time, and training does not notice that they are asked about."""

import time

import torch

from fmnist.data.fashion_mnist import CLASSES
from fmnist.model import build_model
from fmnist.runs.living import Pictures, shown_pictures
from fmnist.runs.store import RunStore
from fmnist.training.config import TrainConfig


def test_twelve_pictures_of_all_classes_are_shown():
    labels = [9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4, 5, 7, 3, 4, 1, 2, 4, 8, 0, *range(10)]
    shown = shown_pictures(labels)
    assert len(shown) == 12
    assert shown == sorted(set(shown))
    assert {labels[index] for index in shown} == set(range(len(CLASSES)))
    assert shown_pictures([3] * 20) == list(range(12))
    assert shown_pictures([1, 2]) == [0, 1]


def test_asking_changes_nothing_of_the_network(mini_data):
    model = build_model("convnet", 0).train()
    model.get_submodule("").training = True
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.random.get_rng_state()
    told = Pictures(mini_data[1], "cpu").ask(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())  # batch norm's, too
    assert all(module.training for module in model.modules())
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.equal(torch.random.get_rng_state(), state)
    assert len(told.answers) == 12
    assert (0 <= told.right <= told.count, told.count) == (True, 500)


def trained(tmp_path, data, watch):
    store = RunStore(tmp_path, lambda: data)
    run_id = store.start("a visitor", TrainConfig(model="fast_convnet", epochs=2, batch_size=500, shuffle=True))
    while store.snapshot(run_id).active:
        if watch:
            store.watch(run_id)
        time.sleep(0.05)
    weights = torch.load(store.weights(run_id, "a visitor"), weights_only=True)
    store.close()
    return store.snapshot(run_id), weights


def test_a_watched_run_is_the_same_to_the_bit(tmp_path, mini_data):
    alone, watched = (trained(tmp_path / str(watch), mini_data, watch) for watch in (False, True))
    assert alone[0].losses == watched[0].losses
    assert [m.test_accuracy for m in alone[0].metrics] == [m.test_accuracy for m in watched[0].metrics]
    assert str(alone[1]) == str(watched[1])
    assert alone[0].living == watched[0].living is not None  # the last look is after the last epoch


def test_the_last_look_is_found_again_by_the_next_process(tmp_path, mini_data):
    before, _ = trained(tmp_path, mini_data, watch=False)
    again = RunStore(tmp_path, lambda: mini_data)
    assert again.latest("a visitor").living == before.living
    again.close()
