// The live control of one question: native form controls, every text through textContent.
// An answer goes to Python as a message with a number; only the status with that number says "Saved".

const WAIT = 4000; // ms without a reply until the line says that nothing was saved
const PAUSE = 700; // ms of rest after which a typed text is kept

const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("aria-") || key === "for" || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
};

// Hides a button; a keyboard that stood on it goes on at the next control, not at the top of the page.
const hide = (button, hidden, next) => {
  const stood = document.activeElement === button;
  button.hidden = hidden;
  if (hidden && stood) next.focus();
};

const RECORD = "application/vnd.skin-deep.answer+json";
const AGAIN = "application/vnd.skin-deep.again+json";
const VIEW = "application/vnd.jupyter.widget-view+json";

// A page that was loaded anew no longer passes display updates of the running kernel on to the cell. There
// the record is put into the open notebook from here; elsewhere the two are equal and nothing happens.
function write(model) {
  const { view, bundle, again } = model.get("written");
  const cells = model.widget_manager?.context?.model?.cells;
  if (!view || !cells) return;
  const put = (outputs, i, data) => outputs.set(i, { output_type: "display_data", data, metadata: {} });
  for (let c = 0; c < cells.length; c += 1) {
    const outputs = cells.get(c).outputs;
    for (let i = 0; outputs && i < outputs.length; i += 1) {
      const held = outputs.get(i).data;
      // What shows the answer again, in whatever cell.
      const drawn = again[held[AGAIN]?.display];
      if (drawn && String(held["text/html"]) !== drawn["text/html"]) put(outputs, i, drawn);
      if (!i || held[VIEW]?.model_id !== view) continue;
      const before = outputs.get(i - 1).data;
      const isRecord = String(before["text/html"] || "").includes("sd-static");
      if (isRecord && JSON.stringify(before[RECORD]) !== JSON.stringify(bundle[RECORD])) put(outputs, i - 1, bundle);
    }
  }
}

// One sentence for each reason why no reply comes: that nothing was saved, and what to do.
const GONE = "Not saved: the kernel was started anew; choose Run, then Run All Cells, and answer again.";
const BUSY = "Not saved yet: the kernel is still running a cell; wait, or choose Kernel, then Interrupt Kernel.";
const OFF = "Not saved: the server of this page does not answer; once it runs again, load the page anew, choose " +
  "Run, then Run All Cells, and answer again.";
const DEAD = "Not saved: the kernel does not answer; choose Kernel, then Restart Kernel and Run All Cells, and " +
  "answer again.";

const NO_NUMBER = "This answer is a number, for example 12 or 2.5. Only numbers are saved.";

let counter = 0;

// What a page holds of one answer, for all that shows it: JupyterLab may draw a control anew at any moment, and one
// that began with what the kernel has said so far would put it over an answer that is still on its way.
const newDesk = () => ({
  value: null, // as last given here or told by the kernel
  cleared: false, // to be tried again: what the kernel holds is not shown
  // Replies reach every page that shows this question: each answer has a number of its own.
  me: Math.random().toString(36).slice(2),
  sent: 0,
  pending: null, // number of the answer that waits for its reply
  timer: null,
  unsent: false, // something stands in the control that was not sent yet
  next: null, // namely this
  stale: false, // the verdict is on an earlier answer
});

function render({ model, el: root }, desk) {
  const q = model.get("question");
  const uid = `sd-${q.id.replace(/[^\w-]/g, "-")}-${(counter += 1)}`;
  let patience = null;
  let judged = "";
  // A reply to an earlier click must not undo a later one.
  const hear = () => {
    if (desk.pending && model.get("status").n !== desk.pending) return;
    desk.value = desk.cleared ? null : model.get("response");
  };
  const settle = () => {
    if (desk.pending && model.get("status").n !== desk.pending) return;
    hear();
    desk.pending = null;
    if (!desk.unsent) desk.stale = false;
  };
  settle();

  const note = el("p", { class: "sd-note", role: "alert" });
  const saved = el("span", { class: "sd-saved", role: "status", "aria-live": "polite" });
  const count = el("span", { class: "sd-tally" });
  const verdict = el("div", { class: "sd-verdict", "aria-live": "polite", tabIndex: -1 });
  const tries = el("span", {});

  // --- sending -------------------------------------------------------------------------------
  const put = (response, draft = Boolean(q.check)) => {
    stop();
    desk.value = response;
    desk.cleared = false;
    desk.stale = Boolean(q.check);
    desk.sent += 1;
    desk.pending = `${desk.me}.${desk.sent}`;
    draw();
    note.textContent = "";
    saved.textContent = "Saving…";
    root.classList.remove("sd-lost");
    wait();
    if (reason({ response, n: desk.pending, draft }) === GONE) lost(GONE);
  };
  const wait = () => {
    clearInterval(patience);
    patience = setInterval(() => (desk.pending ? lost(reason({})) : clearInterval(patience)), WAIT);
  };
  // Sends, and says why no reply may come. A control that outlived its kernel cannot send, not even nothing.
  const reason = (message) => {
    const kernel = model.widget_manager?.kernel;
    try {
      model.send(message);
    } catch { return GONE; }
    if (kernel && kernel.connectionStatus !== "connected") return OFF;
    return kernel?.status === "busy" ? BUSY : DEAD;
  };
  const lost = (sentence) => {
    saved.textContent = "Not saved";
    root.classList.add("sd-lost");
    // Said once: an alert that is written anew is read out anew.
    if (note.textContent !== sentence) note.textContent = sentence;
  };
  const later = (response, draft) => {
    changed();
    desk.next = response;
    desk.timer = setTimeout(() => put(response, draft), PAUSE);
  };
  const stop = () => {
    clearTimeout(desk.timer);
    desk.unsent = false;
  };
  // What stands in the control is no longer what was judged.
  const changed = () => {
    stop();
    desk.unsent = true;
    desk.stale = Boolean(q.check);
    saved.textContent = "";
    judge();
  };
  // What stood in the control is given up: it is as it was.
  const back = () => {
    stop();
    if (!desk.pending) desk.stale = false;
    if (note.textContent === NO_NUMBER) note.textContent = "";
    tell();
    judge();
  };

  // --- controls ------------------------------------------------------------------------------
  const told = () => (desk.cleared || desk.stale ? {} : model.get("feedback"));
  const remarkFor = (slug) => (told().remarks || []).filter((r) => r.slug === slug);
  // The verdict word stands before every remark; texts that begin with it would say it twice.
  const plain = (text) => {
    const rest = text.replace(/^(Right|Yes)[.,:]\s*/, "");
    return rest.charAt(0).toUpperCase() + rest.slice(1);
  };
  const remark = (r, word, idle) =>
    el("p", { class: `sd-remark ${idle ? "" : r.right ? "sd-right" : "sd-wrong"}` },
      el("strong", {}, word || (r.right ? "Right. " : "Not yet. ")), plain(r.text));
  const held = () => (desk.cleared ? null : desk.value);
  const unsent = () => desk.unsent;
  const parts = () => told().parts || {};
  // The answer with one line changed; the others as they were given, whatever the page shows of them.
  const withLine = (slug, choice) => {
    const given = held() || {};
    const lines = q.lefts.map((l) => [l.slug, l.slug === slug ? choice : given[l.slug]]);
    return Object.fromEntries(lines.filter(([, chosen]) => chosen));
  };

  const choices = (kind, picked = held, give = put) => {
    const rows = q.options.map((o) => {
      const input = el("input", { type: kind, name: uid, value: o.slug, id: `${uid}-${o.slug}` });
      const row = el("label", { class: "sd-row", for: input.id }, input, el("span", {}, o.text));
      const said = el("div", {});
      input.addEventListener("change", () => {
        if (kind === "radio") {
          // The same answer given anew is an attempt of its own: opened again first, then answered.
          if (desk.cleared && o.slug === model.get("response")) give(o.slug, true);
          give(o.slug);
        } else give(rows.filter((r) => r.input.checked).map((r) => r.slug));
        paint();
      });
      return { slug: o.slug, input, row, said, node: el("div", {}, row, said) };
    });
    const paint = () => {
      const given = picked();
      for (const r of rows) {
        r.input.checked = kind === "radio" ? given === r.slug : Array.isArray(given) && given.includes(r.slug);
        r.row.classList.toggle("sd-chosen", r.input.checked);
        const lines = remarkFor(r.slug);
        r.row.classList.toggle("sd-right", lines.some((l) => l.right));
        r.row.classList.toggle("sd-wrong", lines.some((l) => !l.right));
        r.said.replaceChildren(...lines.map((l) => remark(l)));
      }
    };
    return { node: el("div", {}, ...rows.map((r) => r.node)), paint };
  };
  // In a lesson an option chosen is an answer, with its remark: arrows walk over the options, Space answers.
  const walked = (control) => ({
    ...control,
    key(event) {
      const inputs = [...control.node.querySelectorAll("input")];
      const at = inputs.indexOf(event.target);
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (at < 0 || !by || event.ctrlKey || event.metaKey || event.altKey) return false;
      inputs[(at + by + inputs.length) % inputs.length].focus();
      if (held() === null) saved.textContent = "Space answers.";
      return true;
    },
  });

  const match = () => {
    // A closed select cuts a long text: those get the whole width below their label.
    const wide = q.rights.some((r) => r.text.length > 34) ? " sd-wide" : "";
    const rows = q.lefts.map((l) => {
      const select = el("select", { id: `${uid}-${l.slug}` },
        el("option", { value: "" }, "Choose…"),
        ...q.rights.map((r) => el("option", { value: r.slug }, r.text)));
      const said = el("div", {});
      const row = el("div", { class: `sd-pair${wide}` }, el("label", { for: select.id }, l.text), select);
      const line = { slug: l.slug, select, shown: "", said, row, node: el("div", {}, row, said) };
      select.addEventListener("change", () => {
        line.shown = select.value;
        put(withLine(l.slug, select.value));
      });
      return line;
    });
    const paint = () => {
      const given = held() || {};
      for (const r of rows) {
        const chosen = given[r.slug] || "";
        // Set only where the answer has changed: a list that stands open keeps what is being chosen in it.
        if (r.shown !== chosen) r.select.value = r.shown = chosen;
        const lines = remarkFor(r.slug);
        r.row.classList.toggle("sd-right", lines.some((l) => l.right));
        r.row.classList.toggle("sd-wrong", lines.some((l) => !l.right));
        r.said.replaceChildren(...lines.map((l) => remark(l)));
      }
    };
    return { node: el("div", {}, ...rows.map((r) => r.node)), paint };
  };

  const order = () => {
    const texts = Object.fromEntries(q.steps.map((s) => [s.slug, s.text]));
    const first = q.steps.map((s) => s.slug);
    const list = el("ol", { class: "sd-steps", tabIndex: -1 });
    let drawn = "";
    const keep = el("button", { type: "button", class: "sd-button" }, "Keep this order");
    keep.addEventListener("click", () => { put(current()); paint(); });
    const given = () =>
      Array.isArray(held()) && held().length === first.length && held().every((slug) => slug in texts);
    const current = () => (given() ? held() : first);
    const move = (slug, by) => {
      const out = [...current()];
      const from = out.indexOf(slug);
      const to = from + by;
      if (to < 0 || to >= out.length) return;
      out.splice(from, 1);
      out.splice(to, 0, slug);
      put(out);
      paint();
      const buttons = list.children[to].querySelectorAll("button");
      const same = buttons[by < 0 ? 0 : 1];
      (same.disabled ? buttons[by < 0 ? 1 : 0] : same).focus();
    };
    const paint = () => {
      const slugs = current();
      hide(keep, given(), list);
      const said = slugs.map(remarkFor);
      // Drawn anew only if it changed: "Saved" must not take the focus from the button that was just pressed.
      const now = JSON.stringify([slugs, said]);
      if (drawn === now) return;
      drawn = now;
      list.replaceChildren(...slugs.map((slug, i) => {
        const up = el("button", { type: "button", class: "sd-button", disabled: i === 0,
          "aria-label": `Move up: ${texts[slug]}` }, "↑");
        const down = el("button", { type: "button", class: "sd-button", disabled: i === slugs.length - 1,
          "aria-label": `Move down: ${texts[slug]}` }, "↓");
        up.addEventListener("click", () => move(slug, -1));
        down.addEventListener("click", () => move(slug, 1));
        // Of a single step nothing is judged: what is said of it stands there once the whole is right.
        return el("li", {},
          el("div", { class: "sd-step" }, el("b", {}, String(i + 1)), el("span", {}, texts[slug]), up, down),
          ...said[i].map((r) => el("p", { class: "sd-remark sd-right" }, r.text)));
      }));
    };
    return { node: el("div", {}, list, keep), paint };
  };

  const line = () => {
    const number = q.type === "numeric";
    const input = el("input", { type: "text", id: `${uid}-in`, class: "sd-line", autocomplete: "off",
      inputMode: number ? "decimal" : "text", maxLength: number ? 30 : 200,
      "aria-label": `Your answer${q.unit ? `, in ${q.unit}` : ""}` });
    const read = () => {
      const text = input.value.trim();
      if (!number || text === "") return text === "" ? null : text;
      const parsed = Number(text.replace(",", "."));
      return Number.isFinite(parsed) ? parsed : undefined;
    };
    const send = (how) => {
      const response = read();
      if (response === undefined) {
        changed();
        note.textContent = NO_NUMBER;
      } else if (JSON.stringify(response) === JSON.stringify(held())) back();
      else how(response);
    };
    input.addEventListener("input", () => send(later));
    input.addEventListener("change", () => send(put));
    const paint = () => {
      if (document.activeElement !== input && !unsent()) input.value = held() === null ? "" : String(held());
    };
    const node = el("div", { class: "sd-lineup" }, input, q.unit ? el("span", {}, q.unit) : null);
    return { node, paint, problem: () => (read() === undefined ? NO_NUMBER : "") };
  };

  const scale = () => {
    const shown = (v) => `${v}${q.unit ? ` ${q.unit}` : ""}`;
    const start = (q.minimum + q.maximum) / 2;
    const input = el("input", { type: "range", id: `${uid}-in`, min: q.minimum, max: q.maximum,
      step: q.step || 1, class: "sd-range", "aria-label": q.stem });
    const out = el("output", { for: input.id, class: "sd-out" });
    const keep = el("button", { type: "button", class: "sd-button" });
    keep.addEventListener("click", () => { put(Number(input.value)); paint(); });
    input.addEventListener("input", () => {
      out.textContent = shown(input.value);
      later(Number(input.value));
    });
    input.addEventListener("change", () => { put(Number(input.value)); paint(); });
    const paint = () => {
      // A slider on its way stays where it is, whatever comes in from the kernel.
      if (unsent()) return;
      const given = held();
      if (document.activeElement !== input || given !== null) input.value = given === null ? start : given;
      out.textContent = given === null ? "No answer yet" : shown(given);
      input.classList.toggle("sd-unset", given === null);
      keep.textContent = `Keep ${shown(input.value)}`;
      hide(keep, given !== null, input);
    };
    return {
      node: el("div", {},
        el("div", { class: "sd-scale" }, input, out),
        el("div", { class: "sd-ends" },
          el("span", {}, `${shown(q.minimum)}${q.low ? `: ${q.low}` : ""}`),
          el("span", {}, `${shown(q.maximum)}${q.high ? `: ${q.high}` : ""}`)),
        keep),
      paint,
    };
  };

  const text = () => {
    const input = el("textarea", { id: `${uid}-in`, rows: 5, class: "sd-text", "aria-label": "Your answer" });
    const words = el("p", { class: "sd-meta" });
    const tell = () => {
      const n = (input.value.trim().match(/\S+/g) || []).length;
      words.textContent = `${n} word${n === 1 ? "" : "s"}${q.length ? ` (asked for: ${q.length})` : ""}`;
    };
    input.addEventListener("input", () => { tell(); later(input.value); });
    input.addEventListener("change", () => { if (input.value !== (held() || "")) put(input.value); });
    const paint = () => {
      if (document.activeElement !== input && !unsent()) input.value = held() === null ? "" : String(held());
      tell();
    };
    return { node: el("div", {}, input, words), paint };
  };

  const parent = { q, uid, held, unsent, withLine, put, later, back, parts, remarkFor, remark, choices };
  const control = {
    single: () => (q.lesson ? walked(choices("radio")) : choices("radio")), multi: () => choices("checkbox"), match, order,
    short: line, numeric: line, scale, text,
    mark: () => markControl(parent),
    // More bins than fit side by side become a list to choose from.
    sort: () => (q.rights.length > 4 ? match() : sortControl(parent)),
    confidence: () => confidenceControl(parent),
  }[q.type]();

  // --- the whole -----------------------------------------------------------------------------
  const check = el("button", { type: "button", class: "sd-button sd-primary" }, "Check");
  check.addEventListener("click", () => {
    const value = unsent() ? desk.next : held();
    const empty = value === null || value === "" || (typeof value === "object" && !Object.keys(value).length);
    const sentence = control.problem?.() || (empty ? "Answer first, then check." : "");
    if (sentence) note.textContent = sentence;
    else put(value, false);
  });
  const retry = el("button", { type: "button", class: "sd-button" }, "Try again");
  retry.addEventListener("click", () => {
    stop();
    desk.cleared = true;
    desk.value = null;
    control.reset?.();
    draw();
    if (control.focus) control.focus();
    else (root.querySelector("input, select, textarea, button") || retry).focus();
  });
  const buttons = el("div", { class: "sd-buttons" }, q.check ? check : null, q.lesson && q.keyed !== false ? retry : null);
  const slugs = [...(q.options || []), ...(q.steps || []), ...(q.lefts || []), ...(q.rights || [])];
  const typed = el("details", { class: "sd-typed" }, el("summary", {}, "Answer by typing"),
    el("p", {}, "In a new line of this cell, or in any cell below it:"), el("pre", {}, q.typed),
    q.words ? el("p", {}, "The words by number: ", q.words.map((word, n) => `${n} ${word}`).join(" · ")) : null,
    slugs.length ? el("dl", {}, ...slugs.flatMap((s) => [el("dt", {}, s.slug), el("dd", {}, s.text)])) : null);

  const draw = () => {
    control.paint();
    judge();
  };
  const judge = () => {
    const f = told();
    const general = (f.remarks || []).filter((r) => !r.slug);
    const parts = [];
    if (f.keyed && q.check) {
      // Parts are counted where each is judged alone; a lesson has no points.
      const lines = ["match", "sort"].includes(q.type) ? q.lefts.length : 0;
      const count = lines ? `: ${Object.values(f.parts || {}).filter((p) => p === "right").length} of ${lines}` : "";
      const all = f.right ? "Right. " : f.points > 0 && q.type !== "confidence" ? `Partly right${count}. ` : "Not yet. ";
      const said = general.map((r) => plain(r.text)).join(" ");
      parts.push(el("p", { class: `sd-remark ${f.right ? "sd-right" : "sd-wrong"}` }, el("strong", {}, all), said));
    } else for (const r of general)
      parts.push(f.keyed ? remark(r) : el("p", { class: "sd-remark" }, r.text));
    if (f.keyed && (f.sources || []).length)
      parts.push(el("p", { class: "sd-sources" }, "Look it up: ", ...f.sources.flatMap((s, i) =>
        [i ? ", " : "", el("code", {}, `cite("${s}")`)])));
    // Written anew only if it changed: it is read out each time.
    const now = parts.map((part) => part.outerHTML).join("");
    if (judged !== now) verdict.replaceChildren(...parts);
    judged = now;
    retry.hidden = !f.keyed;
    retry.textContent = f.right ? "Answer again" : "Try again";
    hide(check, !q.check || Boolean(f.keyed), retry.hidden ? verdict : retry);
    // What is not marked is kept with each change: to count that would tell of tries that were none.
    tries.textContent = f.keyed && f.tries > 1 ? ` · try ${f.tries}` : "";
  };
  const tell = () => {
    const s = model.get("status");
    if (desk.pending) return;
    clearInterval(patience);
    root.classList.toggle("sd-lost", Boolean(s.n) && !s.ok && !s.line);
    note.textContent = s.note || "";
    if (s.ok && s.at) {
      const when = new Date(s.at);
      const today = new Date().toDateString() === when.toDateString();
      const clock = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      saved.textContent = `✓ Saved ${today ? clock : when.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`;
    } else saved.textContent = s.line || (s.n ? "Not saved" : "");
  };

  // JupyterLab takes plain keys as commands: in a list `x` would cut the cell, an arrow leave it, and a text would get
  // no new line. Keys with Ctrl, Alt or Command stay its own, and Escape leads out of the control, to the cell.
  const keys = (event) => {
    if (!root.contains(event.target)) return;
    if (control.key?.(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Escape") root.closest(".jp-Cell")?.focus();
    else if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
  };
  window.addEventListener("keydown", keys, true);

  root.classList.add("sd-question");
  root.append(
    el("fieldset", {},
      el("legend", { class: "sd-stem" }, q.stem),
      el("p", { class: "sd-meta" }, q.meta, tries),
      control.node, verdict, buttons, note,
      el("div", { class: "sd-foot" }, saved, count), typed));
  const total = () => { count.textContent = model.get("tally"); };
  draw();
  tell();
  if (desk.pending) wait();
  total();
  model.on("change:tally", total);
  model.on("change:written", () => setTimeout(() => write(model), 300));
  model.on("change:response", () => { hear(); draw(); });
  model.on("change:feedback", draw);
  model.on("change:status", () => { settle(); draw(); tell(); });
  return () => {
    clearInterval(patience);
    window.removeEventListener("keydown", keys, true);
  };
}

export default () => {
  const desk = newDesk();
  return { render: (context) => render(context, desk) };
};
