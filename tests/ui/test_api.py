"""The HTTP API on a real server, through gradio_client and as raw requests."""

import json
import logging
import threading
import time

import gradio as gr
import httpx
import pytest
from gradio_client import Client

from fmnist.data.fashion_mnist import CLASSES
from fmnist.errors import DataError
from fmnist.ui.common.guard import guarded


@pytest.fixture(scope="module")
def client(served):
    return Client(served.url, verbose=False)


@pytest.fixture(autouse=True)
def quiet_after(served):
    yield
    served.stop_runs()


# Raw HTTP has no defaults: every argument is sent.
DEFAULTS = {"train": ["mlp", 5, 64, 1e-3, "sgd", 0, {}]}


def wait_for(client, job_id, *wanted):
    for _ in range(600):
        status = client.predict(job_id, api_name="/status")
        if status["state"] in wanted:
            return status
        time.sleep(0.05)
    raise AssertionError(status["state"])


def test_samples_are_those_of_the_data_set(client, served):
    samples = client.predict("test", "Bag", 3, api_name="/samples")
    assert len(samples) == 9
    for sample in samples:
        assert CLASSES[sample["label"]] == sample["class"] == "Bag"
        assert int(served.store.data(False).targets[sample["index"]]) == sample["label"]
        assert sample["image"].startswith("data:image/png;base64,")
    assert samples == client.predict("test", "Bag", 3, api_name="/samples")


def test_train_status_and_stop(client):
    job_id = client.predict(epochs=2, batch_size=500, more={"shuffle": True}, api_name="/train")
    done = wait_for(client, job_id, "finished")
    assert (done["epoch"], done["epochs"], len(done["metrics"]), done["progress"]) == (2, 2, 2, 1.0)
    assert done["accuracy"] == done["metrics"][-1]["test_accuracy"]
    assert done["config"]["shuffle"] is True
    job_id = client.predict(epochs=1000, api_name="/train")
    wait_for(client, job_id, "running")
    assert client.predict(job_id, api_name="/stop")["state"] in ("stopping", "stopped")
    wait_for(client, job_id, "stopped")


@pytest.mark.parametrize(("endpoint", "data", "sentence"), [
    ("train", ["mlp", 0], "epochs must be a whole number"),
    ("train", ["mlp", "many"], "epochs must be a whole number"),
    ("train", ["mlp", 5, 64, None], "learning_rate must be a number"),
    ("train", ["mlp", 5, 64, 1e999], "learning_rate must be a number"),
    ("train", [{"a": 1}], "model must be one of"),
    ("train", ["mlp", 5, 64, 0.1, "sgd", 0, {"colour": "red"}], "colour is not a setting"),
    ("status", ["nowhere"], "There is no such run"),
    ("status", [None], "There is no such run"),
    ("status", [["a"]], "There is no such run"),
    ("stop", ["../../etc"], "There is no such run"),
    ("predict", [{"path": "shoe.png"}], "Files must be uploaded to the server first"),
    ("predict", [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}], "Files must be uploaded"),
    ("predict", ["data:image/png;base64,AAAA"], "Files must be uploaded to the server first"),
    ("predict", [5], "Files must be uploaded to the server first"),
    ("predict", [{"path": ["a"]}], "Files must be uploaded to the server first"),
    ("predict", [None], "No picture came with the request"),
    ("samples", ["train", "all", -1], "seed must be a whole number"),
    ("samples", ["train", "all", "x"], "seed must be a whole number"),
])
def test_a_mistake_over_http_is_one_sentence(served, endpoint, data, sentence):
    data = [*data, *DEFAULTS.get(endpoint, [])[len(data):]]
    body = json.dumps({"data": data}).replace("Infinity", "1e999")  # JSON has no infinity, but a number too large
    answer = httpx.post(f"{served.url}/gradio_api/run/{endpoint}", content=body,
                        headers={"content-type": "application/json"})
    assert sentence in answer.json()["error"]
    assert "Traceback" not in answer.text
    assert "/" not in answer.json()["error"].replace("T-shirt/top", "")


def test_the_sentence_comes_in_the_readers_language(served):
    answer = httpx.post(f"{served.url}/gradio_api/run/status", json={"data": ["x"]},
                        headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert "没有这次训练" in answer.json()["error"]
    answer = httpx.post(f"{served.url}/gradio_api/run/predict", json={"data": [5]},
                        headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert "文件须先上传到服务器" in answer.json()["error"]


def test_thirty_at_once_are_all_answered(served):
    jobs, problems = [], []

    def visit(number):
        try:
            headers = {"x-forwarded-for": f"198.51.100.{number}"}  # as a proxy on this machine names them
            with httpx.Client(base_url=f"{served.url}/gradio_api/run", timeout=180, headers=headers) as http:
                nine = http.post("/samples", json={"data": ["train", "all", number]}).json()["data"][0]
                assert len(nine) == 9
                job = http.post("/train", json={"data": ["mlp", 1, 1000, *DEFAULTS["train"][3:]]}).json()["data"][0]
                jobs.append(job)
                for _ in range(5):
                    assert http.post("/status", json={"data": [job]}).json()["data"][0]["job_id"] == job
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(set(jobs)) == 30


def test_one_script_is_one_visitor_and_leaves_the_others_theirs(served, monkeypatch):
    """Whatever it starts: one run at a time, and no run of anybody else makes room for its runs."""
    def call(http, endpoint, data):
        return http.post(f"{served.url}/gradio_api/run/{endpoint}", json={"data": data}).json()

    long = ["mlp", 1000, 1000, *DEFAULTS["train"][3:]]
    with httpx.Client(headers={"x-forwarded-for": "198.51.100.99"}) as honest:
        mine = call(honest, "train", ["mlp", 1, 6000, *DEFAULTS["train"][3:]])["data"][0]
        while call(honest, "status", [mine])["data"][0]["state"] != "finished":
            time.sleep(0.05)
    with httpx.Client(headers={"x-forwarded-for": "2001:db8::1"}, timeout=60) as script:
        job = call(script, "train", long)["data"][0]
        script.headers["x-forwarded-for"] = "2001:db8::ffff:1"  # one household has more addresses than there are stars
        assert "You have a run under way already" in call(script, "train", long)["error"]
        monkeypatch.setattr(served.store.runs, "keep", 4)
        for _ in range(6):
            call(script, "stop", [job])
            # A run that has no weights yet is perhaps forgotten as soon as it has stopped.
            while (run := call(script, "status", [job]).get("data")) and run[0]["state"] == "stopping":
                time.sleep(0.01)
            job = call(script, "train", long)["data"][0]
        call(script, "stop", [job])
    assert served.store.runs.snapshot(mine).has_weights


@pytest.mark.parametrize(("endpoint", "data", "sentence"), [
    ("load_weights", ["model.pth"], "A file must be uploaded to the server first"),
    ("load_weights", [["a"]], "A file must be uploaded to the server first"),
    ("load_weights", [None], "A file must be uploaded to the server first"),
    ("load_weights", [{}], "A file must be uploaded to the server first"),
    ("load_weights", [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}], "Files must be uploaded"),
    ("predict", [{"path": "https://example.org/a.png", "meta": {"_type": "gradio.FileData"}}], "Files must be"),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, [1]], "more must be settings by name, such as"),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, "shuffle"], "more must be settings by name, such as"),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, {"drawn_share": 0.3}], "drawn_share works only in the command line"),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, {"frozen": 5}], "frozen must be a list of parameter names, got 5."),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, {"frozen": ["a"] * 101}], "frozen may have at most 100 parameter names"),
    ("train", ["mlp", 1, 64, 0.1, "sgd", 0, {"frozen": ["a" * 101]}], "frozen may have at most 100 parameter names"),
    ("train", ["mlp"], "A value that was sent does not fit"),
    ("samples", ["train", "Boot", 0], "label must be one of all, T-shirt/top, Trouser"),
    ("samples", ["train", 9, 0], "label must be one of all, "),
    ("samples", ["validation", "all", 0], "split must be one of train, test, got 'validation'"),
    ("parameters", [5], "There is no such run"),
    ("parameters", [["a"]], "There is no such run"),
    ("parameters", [None], "There is no such run"),
    ("save_weights", [{"a": 1}, "model"], "There is no such run"),
    ("nowhere", [], "A value that was sent does not fit"),
    ("status", ["a <b> & 'c'"], "There is no such run"),
    ("save_weights", ["mlp", "<img src=x>"], "got '<img src=x>'"),
])
def test_a_mistake_in_kind_is_one_sentence_and_no_traceback(served, capfd, caplog, endpoint, data, sentence):
    answer = httpx.post(f"{served.url}/gradio_api/run/{endpoint}", json={"data": data})
    assert sentence in answer.json()["error"]
    logged = capfd.readouterr()
    assert "Traceback" not in logged.out + logged.err + caplog.text
    assert len(caplog.records) <= 1
    assert "passwd" not in caplog.text
    assert "example.org" not in caplog.text


def test_a_file_name_in_a_toast_is_text():
    @guarded
    def handler(request=None):
        raise DataError("the file {name!r} is not here.", name="<img src=//evil/x>&amp;")

    with pytest.raises(gr.Error) as caught:
        handler()
    assert "&lt;img src=//evil/x&gt;&amp;amp;" in caught.value.message


def test_there_is_no_monitoring(served):
    assert httpx.get(f"{served.url}/monitoring").status_code == 403


def test_the_log_has_a_line_an_event_and_nothing_of_the_visitors(served, caplog):
    caplog.set_level(logging.INFO, "fmnist")
    with httpx.Client(base_url=f"{served.url}/gradio_api", headers={"user-agent": "secret"}) as http:
        http.post("/upload", files={"files": ("secret.png", b"secret")})
        for endpoint, data in (("status", ["secret run"]), ("predict", [{"path": "/secret"}]), ("secret", [])):
            http.post(f"/run/{endpoint}", json={"data": data})
        http.post("/run/status", json={"data": ["secret" * 50_000]})
        job = http.post("/run/train", json={"data": ["mlp", 1, 1000, *DEFAULTS["train"][3:]]}).json()["data"][0]
        while http.post("/run/status", json={"data": [job]}).json()["data"][0]["state"] != "finished":
            time.sleep(0.05)
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0].split(job[:6])[0] for line in lines] == [
        "upload", "refused status", "refused a value for predict", "refused a request",
        "refused a request of more than 256000 bytes", *["run "] * 3]
    assert not any(word in caplog.text for word in ("secret", job, "127.0.0.1", "Traceback"))


def test_a_number_beyond_the_ends_of_its_slider_is_a_sentence_and_no_traceback(served, capfd):
    number, inputs, slider = next(
        (number, function.inputs, slider) for number, function in served.demo.fns.items() if function.fn
        for slider in function.inputs if isinstance(slider, gr.Slider) and slider.elem_id != "inspect-stage")
    data = [10**6 if field is slider else getattr(field, "value", None) for field in inputs]
    answer = httpx.post(f"{served.url}/gradio_api/run/predict", json={"fn_index": number, "data": data}).json()
    assert "A number was 1000000, but must be at most" in answer["error"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_probe_is_answered(served):
    assert httpx.get(f"{served.url}/healthz").text == "ok"
