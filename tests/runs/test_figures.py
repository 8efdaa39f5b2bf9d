import io

from PIL import Image

from fmnist.runs.figures import history_figure, to_png
from fmnist.training.config import TrainConfig
from fmnist.training.fit import fit


def test_the_figure_shows_the_numbers_of_the_run(mini_data):
    events = list(fit(TrainConfig(epochs=2, batch_size=1000, validation_share=0.1), *mini_data, device="cpu"))
    metrics = [e for e in events if hasattr(e, "test_accuracy")]
    losses = [(i, e.loss) for i, e in enumerate((e for e in events if not hasattr(e, "test_accuracy")), start=1)]
    left, right = history_figure(losses, metrics, "mlp").axes
    assert left.lines[0].get_ydata().tolist() == [loss for _, loss in losses]
    drawn = {line.get_label(): line.get_ydata().tolist() for line in right.lines}
    assert drawn["test"] == [100 * m.test_accuracy for m in metrics]
    assert set(drawn) == {"train", "test", "validation"}


def test_an_empty_run_is_an_empty_figure_and_pyplot_is_not_touched():
    import sys

    picture = Image.open(io.BytesIO(to_png(history_figure([], []))))
    assert picture.size == (1500, 600)
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()
