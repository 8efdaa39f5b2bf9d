import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from fmnist.server.settings import Settings, variable
from tests import contributing

ROOT = Path(__file__).parent.parent
DOCUMENTS = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("*.md")}
TEXT, CHINESE = DOCUMENTS["README.md"], DOCUMENTS["README.zh.md"]


def test_the_front_matter_is_that_of_a_gradio_space():
    front = yaml.safe_load(TEXT.split("---")[1])
    assert (front["sdk"], front["app_file"], front["license"]) == ("gradio", "app.py", "mit")
    assert {"title", "emoji", "sdk_version", "python_version"} <= set(front)
    assert (ROOT / front["app_file"]).exists()


def test_contributing_has_the_tree_and_the_lines_as_the_code_has_them():
    text = DOCUMENTS["CONTRIBUTING.md"]
    assert contributing.written_anew(text) == text, "`python -m tests.contributing` writes both anew"
    named = re.findall(r"^ *(\S+\.py) ", contributing.tree(), flags=re.M)
    assert len(named) == len([*(ROOT / "fmnist").rglob("*.py"), ROOT / "app.py"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_a_document_links_to_is_there(name):
    for target in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", DOCUMENTS[name]):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("text", [TEXT, CHINESE], ids=["en", "zh"])
def test_every_environment_variable_is_documented(text):
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "fmnist").rglob("*.py"))
    settings = {variable(field.name) for field in fields(Settings)}
    for name in settings | set(re.findall(r"\"(FMNIST_[A-Z_]+)\"", source)):
        assert f"`{name}`" in text, name


def test_both_readmes_have_the_same_code_and_the_same_sections():
    def parts(text):
        outside = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)
        return {
            "code": re.findall(r"^ *```.*?^ *```$", text, flags=re.M | re.S),
            "headings": re.findall(r"^#+(?= )", outside, flags=re.M),
            "rows": len(re.findall(r"^\|", outside, flags=re.M)),
            "items": len(re.findall(r"^ *(?:-|\d\.) ", outside, flags=re.M)),
        }

    assert parts(TEXT) == parts(CHINESE)
    assert "(README.zh.md)" in TEXT.split("\n# ")[0]
    assert "(README.md)" in CHINESE.split("\n# ")[0]


def test_the_chinese_readme_is_set_as_chinese_is():
    prose = re.sub(r"```.*?```|`[^`\n]*`", "code", CHINESE, flags=re.S)
    assert re.findall(r".{9}[，。；：、？！）”] [^|].{8}", prose) == []
    assert re.findall(r".{9}(?<!…)…(?!…).{9}", prose) == []
    assert re.findall(r".{9}(?:[\u4e00-\u9fff][,;:?!]).{9}", prose) == []
