import copy
import math
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset

from fmnist.data.loader import TensorLoader
from fmnist.data.subset import stratified
from fmnist.errors import ConfigError, DivergedError
from fmnist.model import build_model
from fmnist.training.config import TrainConfig
from fmnist.training.fit import Loaders, TrainState, fit
from fmnist.training.loop import EpochMetrics, Step, train_loop
from fmnist.training.loop import test_loop as loop_over_the_test_set
from fmnist.training.optimizer import make_loss


def tutorial_run(training_data, test_data, config):
    """The tutorial's own script, written out on its own: what `fit` has to agree with, to the digit."""
    generator = torch.Generator().manual_seed(config.seed)
    torch.manual_seed(config.seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(),
                          nn.Linear(512, 10))
    train_dataloader = DataLoader(training_data, config.batch_size, shuffle=config.shuffle, generator=generator)
    test_dataloader = DataLoader(test_data, config.batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=config.learning_rate)
    results = []
    for _ in range(config.epochs):
        model.train()
        for X, y in train_dataloader:
            loss = loss_fn(model(X), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        model.eval()
        test_loss = correct = 0
        with torch.no_grad():
            for X, y in test_dataloader:
                pred = model(X)
                test_loss += loss_fn(pred, y).item()
                correct += (pred.argmax(1) == y).type(torch.float).sum().item()
        results.append((correct / len(test_data), test_loss / len(test_dataloader)))
    return results


def epochs(events):
    return [event for event in events if isinstance(event, EpochMetrics)]


@pytest.mark.parametrize("shuffle", [False, True])
def test_fit_is_the_tutorials_script_to_the_digit(few_data, shuffle):
    config = TrainConfig(epochs=2, seed=7, shuffle=shuffle)
    ours = [(m.test_accuracy, m.test_loss) for m in epochs(fit(config, *few_data, device="cpu"))]
    assert ours == tutorial_run(*few_data, config)


@pytest.mark.full_data
def test_five_and_ten_epochs_end_in_the_tutorials_band(full_data):
    metrics = epochs(fit(TrainConfig(epochs=10), *full_data, device="cpu"))
    assert 0.64 <= metrics[4].test_accuracy <= 0.66
    assert 0.70 <= metrics[9].test_accuracy <= 0.715


def test_a_seed_repeats_to_the_digit_and_another_does_not(mini_data):
    runs = [[(m.train_loss, m.test_loss) for m in epochs(fit(TrainConfig(epochs=1, seed=s), *mini_data, device="cpu"))]
            for s in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_fit_leaves_torchs_own_generator_alone(mini_data):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    list(fit(TrainConfig(epochs=1, batch_size=1000, shuffle=True), *mini_data, device="cpu"))
    assert torch.equal(before, torch.get_rng_state())


def test_steps_count_up_and_metrics_follow_them(mini_data):
    events = list(fit(TrainConfig(epochs=2, batch_size=1000), *mini_data, device="cpu"))
    assert [type(event) for event in events] == ([Step] * 6 + [EpochMetrics]) * 2
    assert [(e.batch, e.seen, e.size) for e in events[:6]] == [(i, 1000 * i, 6000) for i in range(1, 7)]
    first = events[6]
    assert first.train_loss == pytest.approx(sum(e.loss for e in events[:6]) / 6, rel=1e-6)
    assert events[-1].elapsed_seconds > first.elapsed_seconds > 0


def test_nothing_happens_before_it_is_asked_for(mini_data):
    state = TrainState.create(TrainConfig(), 1)
    before = copy.deepcopy(state.model.state_dict())
    events = fit(TrainConfig(), *mini_data, device="cpu", state=state)
    assert all(torch.equal(a, b) for a, b in zip(before.values(), state.model.state_dict().values(), strict=True))
    next(events)
    events.close()
    assert not torch.equal(before["linear_relu_stack.0.weight"], state.model.linear_relu_stack[0].weight)


@pytest.mark.parametrize("config", [
    TrainConfig(epochs=3, optimizer="adamw", learning_rate=1e-3, schedule="onecycle", shuffle=True, batch_size=128),
    TrainConfig(epochs=3, optimizer="sgd", momentum=0.9, learning_rate=0.05, schedule="cosine", shuffle=True),
    TrainConfig(epochs=3, optimizer="rmsprop", learning_rate=1e-3, validation_share=0.2),
    TrainConfig(epochs=3, optimizer="adam", loss="mse", weight_decay=0.01),
])
def test_going_on_from_any_epoch_is_bit_identical(mini_data, config, tmp_path):
    loaders = Loaders(config, *mini_data)
    whole = TrainState.create(config, len(loaders.train))
    saved = []
    for event in fit(config, *mini_data, device="cpu", state=whole, loaders=loaders):
        if isinstance(event, EpochMetrics):
            torch.save(whole.state_dict(), tmp_path / f"{event.epoch}.pt")
            saved.append(event)
    resumed = TrainState.create(config, len(loaders.train))
    resumed.load_state_dict(torch.load(tmp_path / "1.pt", weights_only=True))
    rest = epochs(fit(config, *mini_data, device="cpu", state=resumed))
    assert [m.test_loss for m in rest] == [m.test_loss for m in saved[1:]]
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, resumed.model.state_dict()[name])


def test_a_checkpoint_of_other_settings_is_refused():
    saved = TrainState.create(TrainConfig(), 10).state_dict()
    with pytest.raises(ConfigError, match="another epochs, learning_rate; use the settings it was made with"):
        TrainState.create(TrainConfig(epochs=6, learning_rate=0.1), 10).load_state_dict(saved)


def test_a_checkpoint_of_an_earlier_network_is_refused_in_a_sentence():
    saved = TrainState.create(TrainConfig(), 10).state_dict()
    saved["model"] = nn.Linear(28 * 28, 10).state_dict()
    with pytest.raises(ConfigError, match="earlier version of NeuralNetwork, which had other layers; start a new run"):
        TrainState.create(TrainConfig(), 10).load_state_dict(saved)


@pytest.mark.parametrize("loss", ["nll", "cross_entropy"])
def test_the_losses_are_torchs(loss):
    logits, y = torch.randn(8, 10, generator=torch.Generator().manual_seed(0)), torch.arange(8)
    ours = make_loss(TrainConfig(loss=loss))(logits, y)
    torch.testing.assert_close(ours, nn.CrossEntropyLoss()(logits, y))


def test_mse_compares_with_one_hot_labels():
    logits, y = torch.zeros(4, 10), torch.tensor([0, 1, 2, 3])
    assert make_loss(TrainConfig(loss="mse"))(logits, y).item() == pytest.approx(0.1)


def test_a_diverging_run_is_told_a_learning_rate_that_works(mini_data):
    with pytest.raises(DivergedError, match=r"diverged; try a much smaller learning rate, 0\.1 instead of 1000"):
        list(fit(TrainConfig(learning_rate=1000.0, loss="mse"), *mini_data, device="cpu"))
    *_, last = fit(TrainConfig(learning_rate=0.1, epochs=1), *mini_data, device="cpu")
    assert last.test_loss < 2.2  # it learns


def test_a_run_that_diverges_in_its_last_step_has_diverged(mini_data):
    """The loss of a step is that of the weights before it: of the last ones only the test tells."""
    ends = set()
    for steps in range(1, 8):
        config = TrainConfig(learning_rate=1000.0, loss="mse", epochs=1, batch_size=100, train_size=100 * steps)
        try:
            *_, last = fit(config, *mini_data, device="cpu")
        except DivergedError:
            ends.add("diverged")
        else:
            assert math.isfinite(last.test_loss)
            ends.add("finished")
    assert ends == {"diverged", "finished"}


def test_frozen_parameters_keep_their_values(mini_data):
    config = TrainConfig(epochs=1, batch_size=500, frozen=("linear_relu_stack.0.weight",))
    state = TrainState.create(config, 12)
    list(fit(config, *mini_data, device="cpu", state=state))
    fresh = build_model("mlp", 0)
    assert torch.equal(state.model.linear_relu_stack[0].weight, fresh.linear_relu_stack[0].weight)
    assert not torch.equal(state.model.linear_relu_stack[2].weight, fresh.linear_relu_stack[2].weight)


@pytest.mark.parametrize(("batch_size", "size"), [(1, 100), (9, 1000)])
def test_a_batch_of_one_picture_is_told_where_the_network_takes_two(mini_data, batch_size, size):
    """FastConvNet's `BatchNorm1d` has no variance over one picture; torch raises in the middle of the epoch."""
    config = TrainConfig(model="fast_convnet", epochs=1, batch_size=batch_size, train_size=size, precision="auto")
    with pytest.raises(ConfigError, match=f"one batch of the {size:,} would have 1"):
        next(fit(config, *mini_data, device="cpu"))
    assert next(fit(replace(config, model="mlp"), *mini_data, device="cpu")).batch == 1


def test_freezing_a_parameter_that_is_not_there_is_told():
    with pytest.raises(ConfigError, match="nowhere is not a parameter of the model; it has linear_relu_stack"):
        TrainState.create(TrainConfig(frozen=("nowhere",)), 1)


def test_validation_part_is_held_out(mini_data):
    loaders = Loaders(TrainConfig(validation_share=0.25), *mini_data)
    assert (len(loaders.train.images), len(loaders.validation.loader.images)) == (4500, 1500)
    metrics = epochs(fit(TrainConfig(epochs=1, validation_share=0.25, batch_size=500), *mini_data, device="cpu"))
    assert 0 <= metrics[0].validation_accuracy <= 1
    with pytest.raises(ConfigError, match=r"validation_share 0\.005 of 100 pictures holds out none"):
        Loaders(TrainConfig(validation_share=0.005, train_size=100), *mini_data)


def test_a_part_of_the_training_set_is_trained_on_in_its_order(mini_data):
    config = TrainConfig(epochs=1, train_size=1000, batch_size=100, seed=3)
    part = Subset(mini_data[0], stratified(mini_data[0].targets, 1000, seed=3).tolist())
    ours, expected = (epochs(fit(one, data, mini_data[1], device="cpu"))[0].test_loss
                      for one, data in ((config, mini_data[0]), (replace(config, train_size=60_000), part)))
    assert ours == expected
    few = Loaders(replace(config, validation_share=0.1), *mini_data)
    assert (len(few.train.images), len(few.validation.loader.images)) == (900, 100)


def test_a_checkpoint_of_a_version_with_fewer_settings_goes_on():
    saved = TrainState.create(TrainConfig(), 10).state_dict()
    del saved["config"]["train_size"]
    TrainState.create(TrainConfig(), 10).load_state_dict(saved)


def test_the_tutorials_loops_print_the_tutorials_lines(mini_data):
    lines = []
    model, loss_fn = build_model("mlp", 0), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    train_loop(DataLoader(mini_data[0], 64), model, loss_fn, optimizer, log=lines.append)
    result = loop_over_the_test_set(TensorLoader(mini_data[1], 64), model, loss_fn, log=lines.append)
    assert lines[0].startswith("loss: 2.3")
    assert lines[0].endswith("  [   64/ 6000]")
    assert len(lines) == 2
    assert lines[1] == f"Test Error: \n Accuracy: {100 * result.accuracy:.1f}%, Avg loss: {result.loss:8f} \n"
    assert not model.training


def test_the_last_gradients_are_those_of_the_last_step(mini_data):
    config = TrainConfig(epochs=1, batch_size=2000, frozen=("linear_relu_stack.4.bias",))
    metrics = epochs(fit(config, *mini_data, device="cpu"))[0]
    model, loss_fn = build_model("mlp", 0), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD([p for n, p in model.named_parameters() if n not in config.frozen], lr=1e-3)
    for X, y in DataLoader(mini_data[0], 2000):
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()
    expected = {n: p.grad.norm().item() for n, p in model.named_parameters() if n not in config.frozen}
    assert metrics.gradient_norms == pytest.approx(expected, rel=1e-5)
