import copy
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint, save_checkpoint
from fmnist.cli.main import main
from fmnist.files import ASSETS
from fmnist.pictures.open_image import open_image
from fmnist.pictures.to_input import to_input
from fmnist.prediction.predict import predict
from fmnist.prediction.robustness import robustness
from fmnist.training.fit import fit
from fmnist.training.loop import EpochMetrics
from tests.pictures.bad import bad_files
from tests.pictures.drawings import SHAPES, filled

ROOT = Path(__file__).parents[2]
BAD = bad_files()


@pytest.fixture
def quick(mini_data, monkeypatch):
    """The command line on the mini set."""
    for module in ("cli.train", "data.fashion_mnist"):
        monkeypatch.setattr(f"fmnist.{module}.load_fashion_mnist", lambda root, train: mini_data[0 if train else 1])


@pytest.fixture
def few(mini_data, monkeypatch):
    """`evaluate` on twenty images; returns them."""
    test_data = copy.copy(mini_data[1])
    test_data.data, test_data.targets = test_data.data[:20], test_data.targets[:20]
    monkeypatch.setattr("fmnist.data.fashion_mnist.load_fashion_mnist", lambda root, train: test_data)
    return test_data


def test_train_prints_the_tutorials_log_and_writes_weights_and_json_lines(quick, tmp_path, capsys):
    out, log = tmp_path / "model.pth", tmp_path / "run.jsonl"
    assert main(["train", "--epochs", "2", "--out", str(out), "--log", str(log)]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^loss: 2\.\d{6}  \[   64/ 6000\]$", printed, flags=re.M)
    assert len(re.findall(r"^ Accuracy: \d\d\.\d%, Avg loss: \d\.\d{6} $", printed, flags=re.M)) == 2
    assert "mini set" in printed
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [event["event"] for event in events] == ["start", "step", "epoch", "step", "epoch"]
    assert f"Accuracy: {100 * events[-1]['test_accuracy']:.1f}%" in printed
    # chapter 7.1: the file is a plain state_dict of the tutorial's network
    state = torch.load(out, weights_only=True)
    assert state["linear_relu_stack.0.weight"].shape == (512, 784)

    assert main(["evaluate", str(out), "--plain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == pytest.approx(events[-1]["test_accuracy"])


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["train", "--epochs", "0"], "epochs must be a whole number from 1 to 1000, got 0"),
    (["train", "--lr", "nan"], "learning_rate must be a number"),
    (["train", "--lr", "-1"], "learning_rate must be a number"),
    (["train", "--batch-size", "0"], "batch_size must be"),
    (["train", "--epochs", "many"], "invalid int value: 'many'"),
    (["train", "--model", "vgg"], "invalid choice: 'vgg'"),
    (["train", "--out", "/nowhere/model.pth"], "cannot be written: it must be a file in an existing folder"),
    (["train", "--log", "/nowhere/run.jsonl"], "cannot be written"),
    (["train", "--device", "abacus"], "device 'abacus' is not available"),
    (["train", "--freeze", "nothing"], "nothing is not a parameter of the model"),
    (["train", "--lr", "0,001"], "invalid float value: '0,001'"),
    (["train", "--epochs", "1.5"], "invalid int value: '1.5'"),
    (["train", "--out", "runs/model.pth"], "{here}/runs/model.pth cannot be written"),
    (["train", "--log", "logs/run.jsonl"], "{here}/logs/run.jsonl cannot be written"),
    (["train", "--root", "datta"], "expected a folder, but {here}/datta does not exist"),
    (["train", "--weights", "first.pth"], "expected a file, but {here}/first.pth does not exist"),
    (["train", "--resume"], "there is nothing to resume: {here}/model.pth.checkpoint was not found"),
    (["evaluate", "~/nowhere.pth"], "expected a file, but {here}/home/nowhere.pth does not exist"),
    (["evaluate", "model.pth", "--root", "datta"], "expected a file, but {here}/model.pth does not exist"),
    (["predict", "nowhere.png"], "expected a file, but {here}/nowhere.png does not exist"),
    (["predict", "."], "expected a file, but {here} is none"),
    (["fly"], "invalid choice: 'fly'"),
    ([], "required"),
])
def test_a_mistake_is_one_sentence_and_exit_code_2(quick, capsys, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    try:
        code = main(arguments)
    except SystemExit as exit:
        code = exit.code
    error = capsys.readouterr().err
    assert code == 2
    assert sentence.format(here=tmp_path) in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


def test_a_tilde_is_the_home_folder_in_every_path(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    filled(SHAPES[18]).save(tmp_path / "boot.png")
    last = ["--epochs", "1", "--batch-size", "600", "--root=~", "--log=~/run.jsonl"]
    assert main(["train", "--out=~/first.pth", *last]) == 0
    assert main(["train", "--out=~/second.pth", "--weights", "~/first.pth", *last]) == 0
    assert main(["evaluate", "~/second.pth", "--plain", "--root=~"]) == 0
    assert main(["predict", "~/boot.png", "--weights=~/second.pth"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "boot.png", "first.pth", "first.pth.checkpoint", "run.jsonl", "second.pth", "second.pth.checkpoint"]


VARIANTS = ["photo", "silhouette", "outline", "shifted", "smaller", "larger", "inverted", "margin", "jpeg"]


def test_evaluate_gives_the_accuracy_on_every_variant(few, capsys):
    weights = str(ASSETS / "convnet.pth")
    assert main(["evaluate", weights]) == 0
    printed = capsys.readouterr().out
    assert main(["evaluate", weights, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    expected = {one.name: one.accuracy for one in robustness(load_checkpoint(weights), few.data, few.targets)}
    assert list(expected) == VARIANTS
    assert found["variants"] == pytest.approx(expected)
    assert (found["weights"], found["source"], found["images"]) == (weights, "mini", 20)
    table = re.findall(r"^(\w+) +(\d+\.\d\d)%$", printed, flags=re.M)
    assert table == [(name, f"{100 * accuracy:.2f}") for name, accuracy in expected.items()]
    assert f"Accuracy: {100 * found['accuracy']:.1f}%, Avg loss: {found['loss']:.6f}" in printed


def test_evaluate_plain_leaves_the_variants_out(few, capsys):
    assert main(["evaluate", str(ASSETS / "mlp.pth"), "--plain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["variants"] == {}
    assert main(["evaluate", str(ASSETS / "mlp.pth"), "--plain"]) == 0
    assert "silhouette" not in capsys.readouterr().out


def test_what_was_changed_to_load_a_file_is_told_beside_the_answer(few, tmp_path, capsys):
    state = torch.load(ASSETS / "mlp.pth", weights_only=True)
    torch.save({"model": {f"module.{name}": tensor for name, tensor in state.items()}}, tmp_path / "last.ckpt")
    assert main(["evaluate", str(tmp_path / "last.ckpt"), "--plain", "--json"]) == 0
    wrapped = capsys.readouterr()
    assert wrapped.err.splitlines() == ["last.ckpt: only `model` of the file was loaded.",
                                        "last.ckpt: `module.` was taken off the names."]
    assert main(["evaluate", str(ASSETS / "mlp.pth"), "--plain", "--json"]) == 0
    plain = capsys.readouterr()
    assert plain.err == ""
    assert json.loads(wrapped.out)["accuracy"] == json.loads(plain.out)["accuracy"]


@pytest.mark.parametrize("weights", ["convnet", "mlp"])
def test_predict_gives_ten_probabilities_the_likeliest_first(tmp_path, capsys, weights):
    boot, path = tmp_path / "boot.png", ASSETS / f"{weights}.pth"
    filled(SHAPES[18]).save(boot)
    given = [] if weights == "convnet" else ["--weights", str(path)]  # the ConvNet is what it takes by itself
    expected = predict(load_checkpoint(path), to_input(open_image(boot)))
    assert main(["predict", str(boot), "--json", *given]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["label"], found["confidences"]) == (next(iter(expected)), pytest.approx(expected))
    assert list(found["confidences"]) == list(expected)
    assert main(["predict", str(boot), *given]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{share:7.2%}  {name}" for name, share in expected.items()]


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("command", ["predict", "evaluate"])
@pytest.mark.parametrize("name", ["empty.png", "html.png", "cut_at_0.25.jpg", "pickle.png", "zip.png", "bomb.png",
                                  "all_white.jpg", "icon.ico", "too_big.bmp"])
def test_a_bad_file_is_one_sentence_and_exit_code_2(few, tmp_path, capsys, command, name, options):
    path = tmp_path / name
    path.write_bytes(BAD[name])
    assert main([command, str(path), *options]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"fmnist: [^\n]{20,250}\.\n", printed.err)
    assert str(tmp_path) not in printed.err


def test_a_bad_file_ends_the_process_without_a_traceback(tmp_path):
    (tmp_path / "page.png").write_bytes(BAD["html.png"])
    done = subprocess.run([sys.executable, "-m", "fmnist", "predict", "page.png"], cwd=tmp_path, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fmnist: the file is not a picture")
    assert done.stderr.count("\n") == 1


def test_ctrl_c_leaves_the_last_finished_epochs_weights(tmp_path):
    log = tmp_path / "run.jsonl"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background are deaf to Ctrl-C
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mini_main", "train", "--epochs", "1000", "--batch-size", "600", "--out",
         str(tmp_path / "model.pth"), "--log", str(log), "--root", str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 120
    while '"epoch": 2,' not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=180)
    assert process.returncode == 130
    assert re.search(r"holds the weights after epoch \d+", error)
    assert "Traceback" not in error
    torch.load(tmp_path / "model.pth", weights_only=True)


@pytest.mark.parametrize("preset", ["better_mlp", "fast_convnet"])
def test_resumed_after_kill_9_the_run_ends_bit_identical(quick, tmp_path, warm, preset):
    settings = ["train", "--preset", preset, "--epochs", "3", "--precision", "float32", "--out"]
    whole, cut = tmp_path / "whole.pth", tmp_path / "cut.pth"
    assert main([*settings, str(whole)]) == 0
    program = tmp_path / "program.py"
    program.write_text(f"import runpy, sys\nsys.path.insert(0, {str(ROOT)!r})\n"
                       "runpy.run_module('tests.mini_main', run_name='__main__')\n")
    process = warm.start(program, *settings, cut, "--root", tmp_path, cwd=ROOT)
    deadline = time.monotonic() + 120
    while not (tmp_path / "cut.pth.checkpoint").exists():
        assert time.monotonic() < deadline, process.stderr.read_text()
        time.sleep(0.02)
    process.kill()
    assert process.wait().returncode == -signal.SIGKILL  # in the middle of the run, not after it
    assert main([*settings, str(cut), "--resume"]) == 0
    ours, theirs = (torch.load(path, weights_only=True) for path in (cut, whole))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_training_goes_on_from_saved_weights(quick, tmp_path):
    first, second = tmp_path / "first.pth", tmp_path / "second.pth"
    assert main(["train", "--epochs", "1", "--lr", "0.05", "--out", str(first)]) == 0
    assert main(["train", "--epochs", "1", "--lr", "1e-12", "--weights", str(first), "--out", str(second)]) == 0
    before, after = (torch.load(path, weights_only=True) for path in (first, second))
    assert all(torch.allclose(before[name], after[name], atol=1e-7) for name in before)


def test_training_goes_on_from_the_mean_of_several_weights(quick, tmp_path):
    a, b, out = (str(tmp_path / f"{name}.pth") for name in ("a", "b", "out"))
    for seed, path in (("1", a), ("2", b)):
        assert main(["train", "--epochs", "1", "--lr", "0.05", "--seed", seed, "--out", path]) == 0
    assert main(["train", "--epochs", "1", "--lr", "1e-12", "--weights", a, b, "--out", out]) == 0
    first, second, after = (torch.load(path, weights_only=True) for path in (a, b, out))
    assert all(torch.allclose((first[name] + second[name]) / 2, after[name], atol=1e-7) for name in after)
    card = read_checkpoint(out).card
    assert card.seed is None  # they began with different weights
    assert card.data.endswith("starting from a.pth + b.pth")


def test_a_card_tells_the_seed_of_the_initial_weights_however_many_steps_ago(quick, tmp_path, monkeypatch):
    first, second = tmp_path / "first.pth", tmp_path / "second.pth"

    def one_epoch(*arguments, **options):
        for event in fit(*arguments, **options):
            yield event
            if isinstance(event, EpochMetrics):
                raise KeyboardInterrupt

    assert main(["train", "--epochs", "1", "--seed", "5", "--out", str(first)]) == 0
    step = ["train", "--epochs", "2", "--seed", "6", "--out", str(second)]
    with monkeypatch.context() as patch:
        patch.setattr("fmnist.runs.session.fit", one_epoch)
        assert main([*step, "--weights", str(first)]) == 130
    for epochs, again in ((1, []), (2, [*step, "--resume"])):
        assert not again or main(again) == 0
        card = read_checkpoint(second).card
        assert (card.seed, card.config["seed"], card.epochs) == (5, 6, epochs)

    save_checkpoint(load_checkpoint(first), first)  # nobody knows any more where these come from
    assert main([*step, "--weights", str(first)]) == 0
    assert read_checkpoint(second).card.seed is None


def test_weights_of_another_network_are_one_sentence(quick, capsys):
    assert main(["train", "--weights", str(ASSETS / "convnet.pth"), "--out", "model.pth"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "do not fit NeuralNetwork" in error


def test_resume_with_other_settings_names_them(quick, tmp_path, capsys):
    out = str(tmp_path / "model.pth")
    assert main(["train", "--preset", "fast_convnet", "--epochs", "1", "--out", out]) == 0
    assert main(["train", "--resume", "--out", out]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "of a run with another model, epochs" in error


def test_resume_of_nothing_is_one_sentence(quick, tmp_path, capsys):
    assert main(["train", "--resume", "--out", str(tmp_path / "model.pth")]) == 2
    assert "there is nothing to resume" in capsys.readouterr().err
