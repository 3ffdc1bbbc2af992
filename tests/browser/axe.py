"""What axe-core finds wrong with a part of a page: names, roles, contrast, order; no network is needed."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator

#: Rules of a whole page (landmarks, one h1, a language): JupyterLab's to keep, not those of a part of it.
WHOLE_PAGE = (
    "bypass",
    "document-title",
    "html-has-lang",
    "landmark-one-main",
    "page-has-heading-one",
    "region",
)


def violations(part: Locator, ignore: tuple[str, ...] = WHOLE_PAGE) -> list[str]:
    """Return what is wrong inside one element, a line for each fault and place.

    Parameters
    ----------
    part : Locator
        The root of a control, a widget or a card; exactly one element, drawn and visible.
    ignore : tuple of str
        Ids of rules that are not asked.

    Returns
    -------
    list of str
        ``"rule (impact): what it wants, at <selector>"``; empty if nothing is wrong.
    """
    if not part.evaluate("() => Boolean(window.axe)"):
        part.page.evaluate(AXE_SCRIPT)
    return part.evaluate(
        """async (node, ignore) => {
          const rules = Object.fromEntries(ignore.map((id) => [id, { enabled: false }]));
          const found = await window.axe.run(node, { rules, resultTypes: ["violations"] });
          return found.violations.flatMap((v) => v.nodes.map((n) => {
            const why = [...n.any, ...n.all, ...n.none].map((c) => c.message).join("; ");
            return `${v.id} (${v.impact}): ${v.help}, at ${n.target.join(" ")}: ${why}`;
          }));
        }""",
        list(ignore),
    )
