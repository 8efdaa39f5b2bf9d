import ast
import re
import string
from pathlib import Path

import pytest

import fmnist
from fmnist import errors
from fmnist.checks import whole_number
from fmnist.ui.strings import TEXTS, say, say_error, together
from fmnist.ui.strings.errors import ERRORS_ZH

PACKAGE = Path(fmnist.__file__).parent
KINDS = {name for name in vars(errors) if name.endswith("Error")} | {"Change"}
CJK = r"[\u4e00-\u9fff]"


def fields_of(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def raised_templates():
    """Every literal sentence that an `FmnistError` or a `Change` is made with, with the keyword names it is given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                yield path.name, node


def fault_of(call):
    """What is missing in an error that the code makes; `None` where nothing is."""
    if not call.args:
        return "an error without a sentence"
    if not isinstance(call.args[0], ast.Constant):
        return "the sentence must be a literal"
    template = call.args[0].value
    if template not in ERRORS_ZH:
        return f"no Chinese for {template!r}"
    if call.keywords and fields_of(ERRORS_ZH[template]) != fields_of(template):
        return f"other fields in the Chinese of {template!r}"
    return None


def test_every_error_is_translated():
    calls = list(raised_templates())
    assert len(calls) > 20
    faults = [f"{file}:{call.lineno}: {fault_of(call)}" for file, call in calls if fault_of(call)]
    assert not faults, "\n".join(faults)


def test_no_translation_is_left_over():
    core = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "strings"]
    literals = {node.value for path in core for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert sorted(set(ERRORS_ZH) - literals) == []


def test_every_text_has_both_languages_and_the_same_fields():
    texts = {key: len(pair) == 2 and all(text.strip() for text in pair) and fields_of(pair[0]) == fields_of(pair[1])
             for key, pair in TEXTS.items()}
    assert [key for key, right in texts.items() if not right] == []


def test_sentences_have_a_space_between_them_in_english_only():
    assert together("en", "One.", "Two.") == "One. Two."
    assert together("zh", "一。", "二。") == "一。二。"
    assert [pair[1] for pair in TEXTS.values() if re.search("[。！？；：，] ", pair[1])] == []


def test_one_epoch_and_two_epochs():
    assert [say("en", "train.state.finished", epochs=count) for count in (1, 2)] == [
        "Finished: 1 epoch", "Finished: 2 epochs"]
    assert say("zh", "train.state.finished", epochs=2) == "已完成，共 2 轮"


def test_chinese_uses_chinese_punctuation():
    every = [*(chinese for _, chinese in TEXTS.values()), *ERRORS_ZH.values()]
    plain = {chinese: re.sub(r"`[^`]*`|\{[^}]*\}", "·", chinese) for chinese in every}
    assert [chinese for chinese in every if re.search(rf"{CJK}[,;:?!]|[,;:?!]{CJK}", plain[chinese])] == []
    assert [chinese for chinese in every if re.search(rf"{CJK}…(?!…)|(?<!…)…{CJK}", plain[chinese])] == []


def test_chinese_has_no_english_sentence_outside_code_and_quotes():
    every = [*(chinese for _, chinese in TEXTS.values()), *ERRORS_ZH.values()]
    plain = [re.sub(r"`[^`]*`|“[^”]*”|\{[^}]*\}", "·", chinese) for chinese in every]
    assert [chinese for chinese in plain if re.search(r"[A-Za-z]+(?: [a-z]+){2,}", chinese)] == []


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

    def is_used(key):
        rest = key.partition(".")[2]
        # Some tabs put their own name before a key in one place: then the rest of it stands in the code.
        return exact.fullmatch(key) or exact.fullmatch(rest) or re.escape(rest) in parts

    assert [key for key in TEXTS if not is_used(key)] == []


def test_every_section_of_a_script_has_a_sentence_in_its_notebook():
    calls = [node for path in [*(PACKAGE / "scripts").glob("*.py"), PACKAGE / "ui" / "tensors" / "tab.py"]
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("script", "add")]
    sections = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}
    names = {call.args[0].value for call in calls}  # of files, and of the operations of the Tensors tab
    assert {f"notebook.{key}" for key in sections | names | {"top"}} == {key for key in TEXTS if key[:9] == "notebook."}


def test_an_error_is_said_in_the_readers_language():
    error = errors.ConfigError("shuffle must be true or false, got {got!r}.", got=3)
    assert say_error("en", error) == "shuffle must be true or false, got 3."
    assert say_error("zh", error) == "shuffle 只能是 true 或 false，收到的是 3。"


def test_an_empty_field_is_called_empty():
    with pytest.raises(errors.ConfigError) as refused:
        whole_number("epochs", None, 1, 1000)
    assert say_error("en", refused.value) == "epochs must be a whole number from 1 to 1000, but it is empty."
    assert say_error("zh", refused.value) == "epochs 应为 1 到 1000 的整数，现在没有填。"


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
    assert say("en", "page.network.accuracy", accuracy=0.8933) == "89.3% on the test set"
