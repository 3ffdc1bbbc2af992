// The control of a `mark` question: the text as one listbox of words, and below it what is marked, in words.
// Part of question.js, which it is joined with: `el` and `hide` are its.

function markControl({ q, held, put, later, back, parts, remarkFor, remark }) {
  const SIGNS = { right: "sd-right", wrong: "sd-wrong", "partly right": "sd-part", "does not count": "sd-idle" };
  const SAID = { "partly right": "Partly right. ", "does not count": "Does not count. " };
  let anchor = null; // where a stretch was started that has no end yet
  let cursor = 0; // the word that the keyboard is at
  let over = null; // the word that a press is drawn over
  let drawing = false;
  let draft = null; // marked with Shift and an arrow, not sent yet
  let grip = null; // while Shift is used: the end that stays, and what is marked beside it
  let listed = "";

  const words = q.words.map((word) =>
    el("span", { class: "sd-word", role: "option", tabIndex: -1, "aria-selected": "false" }, word));
  const box = el("div", { class: "sd-passage", role: "listbox", "aria-multiselectable": "true",
    "aria-label": "The text, word by word" }, ...words);
  const hint = el("p", { class: "sd-meta", role: "status" });
  const list = el("ul", { class: "sd-marks" });
  const none = q.none ? el("input", { type: "checkbox" }) : null;
  const noneRow = none ? el("label", { class: "sd-row" }, none, el("span", {}, q.none)) : null;

  const marked = () => draft ?? (Array.isArray(held()) ? held() : []);
  const say = ([first, last]) => q.words.slice(first, last + 1).join(" ");
  const around = (place) => marked().find(([first, last]) => first <= place && place <= last);
  const without = (stretch) => marked().filter(([first]) => first !== stretch[0]);
  // What a new stretch touches becomes a part of it.
  const joined = (stretches, one, other) => {
    let [first, last] = [Math.min(one, other), Math.max(one, other)];
    const rest = stretches.filter(([a, b]) => {
      if (b < first || a > last) return true;
      [first, last] = [Math.min(first, a), Math.max(last, b)];
      return false;
    });
    return [...rest, [first, last]].sort((a, b) => a[0] - b[0]);
  };
  const forget = () => { anchor = null; over = null; drawing = false; draft = null; grip = null; };
  const send = (response) => { forget(); put(response); paint(); };
  const choose = (place) => {
    const stretch = around(place);
    if (anchor !== null) send(joined(marked(), anchor, place));
    else if (stretch) send(without(stretch));
    else { anchor = place; paint(); }
  };
  const goTo = (place) => { cursor = place; paint(); words[place].focus(); };

  // --- keyboard: arrows move, Space and Enter start and end, Shift and arrows draw the mark along ----------
  const line = (by) => {
    const here = words[cursor].getBoundingClientRect();
    const middle = (here.left + here.right) / 2;
    const off = (r) => Math.abs((r.left + r.right) / 2 - middle);
    let best = null;
    words.forEach((word, place) => {
      const rect = word.getBoundingClientRect();
      const down = Math.round((rect.top - here.top) / here.height) * by;
      if (down > 0 && (!best || down < best.down || (down === best.down && off(rect) < best.off)))
        best = { place, down, off: off(rect) };
    });
    return best ? best.place : cursor;
  };
  const target = (key) => ({
    ArrowRight: () => cursor + 1, ArrowLeft: () => cursor - 1, ArrowDown: () => line(1), ArrowUp: () => line(-1),
    Home: () => 0, End: () => words.length - 1,
  })[key]?.();
  const key = (event) => {
    if (!box.contains(event.target) || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Escape" && (anchor !== null || draft)) {
      forget();
      back();
      paint();
      return true;
    }
    if (event.key === " " || event.key === "Enter") {
      if (draft) send(draft);
      else choose(cursor);
      return true;
    }
    const to = target(event.key);
    if (to === undefined) return false;
    const place = Math.max(0, Math.min(words.length - 1, to));
    if (event.shiftKey && anchor === null) {
      if (!grip) {
        const stretch = around(cursor);
        const [first, last] = stretch || [cursor, cursor];
        grip = { end: cursor === first ? last : cursor === last ? first : cursor, rest: stretch ? without(stretch) : marked() };
      }
      draft = joined(grip.rest, grip.end, place);
      later(draft);
    } else if (draft) send(draft);
    goTo(place);
    return true;
  };
  box.addEventListener("keyup", (event) => { if (event.key === "Shift" && draft) send(draft); });
  box.addEventListener("focusout", (event) => { if (draft && !box.contains(event.relatedTarget)) send(draft); });

  // --- mouse: first and last word, or drawn over -------------------------------------------------------------
  const wordAt = (event) => words.indexOf(document.elementFromPoint(event.clientX, event.clientY));
  const move = (event) => {
    const place = wordAt(event);
    if (place < 0 || place === over) return;
    drawing = true;
    over = place;
    paint();
  };
  const release = (event) => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", release);
    window.removeEventListener("pointercancel", release);
    const [from, to] = [cursor, over];
    over = null;
    if (event.type === "pointerup") {
      if (drawing && anchor === null && to !== from) send(joined(marked(), from, to));
      else choose(to);
      goTo(to);
    }
    drawing = false;
    paint();
  };
  box.addEventListener("pointerdown", (event) => {
    const place = words.indexOf(event.target.closest(".sd-word"));
    if (place < 0 || event.button !== 0) return;
    cursor = over = place;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
  });
  // The words are no text to be selected, and the focus is set where the pointer is let go.
  box.addEventListener("mousedown", (event) => event.preventDefault());

  if (none) none.addEventListener("change", () => send(none.checked ? "none" : []));

  // --- drawing -----------------------------------------------------------------------------------------------
  const drawList = (stretches, verdicts) => {
    const rows = stretches.map((s) => ({ s, word: verdicts[s.join("-")], said: remarkFor(s.join("-")) }));
    const now = JSON.stringify(rows);
    if (now === listed) return;
    listed = now;
    const stood = list.contains(document.activeElement);
    list.replaceChildren(...rows.map(({ s, word, said }) => {
      const remove = el("button", { type: "button", class: "sd-button", "aria-label": `Remove: ${say(s)}` }, "Remove");
      remove.addEventListener("click", () => {
        const place = marked().findIndex(([first]) => first === s[0]);
        send(without(s));
        const left = list.querySelectorAll("button");
        if (left.length) left[Math.min(place, left.length - 1)].focus();
        else words[cursor].focus();
      });
      const lines = said.length || !word ? said : [{ right: word === "right", text: "" }];
      return el("li", {}, el("div", { class: `sd-step ${SIGNS[word] || ""}` }, el("span", {}, `“${say(s)}”`), remove),
        ...lines.map((r) => remark(r, SAID[word], word === "does not count")));
    }));
    if (stood && !list.contains(document.activeElement)) words[cursor].focus();
  };
  const paint = () => {
    const stretches = marked();
    const verdicts = draft ? {} : parts();
    const start = drawing && anchor === null ? cursor : anchor;
    const end = over ?? cursor;
    words.forEach((word, place) => {
      const stretch = around(place);
      const verdict = stretch && verdicts[stretch.join("-")];
      const pending = start !== null && Math.min(start, end) <= place && place <= Math.max(start, end);
      word.setAttribute("aria-selected", String(Boolean(stretch)));
      word.tabIndex = place === cursor ? 0 : -1;
      word.className = ["sd-word", stretch && "sd-marked", SIGNS[verdict], pending && "sd-pending",
        stretch && place === stretch[0] && "sd-first", stretch && place === stretch[1] && "sd-last"].filter(Boolean).join(" ");
    });
    if (none) {
      none.checked = held() === "none";
      noneRow.classList.toggle("sd-chosen", none.checked);
    }
    const many = stretches.length === 1 ? "1 stretch is marked." : `${stretches.length} stretches are marked.`;
    const told = anchor !== null ? `Starts at “${q.words[anchor]}”: now its last word, or Escape.`
      : stretches.length ? many : held() === "none" ? `Your answer: ${q.none}.` : "Nothing is marked yet.";
    if (hint.textContent !== told) hint.textContent = told;
    drawList(stretches, verdicts);
  };
  return {
    node: el("div", {},
      el("p", { class: "sd-meta" }, "Click the first and the last word of a stretch, or draw over it; click it again to " +
        "take it away. By keyboard: arrow keys, and Space on the first and on the last word."),
      box, hint, list, noneRow),
    paint, key, reset: forget, focus: () => words[cursor].focus(),
  };
}
