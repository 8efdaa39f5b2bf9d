"""`parameters`, `save_weights`, `load_weights` over HTTP, as a program on another machine calls them."""

import json
import urllib.error
import urllib.request

import pytest
import torch
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from fmnist.checkpoint.save_load import load_checkpoint, read_checkpoint, save_checkpoint
from fmnist.files import ASSETS
from fmnist.model import build_model
from tests.checkpoint.ordinary import ORDINARY
from tests.hostile import HOSTILE


@pytest.fixture(scope="module")
def client(served):
    return Client(served.url, verbose=False)


def same_state(a, b):
    a, b = a.state_dict(), b.state_dict()
    return list(a) == list(b) and all(torch.equal(a[name], b[name]) for name in a)


def test_parameters(client):
    table = client.predict("mlp", api_name="/parameters")
    assert (table["numel"], table["trainable"], table["nbytes"]) == (669_706, 669_706, 2_678_824)
    first = table["parameters"][0]
    assert (first["name"], first["size"]) == ("linear_relu_stack.0.weight", [512, 784])
    assert {"dtype", "numel", "requires_grad", "mean", "std", "min", "max", "norm", "preview"} <= set(first)
    assert table["buffers"] == []


@pytest.mark.parametrize("kind", ["state_dict", "model", "safetensors"])
def test_weights_there_and_back(client, served, tmp_path, kind):
    model = build_model("mlp", seed=5)
    save_checkpoint(model, tmp_path / "mine.pth", kind=kind)
    told = client.predict(handle_file(tmp_path / "mine.pth"), api_name="/load_weights")
    assert (told["kind"], told["model"]) == (kind, "mlp")
    assert 0 <= told["accuracy"] <= 0.3  # untrained
    assert client.predict(told["id"], api_name="/parameters")["parameters"][0]["norm"] == pytest.approx(
        model.linear_relu_stack[0].weight.norm().item()
    )
    back = client.predict(told["id"], kind, api_name="/save_weights")
    assert same_state(load_checkpoint(back), model)
    card = read_checkpoint(back).card
    assert (card.model, card.accuracy) == ("mlp", pytest.approx(told["accuracy"]))


def test_a_checkpoint_of_another_trainer_tells_what_was_changed(client, tmp_path):
    ORDINARY["half checkpoint.pth"][0](tmp_path / "model_best.pth.tar", build_model("mlp", seed=5))
    told = client.predict(handle_file(tmp_path / "model_best.pth.tar"), api_name="/load_weights")
    assert told["changes"] == ["Only `state_dict` of the file was loaded.", "`module.` was taken off the names.",
                               "float16 was converted to float32."]


@pytest.mark.parametrize("name", ["os_system_in_a_zip", "hidden_in_a_whole_model", "a_wrong_shape", "a_picture"])
def test_a_hostile_upload_is_a_sentence(client, tmp_path, name):
    write, words = HOSTILE[name]
    write(tmp_path / "model.pth", tmp_path / "marker")
    with pytest.raises(AppError) as caught:
        client.predict(handle_file(tmp_path / "model.pth"), api_name="/load_weights")
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert "/tmp/" not in str(caught.value)
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize("path", ["/etc/passwd", ASSETS / "mlp.pth"])
@pytest.mark.parametrize("meta", [{}, {"meta": {"_type": "gradio.FileData"}}])
def test_a_path_of_the_server_is_refused(served, path, meta):
    """Without an upload: nobody reads this machine's files through it."""
    body = json.dumps({"data": [{"path": str(path), **meta}]}).encode()
    request = urllib.request.Request(
        f"{served.url}/gradio_api/run/load_weights", body, {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    answer = caught.value.read().decode()
    assert caught.value.code in (400, 403, 500)
    assert "root:" not in answer
    caught.value.close()


@pytest.mark.parametrize("model", ["loaded-unknown", "unknown", ""])
def test_unknown_models_are_sentences(client, model):
    with pytest.raises(AppError, match=r"load them again|There is no such run"):
        client.predict(model, api_name="/parameters")


def test_an_unknown_kind_is_a_sentence(client):
    with pytest.raises(AppError, match="kind must be one of state_dict, model, safetensors, got 'onnx'"):
        client.predict("mlp", "onnx", api_name="/save_weights")
