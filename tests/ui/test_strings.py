import ast
import re
import string
from pathlib import Path

import pytest

import fmnist
from fmnist import errors
from fmnist.ui.strings import TEXTS, say, say_error
from fmnist.ui.strings.errors import ERRORS_ZH

PACKAGE = Path(fmnist.__file__).parent
KINDS = {name for name in vars(errors) if name.endswith("Error")}
CJK = r"[\u4e00-\u9fff]"


def fields_of(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def raised_templates():
    """Every literal sentence that an `FmnistError` is made with, with the keyword names it is given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                yield path.name, node


CALLS = list(raised_templates())


def test_there_are_errors_to_translate():
    assert len(CALLS) > 20


@pytest.mark.parametrize(("file", "call"), CALLS, ids=[f"{file}:{call.lineno}" for file, call in CALLS])
def test_every_error_is_translated(file, call):
    assert call.args, f"{file}:{call.lineno}: an error without a sentence"
    assert isinstance(call.args[0], ast.Constant), f"{file}:{call.lineno}: the sentence must be a literal"
    template = call.args[0].value
    assert template in ERRORS_ZH, f"{file}:{call.lineno}: no Chinese for {template!r}"
    if call.keywords:
        assert fields_of(ERRORS_ZH[template]) == fields_of(template)


def test_no_translation_is_left_over():
    core = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "strings"]
    literals = {node.value for path in core for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert sorted(set(ERRORS_ZH) - literals) == []


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_has_both_languages_and_the_same_fields(key):
    english, chinese = TEXTS[key]
    assert english.strip()
    assert chinese.strip()
    assert fields_of(english) == fields_of(chinese)


@pytest.mark.parametrize("chinese", [*(texts[1] for texts in TEXTS.values()), *ERRORS_ZH.values()])
def test_chinese_uses_chinese_punctuation(chinese):
    plain = re.sub(r"`[^`]*`|\{[^}]*\}", "·", chinese)
    assert not re.search(rf"{CJK}[,;:?!]|[,;:?!]{CJK}", plain), chinese


def patterns_of_keys():
    """Every string of the page's code that could be a key; what an f-string fills in stands for anything."""
    for path in (PACKAGE / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)


def test_every_text_is_used():
    patterns = {pattern for pattern in patterns_of_keys() if re.search("[a-z]", pattern)}
    exact = re.compile("|".join(sorted(patterns)))
    parts = {pattern for pattern in patterns if ".+" not in pattern}
    for key in TEXTS:
        rest = key.partition(".")[2]
        # Some tabs put their own name before a key in one place: then the rest of it stands in the code.
        used = exact.fullmatch(key) or exact.fullmatch(rest) or re.escape(rest) in parts
        assert used, f"{key} is not used"


def test_an_error_is_said_in_the_readers_language():
    error = errors.ConfigError("shuffle must be true or false, got {got!r}.", got=3)
    assert say_error("en", error) == "shuffle must be true or false, got 3."
    assert say_error("zh", error) == "shuffle 只能是 true 或 false，收到的是 3。"


@pytest.mark.parametrize(("error", "shown"), [
    (errors.ImageError("the picture has no pixels; choose another one."), "The picture has no pixels"),
    (errors.RowError("row {row}: image {name!r} not found.", row=3, name="a.png"), "Row 3: image 'a.png'"),
    (errors.TensorError("a mask of shape ({a}) does not fit a tensor of shape ({b}).", a=2, b=3), "A mask of"),
    (errors.TensorError("t() takes at most 2 dimensions, got {a}.", a=3), "t() takes"),
    (errors.TensorError("data may hold numbers and lists of numbers, got {got!r}.", got="a"), "data may hold"),
    (errors.ConfigError("batch_size must be divisible by the {size} processes, got {batch_size}.", size=2,
                        batch_size=3), "batch_size must"),
    (errors.TensorError("{name} must hold finite numbers, got nan or inf.", name="w"), "w must"),
])
def test_an_error_on_the_page_begins_with_a_capital_letter_or_a_name_of_the_code(error, shown):
    assert say_error("en", error).startswith(shown)


def test_a_text_with_fields():
    assert say("en", "page.hand.accuracy", accuracy=0.8933) == "89.3% on the test set"
