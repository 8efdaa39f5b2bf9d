"""What stands beside a run: the tutorial's result, only where it is about the same thing."""

from dataclasses import replace

import pytest

from fmnist.runs.record import Snapshot
from fmnist.training.config import PRESETS, QUICKSTART
from fmnist.ui.run.charts import official_result

RUN = Snapshot(
    id="x", state="finished", version=1, config=QUICKSTART, source="system", continued=False, epoch=5, batch=938,
    batches=938, seen=60_000, size=60_000, losses=(), metrics=(), log=(), elapsed_seconds=1.0, eta_seconds=None,
    samples_per_second=None, queue_position=0, created=0.0, error=None,
)  # fmt: skip


def test_the_tutorials_settings_have_the_tutorials_result():
    assert official_result(RUN) == ("64.6%", 0.646)
    assert official_result(replace(RUN, config=replace(QUICKSTART, seed=3))) == ("64.6%", 0.646)


@pytest.mark.parametrize(
    "other",
    [
        {"config": replace(QUICKSTART, learning_rate=0.1)},
        {"config": PRESETS["better_mlp"]},
        {"source": "mini"},  # 6,000 images: a tenth of the steps
        {"source": "custom"},
        {"continued": True},
    ],
)
def test_other_runs_have_none(other):
    assert official_result(replace(RUN, **other)) is None
