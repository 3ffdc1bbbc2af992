"""What goes wrong in a term, in a real JupyterLab: the student reads one sentence, and no answer is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import nbformat
import pytest

from course_lib.quiz import answers
from course_lib.quiz.records import from_outputs
from tests.browser.lab import Lab, Server
from tests.quiz.samples import MATCH, MULTI, NUMERIC, ORDER, SCALE, SHORT, SINGLE, TEXT

TYPES = (SINGLE, MULTI, MATCH, ORDER, SHORT, NUMERIC, SCALE, TEXT)
PID = "import os, pathlib\n_ = pathlib.Path('pid').write_text(str(os.getpid()))"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    base = tmp_path_factory.mktemp("accidents")
    started = Server(base / "skin-deep", base / "lab.log")
    yield started
    started.stop()


@pytest.fixture
def sheet(server, request):
    """A small assignment in a folder of its own: one cell a question; and where its path stands."""
    folder = server.folder / request.node.name
    folder.mkdir()
    items = getattr(request, "param", (SINGLE, NUMERIC))
    slots = {item.id: item.question.to_json() for item in items}
    (folder / "quiz.json").write_text(json.dumps({"schema": 1, "slots": slots}), "utf-8")
    cells = [nbformat.v4.new_code_cell("from course_lib import ask\n" + PID, id="setup")]
    cells += [nbformat.v4.new_code_cell(f'ask("{name}")', id=f"q-{name}") for name in slots]
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec}), folder / "sheet.ipynb"
    )
    return folder / "sheet.ipynb"


def opened(lab: Lab, path: Path, run: bool = True) -> Lab:
    lab.open(path.relative_to(lab.server.folder).as_posix())
    # The indicator rests before the kernel is there, and what is run then is run by nobody.
    lab.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    if run:
        lab.run_all()
        lab.page.locator(".sd-question").first.wait_for()
    return lab


def pick(lab: Lab, slug: str, name: str = "single") -> None:
    lab.question(f"q-{name}").locator(f"label[for$='-{slug}']").click()


def saved(lab: Lab, name: str = "single") -> None:
    lab.question(f"q-{name}").locator(".sd-saved", has_text="✓ Saved").wait_for()


def checked(lab: Lab, name: str = "single") -> list[str]:
    return lab.question(f"q-{name}").locator("input:checked").evaluate_all("n => n.map(i => i.value)")


def sentence(lab: Lab, name: str = "single") -> str:
    """Wait for the line below the question and return it; patience is that of a student."""
    note = lab.question(f"q-{name}").locator(".sd-note", has_text=".")
    note.wait_for(timeout=12_000)
    return note.inner_text()


def kept(path: Path) -> dict:
    return {name: record.response for name, record in answers.read(path.parent).items.items()}


def kernel_of(path: Path) -> int:
    return int((path.parent / "pid").read_text("utf-8"))


def number(lab: Lab, text: str) -> None:
    line = lab.question("q-numeric").locator("input")
    line.fill(text)
    line.press("Enter")


def restart(lab: Lab, entry: str) -> None:
    lab.menu("Kernel", entry)
    lab.page.locator(".jp-Dialog button.jp-mod-accept").click()
    lab.page.wait_for_timeout(1500)
    lab.idle()


def test_a_kernel_that_is_busy_hangs_dies_or_was_started_anew(lab, sheet, tmp_path):
    opened(lab, sheet)
    line, note = (lab.question("q-single").locator(c) for c in (".sd-saved", ".sd-note"))
    lab.cell("setup").locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("; import time; time.sleep(6 * (not os.path.exists('slept')))")
    lab.page.keyboard.press("Control+Enter")
    pick(lab, "a")
    assert sentence(lab).startswith("Not saved yet: the kernel is still running a cell; wait,")
    assert kept(sheet) == {}
    saved(lab)
    assert note.inner_text() == ""
    assert kept(sheet) == {"single": "a"}
    sheet.with_name("slept").touch()

    os.kill(kernel_of(sheet), signal.SIGSTOP)
    try:
        pick(lab, "b")
        assert sentence(lab).startswith("Not saved: the kernel does not answer;")
        assert line.inner_text() == "Not saved"
        lab.page.screenshot(path=tmp_path / "not-saved.png")
    finally:
        os.kill(kernel_of(sheet), signal.SIGCONT)
    saved(lab)
    assert kept(sheet) == {"single": "b"}

    os.kill(kernel_of(sheet), signal.SIGKILL)
    # JupyterLab's own dialog may stand before the control by now.
    lab.question("q-single").locator("input[value=c]").evaluate("node => node.click()")
    assert re.match(r"Not saved: the kernel .*Run All Cells, and answer again\.$", sentence(lab))
    assert line.inner_text() == "Not saved"
    dialog = lab.page.locator(".jp-Dialog", has_text="Kernel Restarting")
    dialog.locator("button").last.click()
    restart(lab, "Restart Kernel and Run All Cells…")
    saved(lab)
    assert checked(lab) == ["b"]
    assert note.inner_text() == ""

    restart(lab, "Restart Kernel…")
    pick(lab, "d")
    assert sentence(lab) == (
        "Not saved: the kernel was started anew; choose Run, then Run All Cells, and answer again."
    )
    assert line.inner_text() == "Not saved"
    lab.run_all()
    saved(lab)
    assert checked(lab) == ["b"]
    assert answers.read(sheet.parent).items["single"].response == "b"


def test_two_tabs_a_copy_an_untrusted_upload_and_cleared_outputs(lab, sheet, tmp_path):
    other = Lab(lab.page.context.new_page(), lab.server)
    opened(lab, sheet)
    pick(lab, "a")
    saved(lab)
    lab.save()
    # Two tabs on one notebook have one kernel: what the one answers is seen in the other.
    opened(other, sheet, run=False)
    other.question("q-single").wait_for()
    assert checked(other) == ["a"]
    pick(other, "b")
    saved(other)
    lab.question("q-single").locator("input[value=b]:checked").wait_for()
    pick(lab, "c")
    saved(lab)
    other.question("q-single").locator("input[value=c]:checked").wait_for()
    lab.save()

    # Changed elsewhere, so that the signature of this Jupyter does not fit.
    notebook = json.loads(sheet.read_text("utf-8"))
    notebook["cells"][0]["source"] = [*notebook["cells"][0]["source"], "\n# Uploaded again."]
    uploaded = sheet.with_name("sheet (1).ipynb")
    uploaded.write_text(json.dumps(notebook), "utf-8")
    sheet.with_name("answers.json").unlink()
    opened(other, uploaded, run=False)
    cell = other.cell("q-single")
    text = cell.locator(".jp-OutputArea").inner_text()
    assert cell.locator(".sd-question").count() == 0
    assert "Text c (your answer)" in text
    assert "To change it, run this cell" in text
    assert not re.search("Loading widget|model not found|QuestionView|Error", text)
    other.page.screenshot(path=tmp_path / "untrusted.png")

    # A second kernel in the folder: the first has not heard of it, yet its next answer comes after.
    other.run_all()
    saved(other)
    assert checked(other) == ["c"]
    pick(other, "d")
    saved(other)
    pick(lab, "e")
    saved(lab)
    record = answers.read(sheet.parent).items["single"]
    assert [h["response"] for h in record.history] + [record.response] == ["a", "b", "c", "d", "e"]

    other.menu("Edit", "Clear Outputs of All Cells")
    other.save()
    assert from_outputs(other.notebook()) == {}
    other.run_all()
    saved(other)
    assert checked(other) == ["e"]
    other.save()
    assert from_outputs(other.notebook())["single"].first == "a"


def test_a_folder_that_refuses_and_a_file_that_is_damaged(lab, sheet, tmp_path):
    # A folder in the place of the lock is refused by the system even to an administrator.
    obstacle = sheet.with_name(".answers.json.lock")
    obstacle.mkdir()
    opened(lab, sheet)
    pick(lab, "b")
    said = sentence(lab)
    assert said.startswith("Kept in this notebook only: answers.json cannot be ")
    assert "Save the notebook now" in said
    line = lab.question("q-single").locator(".sd-saved")
    assert line.inner_text() == "In this notebook only"
    lab.page.screenshot(path=tmp_path / "only-here.png")
    lab.save()
    assert from_outputs(lab.notebook())["single"].response == "b"
    # Running the cell again does not put an older state over it.
    lab.run_all()
    assert checked(lab) == ["b"]
    assert line.inner_text() == "In this notebook only"
    obstacle.rmdir()
    number(lab, "7")
    saved(lab, "numeric")
    saved(lab)
    assert kept(sheet) == {"single": "b", "numeric": 7}

    path = sheet.with_name("answers.json")
    cut = path.read_bytes()[:70]
    path.write_bytes(cut)
    number(lab, "8")
    said = sentence(lab, "numeric")
    saved(lab, "numeric")
    (aside,) = sheet.parent.glob("answers.damaged-*.json")
    assert aside.read_bytes() == cut
    assert aside.name in said
    assert kept(sheet) == {"single": "b", "numeric": 8}
    lab.page.screenshot(path=tmp_path / "damaged.png")


#: Runs in the page: answer one question after another, as fast as "Saved" is seen, and note what was seen.
CLICKS = """async ({seconds, base}) => {
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const input = document.querySelector('.sd-question input.sd-line');
  const radios = [...document.querySelectorAll('.sd-question input[type=radio]')];
  const line = (node) => node.closest('.sd-question').querySelector('.sd-saved').textContent;
  const until = performance.now() + 1000 * seconds;
  const seen = [];
  for (let n = 1; performance.now() < until; n += 1) {
    const number = base + n;
    input.value = String(number);
    input.dispatchEvent(new Event('change'));
    const radio = radios[n % radios.length];
    radio.click();
    const patience = performance.now() + 15000;
    while (!(line(input).includes('Saved ') && line(radio).includes('Saved '))) {
      if (performance.now() > patience) throw new Error('never saved: ' + line(input) + line(radio));
      await rest(5);
    }
    seen.push({number, slug: radio.value});
  }
  return seen;
}"""


def check_two_browsers(lab: Lab, sheet: Path, seconds: int) -> None:
    """Two browsers, two kernels, one folder; the file is read all the while, as its history is bounded."""
    copy = sheet.with_name("copy.ipynb")
    shutil.copy2(sheet, copy)
    context = lab.page.context.browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        other = Lab(context.new_page(), lab.server)
        for each, path in ((lab, sheet), (other, copy)):
            opened(each, path)
        start = f"""a => {{
            window.done = null;
            ({CLICKS})(a).then((seen) => {{ window.done = seen }}, (e) => {{ window.done = String(e) }});
        }}"""
        for each, base in ((lab, 10_000), (other, 20_000)):
            each.page.evaluate(start, {"seconds": seconds, "base": base})
        found: set = set()
        results = [None, None]
        deadline = time.monotonic() + 3 * seconds + 60
        while None in results and time.monotonic() < deadline:
            record = answers.read(sheet.parent).items.get("numeric")
            if record:
                found |= {record.response, *(h["response"] for h in record.history)}
            results = [each.page.evaluate("() => window.done") for each in (lab, other)]
    finally:
        context.close()
    record = answers.read(sheet.parent).items["numeric"]
    found |= {record.response, *(h["response"] for h in record.history)}
    for result in results:
        assert isinstance(result, list), result
        assert len(result) > seconds / 2
        assert {seen["number"] for seen in result} <= found
    held = answers.read(sheet.parent)
    assert not held.damage
    # The last thing that anybody saw saved is what counts.
    assert held.items["numeric"].response in {result[-1]["number"] for result in results}
    assert held.items["single"].response in {result[-1]["slug"] for result in results}
    assert not list(sheet.parent.glob("*.damaged-*"))


def test_two_browsers_in_one_folder_lose_no_click(lab, sheet):
    check_two_browsers(lab, sheet, 10)


@pytest.mark.long
def test_two_browsers_in_one_folder_lose_no_click_for_a_minute(lab, sheet):
    check_two_browsers(lab, sheet, 60)


@pytest.mark.parametrize("sheet", [TYPES], indirect=True, ids=["types"])
def test_every_type_is_answered_with_the_keyboard_alone(lab, sheet):
    opened(lab, sheet)
    keys = lab.page.keyboard
    cells = [c["id"] for c in lab.notebook()["cells"]]

    def into(name):
        control = lab.question(f"q-{name}")
        control.locator(":is(input, select, textarea, button):enabled").first.focus()
        return control

    def press(*names):
        for name in names:
            keys.press(name)

    control = into("single")
    press("Space", "ArrowDown", "ArrowDown", "d", "d", "x")
    assert checked(lab) == [control.locator("input").nth(2).get_attribute("value")]
    saved(lab)
    control = into("multi")
    press("Space", "Tab", "Tab", "Space")
    ticked = [control.locator("input").nth(n).get_attribute("value") for n in (0, 2)]
    saved(lab, "multi")
    control = into("match")
    press("ArrowDown", "Tab", "r", "Tab", "ArrowDown", "ArrowDown")
    lefts = [s.get_attribute("id").rpartition("-")[2] for s in control.locator("select").all()]
    saved(lab, "match")
    control = into("order")
    before = control.locator("li span").all_inner_texts()
    press("Enter")
    saved(lab, "order")
    press("Space")
    # The first step went down twice, and the focus with it, also after "Saved" was shown.
    assert control.locator("li span").all_inner_texts() == [before[1], before[2], before[0], before[3]]
    into("short")
    press("x", "d", "d", "Enter")
    saved(lab, "short")
    into("numeric")
    press("1", "2", "Enter")
    saved(lab, "numeric")
    into("scale")
    press("ArrowRight", "ArrowRight")
    saved(lab, "scale")
    into("text")
    press("a", "Enter", "b", "Tab")
    saved(lab, "text")
    held = kept(sheet)
    assert held["multi"] == ticked
    assert set(held["match"]) == set(lefts)
    assert (held["short"], held["numeric"], held["scale"], held["text"]) == ("xdd", 12, 60, "a\nb")
    # No key was taken for a command to the notebook, and saving with the keyboard still works from inside.
    into("single")
    press("Control+s")
    lab.page.wait_for_timeout(1200)
    assert [c["id"] for c in lab.notebook()["cells"]] == cells
    assert {c["cell_type"] for c in lab.notebook()["cells"]} == {"code"}
    assert set(from_outputs(lab.notebook())) == {item.id for item in TYPES}

    for item in TYPES:
        tree = lab.question(f"q-{item.id}").aria_snapshot()
        assert tree.startswith(f'- group "{item.stem}":'), tree
        for role in ("radio", "checkbox", "combobox", "slider", "textbox", "button"):
            # A control without a name has nothing in quotation marks after its role.
            nameless = re.findall(rf"^\s*- '?{role}(?! \")[^\n]*", tree, re.MULTILINE)
            assert not nameless, nameless
