import re
from dataclasses import fields
from pathlib import Path

import yaml

from fmnist.server.settings import Settings, variable

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_front_matter_is_that_of_a_gradio_space():
    front = yaml.safe_load(TEXT.split("---")[1])
    assert (front["sdk"], front["app_file"], front["license"]) == ("gradio", "app.py", "mit")
    assert {"title", "emoji", "sdk_version", "python_version"} <= set(front)
    assert (ROOT / front["app_file"]).exists()


def test_the_tree_names_every_file_of_the_package():
    tree, folders, named = TEXT.split("<!-- tree -->")[1].split("```")[1], [], set()
    for indent, name in re.findall(r"^( *)(\S+?(?:\.py|/))(?:\s|$)", tree, flags=re.M):
        folders[len(indent) // 2 :] = [name]
        named.add("".join(folders))
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "fmnist").rglob("*.py")} | {"app.py"}
    assert sorted(there ^ {name for name in named if name.endswith(".py")}) == []


def test_every_file_the_readme_links_to_is_there():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_every_environment_variable_is_documented():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "fmnist").rglob("*.py"))
    settings = {variable(field.name) for field in fields(Settings)}
    for name in settings | set(re.findall(r"\"(FMNIST_[A-Z_]+)\"", source)):
        assert f"`{name}`" in TEXT, name
