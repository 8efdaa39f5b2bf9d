"""The lines of chapters 0 and 6 are in what the page draws; a browser looks for those of the other chapters."""

import re
from html import unescape

import pytest

from fmnist.autograd.one_batch import one_batch
from fmnist.model import build_model
from fmnist.scripts.training import train_script
from fmnist.training.config import QUICKSTART
from fmnist.ui.autograd.batch_html import draw_one_batch
from fmnist.ui.strings import LANGUAGES, say
from tests.chapters.lines import MORE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lines_of_chapters_0_and_6_are_drawn(few_data, lang):
    X, y = few_data[0].data[:8].unsqueeze(1) / 255, few_data[0].targets[:8]
    drawn = {
        "#code-train-text": train_script(QUICKSTART).text,
        "#autograd-tab-onebatch": draw_one_batch(lang, one_batch(build_model("mlp", seed=0), X, y, 0.1), 0.1),
    }
    for line in (line for lines in MORE.values() for line in lines if line.shown in drawn):
        text = unescape(re.sub(r"<[^>]+>", "", drawn[line.shown]))
        assert [part for part in (*line.code, *(say(lang, key) for key in line.keys)) if part not in text] == []
