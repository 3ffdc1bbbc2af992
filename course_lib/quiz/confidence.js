// The control of a `confidence` question: one option, and a slider for how sure one is of it.
// Part of question.js, which it is joined with: `el` and `hide` are its.

function confidenceControl({ q, uid, held, unsent, put, later, choices }) {
  const shown = (p) => `${Math.round(100 * p)} %`;
  const start = Math.floor((q.levels.length - 1) / 2);
  // What is given so far: nothing is recorded until both are.
  let pick = null;
  let p = null;
  const options = choices("radio", () => pick, (slug) => { pick = slug; give(put); });
  const input = el("input", { type: "range", id: `${uid}-in`, min: 0, max: q.levels.length - 1, step: 1, class: "sd-range" });
  const out = el("output", { for: input.id, class: "sd-out" });
  const stake = el("p", { class: "sd-meta sd-stake", role: "status" });
  const keep = el("button", { type: "button", class: "sd-button" });
  const at = () => q.levels[Number(input.value)].p;
  const give = (how) => {
    if (pick !== null && p !== null) how({ pick, p });
    draw();
  };
  input.addEventListener("input", () => { p = at(); give(later); });
  input.addEventListener("change", () => { p = at(); give(put); });
  keep.addEventListener("click", () => { p = at(); give(put); });

  const points = (n) => `${n} point${n === 1 ? "" : "s"}`;
  const tell = () => {
    const level = q.levels.find((l) => l.p === p);
    if (pick === null && p !== null) return "Now choose an option: an answer needs both.";
    if (pick !== null && p === null) return "Now say how sure you are: an answer needs both.";
    if (p === null) return "An answer needs both: an option, and how sure you are of it.";
    return level && level.right !== undefined ? `If right ${points(level.right)}, if wrong ${level.wrong}.` : "";
  };
  const draw = () => {
    options.paint();
    const near = q.levels.reduce((best, l, n) => (Math.abs(l.p - p) < Math.abs(q.levels[best].p - p) ? n : best), 0);
    if (document.activeElement !== input) input.value = p === null ? start : near;
    input.setAttribute("aria-valuetext", p === null ? `Not given yet, at ${shown(at())}` : shown(p));
    input.classList.toggle("sd-unset", p === null);
    out.textContent = p === null ? "Not given yet" : shown(p);
    keep.textContent = `Keep ${shown(at())}`;
    hide(keep, p !== null, input);
    const told = tell();
    if (stake.textContent !== told) stake.textContent = told;
  };
  const paint = () => {
    const given = held();
    // A slider on its way stays where it is, whatever comes in from the kernel.
    if (given && !unsent() && given.pick !== undefined) ({ pick, p } = { pick: given.pick, p: Number(String(given.p).replace(",", ".")) });
    draw();
  };
  return {
    node: el("div", {}, options.node,
      el("label", { class: "sd-sure", for: input.id }, "How sure are you that it is right?"),
      el("div", { class: "sd-gauge" }, input, out, keep,
        el("div", { class: "sd-ends" },
          el("span", {}, `${shown(q.levels[0].p)}: a guess`), el("span", {}, "100 %: certain"))),
      stake),
    paint, reset: () => { pick = null; p = null; },
  };
}
