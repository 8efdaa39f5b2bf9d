"""The Train tab as a visitor uses it: start, watch, reload, stop, continue."""

import math
import re

from playwright.sync_api import expect

from tests.browser.conftest import listen, open_tab, until, use_network


def start(page, epochs):
    open_tab(page, "Train")
    page.locator("#train-epochs input").fill(str(epochs))
    page.locator("#train-start").click()


def curve(page):
    """The path of the smoothed loss."""
    return page.locator('[data-part="loss"] svg path').last.get_attribute("d")


def test_two_epochs_draw_a_curve_and_end_with_their_numbers_and_a_wrong_setting_starts_nothing(
        page, served, pace, monkeypatch):
    pace.left = 30
    start(page, 2)
    page.locator('[data-part="loss"] svg path').first.wait_for()
    early = curve(page)
    monkeypatch.setattr(served.store.runs.pace, "seconds", lambda *how: 7200.0)  # the machine has become slow
    pace.left = math.inf
    page.get_by_text("Finished: 2 epochs").wait_for()
    expect(page.locator("#train-preset [data-time]").first).to_have_text("≈ 120 min")
    assert len(curve(page)) > len(early)
    visitor = page.evaluate("localStorage.getItem('fmnist.visitor')")
    assert visitor
    run = served.store.runs.snapshot(served.latest().id)
    assert f"After epoch 2 the test accuracy is {run.metrics[-1].test_accuracy:.2%}" in page.locator(
        "#train-live").inner_text()
    page.get_by_text("The same numbers as a table").click()
    cells = page.locator("#train-live table td").all_inner_texts()
    assert f"{run.metrics[0].test_loss:.6f}" in cells
    page.get_by_text("The tutorial's log").click()
    assert re.search(r"loss: 2\.\d{6}  \[   64/ 6000\]", page.locator('[data-part="log"]').inner_text())
    use_network(page, "Run 1")
    with page.expect_download() as download:
        page.locator("#train-figure").click()
    assert download.value.suggested_filename == "fmnist-run.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")

    page.locator("#train-learning_rate input").fill("-1")
    page.locator("#train-start").click()
    toast = page.locator(".toast-body")
    toast.wait_for()
    assert "learning_rate" in toast.inner_text()
    assert "Traceback" not in toast.inner_text()
    page.get_by_text("Finished: 2 epochs").wait_for()
    assert served.latest().id == run.id


def test_a_reload_finds_the_run_and_its_preset_and_stop_stops_it_within_a_batch(page, open_page, served, pace):
    pace.left = 30
    start(page, 500)
    page.get_by_text("Training: epoch 1 of 500").wait_for()
    page.reload()
    open_tab(page, "Train")
    page.get_by_text("Training: epoch 1 of 500").wait_for()
    expect(page.locator("#train-epochs input")).to_have_value("500")
    expect(page.locator("#train-preset input:checked")).to_have_count(0)  # no preset has 500 epochs
    page.locator("#train-stop").click()
    until(page, lambda: served.latest().state == "stopping")
    pace.left = 1
    page.get_by_text("Stopped in epoch").wait_for()
    expect(page.locator("#train-start")).to_be_enabled()
    page.wait_for_timeout(300)
    expect(page.locator("#train-start")).not_to_be_focused()  # by mouse: Space scrolls, and starts nothing
    pace.left, pace.rest = math.inf, 0.003
    page.locator("#train-resume").click()
    page.get_by_text(re.compile("Training: epoch [0-9]+ of 500")).wait_for()
    page.locator("#train-stop").press("Enter")
    page.get_by_text("Stopped in epoch").wait_for()
    expect(page.locator("#train-start")).to_be_focused()  # not lost with the button that can no longer be pressed

    page.get_by_role("radio", name="Better MLP").click()
    page.wait_for_function("document.querySelector('#train-batch_size input').value === '128'")
    expect(page.locator("#train-learning_rate input")).to_have_value("0.002")
    page.locator("#train-start").click()
    page.get_by_text(re.compile("Training: epoch [0-9]+ of")).wait_for()
    page.reload()
    open_tab(page, "Train")
    expect(page.locator("#train-batch_size input")).to_have_value("128")
    expect(page.get_by_role("radio", name="Better MLP")).to_be_checked()
    linked = open_page(query="?tab=train", beside=page)  # a link to the Quickstart shows the Quickstart
    expect(linked.locator("#train-stop")).to_be_enabled()
    expect(linked.locator("#train-batch_size input")).to_have_value("64")


def test_twelve_test_pictures_live_and_turn_green(page, served, pace):
    pace.rest = 0.002
    open_tab(page, "Train")
    expect(page.locator(".tile")).to_have_count(12)
    expect(page.locator(".tile figcaption").first).to_have_text("?")
    expect(page.locator('[data-part="big_about"]')).to_contain_text("guessing")
    page.locator("#train-learning_rate input").fill("0.1")
    start(page, 500)
    page.locator(".tile.ok").first.wait_for()
    about = page.locator('[data-part="big_about"]')
    expect(about).to_have_text("of 500 test pictures right, just now: an estimate")
    run = served.store.runs.snapshot(served.latest().id)
    assert run.living
    stop = page.locator("#train-stop")
    assert stop.is_visible()
    assert not page.locator("#train-start").is_visible()  # one button: Start, then Stop
    page.set_viewport_size({"width": 1280, "height": 600})
    for y in (0, 700):  # it is in view wherever one is
        page.evaluate(f"window.scrollTo(0, {y})")
        page.wait_for_function(f"scrollY === {y}")
        expect(stop).to_be_in_viewport(ratio=1)
    settings = page.locator('[data-part="settings"]').inner_text()
    page.locator("#train-batch_size input").fill("999")  # of the next run; the head goes on naming those of this one
    assert settings == page.locator('[data-part="settings"]').inner_text() == (
        "NeuralNetwork · SGD · lr 0.1 · batch 64 · Using cpu device")
    stop.click()
    page.get_by_text("Stopped in epoch").wait_for()


def test_the_banner_leads_on_and_says_what_is_confused(page, served, pace):
    page.locator("#header").wait_for()
    open_tab(page, "Train")
    page.locator("#train-learning_rate input").fill("0.1")
    start(page, 3)
    banner = page.locator(".run.learned .run-big")
    banner.wait_for()
    run = served.store.runs.snapshot(served.latest().id)
    expect(banner).to_contain_text(f"{run.metrics[-1].test_accuracy:.1%}")
    expect(banner).to_contain_text("of 1,000 pictures it has never seen")
    page.locator("table.confusion button.chosen").wait_for()  # nobody asked for it
    matrix, pictures = page.locator("table.confusion").bounding_box(), page.locator(".cell-pictures").bounding_box()
    assert pictures["x"] > matrix["x"] + matrix["width"]  # beside it
    assert pictures["y"] < matrix["y"] + matrix["height"]
    counts = [int(text) for text in page.locator("table.confusion td.wrong button").all_inner_texts() if text != "·"]
    assert int(page.locator("table.confusion button.chosen").inner_text()) == max(counts)
    told = listen(page, "#results-found")
    page.locator("#results-epoch button").click()  # play: from the first epoch to the last
    until(page, lambda: any("right after epoch 1" in text for text in told()))
    expect(page.locator("#results-found")).to_contain_text("right after epoch 3")
    expect(page.locator("#results-epoch button")).to_have_attribute("aria-label", "Play the epochs")
    pace.left = 1
    page.get_by_role("button", name="Train longer").click()
    page.get_by_text("Training: epoch").wait_for()
    pace.left = math.inf
    longer = served.store.runs.snapshot(served.latest().id)
    assert longer.continued
    assert longer.config == run.config
    page.get_by_role("link", name="Draw for this network").wait_for()
    expect(banner).to_contain_text("is now the network in use.")
    owner = served.store.runs.owner(longer.id)
    served.store.choose(owner, "convnet")
    page.get_by_role("link", name="Draw for this network").click()
    page.locator("#predict-pad canvas").first.wait_for()
    until(page, lambda: served.store.in_hand(owner).run_id == longer.id)


def test_after_the_run_a_cell_of_the_matrix_shows_its_images_and_runs_compare(page, served):
    """A later run is chosen when it ends, and its matrix is shown; the slider goes back through its epochs."""
    start(page, 1)
    page.get_by_text("Finished: 1 epoch").wait_for()
    page.locator("table.confusion").wait_for()
    assert not page.locator("#results-epoch input").is_visible()  # there is no other epoch
    cells = page.locator("table.confusion button")
    assert cells.count() == 100
    assert sum(int(text) for text in cells.all_inner_texts() if text != "·") == 1000  # the mini set's test images
    page.locator("#train-learning_rate input").fill("0.1")
    start(page, 2)
    page.get_by_text("Finished: 2 epochs").wait_for()
    expect(page.locator("#results-run input")).to_have_value(re.compile("^Run 2 · "))
    expect(page.locator("#results-found")).to_contain_text("right after epoch 2")
    cells = page.locator("table.confusion td.right button").all()
    cell = max(cells, key=lambda cell: int(cell.inner_text().replace("·", "0")))
    count = int(cell.inner_text())
    cell.click()
    expect(page.locator("#results-cell h2")).to_contain_text(f"it knows{count} of ")
    expect(page.locator("#results-cell figure")).to_have_count(min(count, 24))
    page.locator("#results-epoch input[type=range]").press("ArrowLeft")  # without a pointer, too
    expect(page.locator("#results-found")).to_contain_text("right after epoch 1")
    expect(page.locator("#results-cell h2")).to_contain_text("it knows")  # the same cell, after another epoch
    ghosts = page.locator('[data-part="loss"] .chart-ghost text')
    expect(ghosts).to_have_text("Run 1")
    for box in page.locator("#results-compared input").all():
        box.check()
    page.locator("#results-table tbody tr").nth(1).wait_for()
    expect(page.locator("#results-chart svg g path")).to_have_count(2)


def test_a_held_out_part_is_shown_and_chooses_the_best_epoch(page, served):
    start(page, 1)
    page.get_by_text("Finished: 1 epoch").wait_for()
    assert "alidation" not in page.locator("#train-live").text_content()  # a tenth of nothing is not shown
    page.get_by_text("More settings").click()
    assert "Choose settings by it, or the test set stops being a test" in page.locator(
        "#train-validation_share").inner_text()
    page.locator("#train-validation_share input").fill("0.1")
    page.locator("#train-learning_rate input").fill("0.1")
    start(page, 3)
    page.get_by_text("Finished: 3 epochs").wait_for()
    run = served.store.runs.snapshot(served.latest().id)
    assert run.size == 5400
    last, best = run.metrics[-1], max(run.metrics, key=lambda m: m.validation_accuracy)
    assert page.locator('[data-part="accuracy"] .chart-legend span').all_inner_texts() == [
        "training", "test", "validation"]
    assert page.locator('[data-part="accuracy"] circle').count() == 10  # and the test accuracy's start, by chance
    summary = page.locator('[data-part="summary"]').inner_text()
    assert f"on the held-out part they are {last.validation_accuracy:.2%} and {last.validation_loss:.4f}" in summary
    assert f"By validation the best epoch is {best.epoch} with {best.validation_accuracy:.2%}" in summary
    assert f"its test accuracy is {best.test_accuracy:.2%}" in summary
    page.get_by_text("The same numbers as a table").click()
    row = page.locator("#train-live table tbody tr").nth(1).locator("td").all_inner_texts()
    assert row[5:7] == [f"{run.metrics[1].validation_loss:.6f}", f"{run.metrics[1].validation_accuracy:.2%}"]
    page.get_by_text("The tutorial's log").click()
    held_out = f"Validation:\nTest Error: \n Accuracy: {100 * last.validation_accuracy:.1f}%, Avg loss: "
    assert held_out in page.locator('[data-part="log"]').inner_text()
    for box in page.locator("#results-compared input").all():
        box.check()
    page.locator("#results-table tbody tr").nth(1).wait_for()
    chosen = page.locator("#results-table tbody tr", has_text=f"{best.validation_accuracy:.2%}").locator("td")
    chosen.first.wait_for()
    head = page.locator("#results-table th").all_inner_texts()
    at = head.index("best validation accuracy")
    assert chosen.all_inner_texts()[at : at + 2] == [f"{best.validation_accuracy:.2%}", f"{best.test_accuracy:.2%}"]
    expect(page.locator("#results-table td", has_text="–")).to_have_count(2)  # the run that held nothing out
