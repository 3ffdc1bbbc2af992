"""A student without a mouse: goes from control to control with Tab, and answers with keys alone.

What stands on the page is read, as a reader does; nothing is clicked, focused or scrolled from outside.
"""

from __future__ import annotations

from typing import Any

#: What is asked of the element that has the focus.
HERE = """() => {
  const a = document.activeElement;
  const question = a.closest(".sd-question");
  return {
    label: a.getAttribute("aria-label") || a.textContent, value: a.value, type: a.type || a.tagName,
    name: a.name || a.id, stem: question ? question.querySelector("legend").textContent : "",
    cell: a.closest(".jp-Cell")?.dataset.windowedListIndex,
  };
}"""
#: Values of the radio buttons of one name, or of the choices of a select, from top to bottom.
VALUES = """() => {
  const a = document.activeElement;
  const all = a.options || document.querySelectorAll(`input[name="${a.name}"]`);
  return [...all].map((n) => n.value);
}"""
#: More stops of Tab than there are from anywhere on the page to anywhere else.
STOPS = 400


class Keyboard:
    """The keys of one page."""

    def __init__(self, page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def here(self) -> dict[str, Any]:
        return self.page.evaluate(HERE)

    def tab_to(self, wanted, back: bool = False) -> dict[str, Any]:
        """Press Tab until the focus is where `wanted` is true of what `here` says."""
        for _ in range(STOPS):
            here = self.here()
            if wanted(here):
                return here
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError("Tab does not lead there.")

    def command(self, words: str) -> None:
        """Choose a command from JupyterLab's palette."""
        self.press("Control+Shift+c")
        self.page.locator(".lm-CommandPalette-input:focus").wait_for()
        self.page.keyboard.type(words)
        self.page.locator(".lm-CommandPalette-item.lm-mod-active", has_text=words).wait_for()
        self.press("Enter")

    def answer(self, question: dict[str, Any], response: Any) -> None:
        """Go on to a question and answer it; then wait for the line that says that it is saved."""
        self.tab_to(lambda here: here["stem"] == question["stem"])
        getattr(self, f"_{question['type']}")(question, response)
        control = self.page.locator(".sd-question:has(:focus)")
        control.locator(".sd-saved", has_text="✓ Saved").wait_for()
        assert self.here()["stem"] == question["stem"], "The focus stays in the question."

    def _step(self, target: str, key: str = "ArrowDown") -> None:
        """Choose among the radio buttons, or in the select, that has the focus."""
        values = self.page.evaluate(VALUES)
        if self.here()["value"] == target:
            self.press("Space")
        else:
            self.press(*[key] * (values.index(target) - values.index(self.here()["value"])))
        assert self.here()["value"] == target

    def _single(self, question, response) -> None:
        self._step(response)

    def _multi(self, question, response) -> None:
        for slug in [o["slug"] for o in question["options"] if o["slug"] in response]:
            self.tab_to(lambda here, slug=slug: here["value"] == slug or here["type"] == "SUMMARY")
            if self.here()["value"] != slug:
                self.tab_to(lambda here, slug=slug: here["value"] == slug, back=True)
            self.press("Space")

    def _match(self, question, response) -> None:
        self._rows(question, response, "ArrowDown")

    def _rows(self, question, response, key) -> None:
        """Answer row by row: each is a select, or a group of radio buttons."""
        lefts = [left["slug"] for left in question["lefts"]]
        for _ in lefts:
            here = self.here()["name"]
            left = max((slug for slug in lefts if here.endswith(f"-{slug}")), key=len)
            if left in response:
                self._step(response[left], key)
            self.press("Tab")
        self.press("Shift+Tab")

    def _sort(self, question, response) -> None:
        # More bins than fit side by side are a list to choose from.
        self._rows(question, response, "ArrowDown" if self.here()["type"] == "select-one" else "ArrowRight")

    def _order(self, question, response) -> None:
        texts = {step["slug"]: step["text"] for step in question["steps"]}
        shown = self.page.locator(".sd-question:has(:focus) ol li span")
        stem = question["stem"]
        for place, slug in enumerate(response):
            for _ in range(shown.all_inner_texts().index(texts[slug]) - place):
                label = f"Move up: {texts[slug]}"
                # Down to the end of the question, then back up to the button.
                self.tab_to(lambda here, label=label: here["label"] == label or here["type"] == "SUMMARY")
                self.tab_to(lambda here, label=label: here["label"] == label, back=True)
                self.press("Enter")
        if self.page.locator(".sd-question:has(:focus)").get_by_text("Keep this order").is_visible():
            self.tab_to(lambda here: here["label"] == "Keep this order")
            self.press("Enter")
        assert self.here()["stem"] == stem
        assert shown.all_inner_texts() == [texts[slug] for slug in response]

    def _short(self, question, response) -> None:
        self.page.keyboard.type(str(response))
        self.press("Enter")

    _numeric = _short

    def _scale(self, question, response) -> None:
        self.press(
            "Home", *["ArrowRight"] * round((float(response) - question["minimum"]) / question["step"])
        )

    def _mark(self, question, response) -> None:
        if response == "none":
            self.tab_to(lambda here: here["type"] == "checkbox")
            self.press("Space")
            return
        for first, last in response:
            self.press("Home", *["ArrowRight"] * first, "Space", *["ArrowRight"] * (last - first), "Space")

    def _confidence(self, question, response) -> None:
        self._step(response["pick"])
        self.tab_to(lambda here: here["type"] == "range")
        said = f"{round(100 * float(response['p']))} %"
        self.press("Home")
        for _ in range(20):
            if self.page.locator(".sd-question:has(:focus) output").inner_text() == said:
                return
            self.press("ArrowRight")
        raise AssertionError(f"The slider does not offer {said}.")

    def to_cell(self, place: int) -> None:
        """Leave a control with Escape and go down, cell by cell."""
        self.press("Escape")
        for _ in range(STOPS):
            if self.here()["cell"] == str(place):
                return
            self.press("ArrowDown")
            self.page.wait_for_timeout(50)
        raise AssertionError(f"The arrow keys do not lead to cell {place}.")
