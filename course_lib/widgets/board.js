// Draws the parts of a model (course_lib/models/parts.py) and sends back what a person sets. Every text goes
// through textContent. A part that is still there keeps its element, so that focus and open folds stay.

const SVG = "http://www.w3.org/2000/svg";
const REST = 600; // ms of rest after which typed words are sent
const WAIT = 4000; // ms without a reply until the line says so
const LATE = "No reply from the kernel: wait, or choose Run, then Run All Cells. What you just did may not be kept.";

const el = (tag, cls = "", ...children) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  node.append(...children);
  return node;
};
const svg = (tag, attributes, text = "") => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
};
const set = (node, name, value) => {
  if (node[name] !== value) node[name] = value;
};
const attr = (node, name, value) => {
  if (value === "" || value === undefined || value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
};
const say = (node, text) => set(node, "textContent", text || "");
const word = (badge) => `sd-badge sd-is-${badge.look || "plain"}`;

let counter = 0;

class View {
  constructor(board, part) {
    this.board = board;
    this.uid = `sdb-${(counter += 1)}`;
    this.build(part);
  }
}

// Puts the parts below a node, each with the view that it had before where kind and name are the same.
function fill(board, node, parts = []) {
  const before = node.sdViews || new Map();
  const after = new Map();
  const seen = {};
  for (const part of parts) {
    const named = part.name || "";
    seen[part.t + named] = (seen[part.t + named] || 0) + 1;
    const key = `${part.t} ${named} ${seen[part.t + named]}`;
    const view = before.get(key) || new KINDS[part.t](board, part);
    view.update(part);
    after.set(key, view);
  }
  for (const [key, view] of before) if (!after.has(key)) view.node.remove();
  let at = node.firstChild;
  for (const view of after.values()) {
    if (view.node === at) at = at.nextSibling;
    else node.insertBefore(view.node, at);
  }
  node.sdViews = after;
}

// --- controls ---------------------------------------------------------------------------------------
class Field extends View {
  labelled(part, control) {
    control.id = `${this.uid}-in`;
    this.label = el("label", "sd-label");
    this.label.htmlFor = control.id;
    this.hint = el("div", "sd-hint");
    this.hint.id = `${this.uid}-hint`;
    this.name = part.name;
    control.dataset.control = part.name;
  }
  tell(part, control) {
    say(this.label, part.label);
    say(this.hint, part.hint);
    this.hint.hidden = !part.hint;
    attr(control, "aria-label", part.about);
    attr(control, "aria-describedby", part.hint ? this.hint.id : "");
  }
  // One input and its words for each option; what it sends is the value that the control then has.
  choices(part, type, value) {
    for (const row of this.input.querySelectorAll(".sd-choice")) row.remove();
    return part.options.map((o) => {
      const input = el("input");
      Object.assign(input, { type, name: this.uid, value: o.slug, id: `${this.uid}-${o.slug}` });
      input.addEventListener("change", () => this.board.send(this.name, value(o)));
      const row = el("label", "sd-choice", input, el("span", "", o.text));
      row.htmlFor = input.id;
      this.input.append(row);
      return input;
    });
  }
}

class Pick extends Field {
  build(part) {
    this.radio = part.look === "radio";
    this.input = el(this.radio ? "fieldset" : "select", this.radio ? "sd-picks" : "");
    this.labelled(part, this.input);
    if (this.radio) {
      this.label = el("legend", "sd-label");
      this.input.append(this.label, this.hint);
      this.node = el("div", "sd-field", this.input);
    } else {
      this.input.addEventListener("change", () => this.board.send(this.name, this.input.value));
      this.node = el("div", "sd-field", this.label, this.input, this.hint);
    }
    this.shown = "";
  }
  update(part) {
    this.tell(part, this.input);
    const shown = JSON.stringify(part.options);
    if (shown !== this.shown) {
      this.shown = shown;
      if (this.radio) this.boxes = this.choices(part, "radio", (o) => o.slug);
      else {
        const empty = part.value ? [] : [new Option("Choose…", "")];
        this.input.replaceChildren(...empty, ...part.options.map((o) => new Option(o.text, o.slug)));
      }
    }
    if (this.board.waits(this.name)) return;
    const value = part.value || "";
    if (this.radio) for (const r of this.boxes) set(r, "checked", r.value === value);
    else {
      const blank = this.input.querySelector('option[value=""]');
      if (value && blank) blank.remove();
      if (!value && !blank) this.input.prepend(new Option("Choose…", ""));
      set(this.input, "value", value);
    }
  }
}

class Ticks extends Field {
  build(part) {
    this.input = el("fieldset", "sd-picks");
    this.labelled(part, this.input);
    this.label = el("legend", "sd-label");
    this.input.append(this.label, this.hint);
    this.node = el("div", "sd-field", this.input);
    this.shown = "";
  }
  update(part) {
    this.tell(part, this.input);
    const shown = JSON.stringify(part.options);
    if (shown !== this.shown) {
      this.shown = shown;
      this.boxes = this.choices(part, "checkbox", () => this.boxes.filter((b) => b.checked).map((b) => b.value));
    }
    if (this.board.waits(this.name)) return;
    for (const box of this.boxes) set(box, "checked", (part.value || []).includes(box.value));
  }
}

class Slide extends Field {
  build(part) {
    this.input = el("input", "sd-range");
    this.input.type = "range";
    this.out = el("output", "sd-out");
    this.low = el("span");
    this.high = el("span");
    this.keep = el("button", "sd-button");
    this.keep.type = "button";
    this.labelled(part, this.input);
    this.out.htmlFor = this.input.id;
    this.node = el("div", "sd-field", this.label, el("div", "sd-slide", this.input, this.out),
      el("div", "sd-ends", this.low, this.high), this.keep, this.hint);
    this.input.addEventListener("input", () => {
      this.show(this.input.value);
      this.board.send(this.name, Number(this.input.value), true);
    });
    this.input.addEventListener("change", () => this.board.send(this.name, Number(this.input.value)));
    this.keep.addEventListener("click", () => {
      this.board.send(this.name, Number(this.input.value));
      this.input.focus();
    });
  }
  show(value) {
    const shown = `${value}${this.unit ? ` ${this.unit}` : ""}`;
    say(this.out, this.unset ? "Not set yet" : shown);
    attr(this.input, "aria-valuetext", this.unset ? `${shown}, not set yet` : shown);
    say(this.keep, `Keep ${shown}`);
  }
  update(part) {
    this.tell(part, this.input);
    this.unit = part.unit || "";
    this.unset = part.value === undefined;
    const low = part.low ?? 0;
    attr(this.input, "min", low);
    attr(this.input, "max", part.high ?? 100);
    attr(this.input, "step", part.step ?? 1);
    const ends = part.ends || ["", ""];
    const unit = this.unit ? ` ${this.unit}` : "";
    say(this.low, `${low}${unit}${ends[0] ? `: ${ends[0]}` : ""}`);
    say(this.high, `${part.high ?? 100}${unit}${ends[1] ? `: ${ends[1]}` : ""}`);
    this.input.classList.toggle("sd-unset", this.unset);
    this.keep.hidden = !this.unset;
    if (this.board.waits(this.name)) return;
    const value = this.unset ? (low + (part.high ?? 100)) / 2 : part.value;
    if (!this.unset || document.activeElement !== this.input) set(this.input, "value", String(value));
    this.show(this.input.value);
  }
}

class Write extends Field {
  build(part) {
    this.input = el("textarea", "sd-text");
    this.labelled(part, this.input);
    this.node = el("div", "sd-field", this.label, this.input, this.hint);
    const send = (draft) => {
      clearTimeout(this.timer);
      if (this.input.value !== this.sent) this.board.send(this.name, (this.sent = this.input.value), draft);
    };
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => send(true), REST);
    });
    this.input.addEventListener("change", () => { this.sent = undefined; send(false); });
  }
  update(part) {
    this.tell(part, this.input);
    attr(this.input, "rows", part.rows);
    attr(this.input, "maxlength", part.limit);
    // Words that are being typed are newer than any reply.
    if (this.board.waits(this.name) || document.activeElement === this.input) return;
    this.sent = part.value || "";
    set(this.input, "value", this.sent);
  }
}

class Press extends View {
  build(part) {
    this.node = el("button", "sd-button");
    this.node.type = "button";
    this.node.addEventListener("click", () => {
      if (this.part.why_not) this.board.refuse(this.part.why_not);
      else this.board.press(this.part.name, this.part.on === undefined ? true : !this.part.on, this.part.top);
    });
  }
  update(part) {
    this.part = part;
    this.node.dataset.control = part.name;
    say(this.node, part.label);
    attr(this.node, "aria-label", part.about);
    this.node.classList.toggle("sd-primary", Boolean(part.primary));
    attr(this.node, "aria-pressed", part.on);
    // Not `disabled`: the keyboard has to reach it to hear why.
    attr(this.node, "aria-disabled", part.why_not ? "true" : "");
    set(this.node, "title", part.why_not || "");
    if (part.why_not) attr(this.node, "aria-label", `${part.about || part.label}. ${part.why_not}`);
  }
}

// --- contents ---------------------------------------------------------------------------------------
class Title extends View {
  build(part) { this.node = el(`h${part.level ?? 4}`, "sd-title"); }
  update(part) { say(this.node, part.text); }
}

class Say extends View {
  build() { this.node = el("p"); }
  update(part) {
    set(this.node, "className", `sd-say ${part.tone ? `sd-${part.tone}` : ""}`);
    say(this.node, part.text);
  }
}

class Line extends View {
  build() { this.node = el("p", "sd-line"); }
  update(part) {
    const shown = JSON.stringify(part);
    if (shown === this.shown) return;
    this.shown = shown;
    const spans = part.spans.map((s) => {
      if (!s.mark) return document.createTextNode(s.text);
      const mark = el("mark", `sd-mark sd-is-${s.mark.replace(/\W/g, "-")}`, s.text);
      mark.append(el("span", "sd-unseen", ` (${s.mark})`));
      return mark;
    });
    this.node.replaceChildren(...(part.label ? [el("strong", "", `${part.label}: `)] : []), ...spans);
  }
}

class Badge extends View {
  build() { this.node = el("p", "sd-say", (this.word = el("span"))); }
  update(part) {
    set(this.word, "className", word(part));
    say(this.word, part.text);
  }
}

class Card extends View {
  build() {
    this.meta = el("p", "sd-meta");
    this.badge = el("span");
    this.title = el("span");
    this.head = el("h4", "sd-cardhead", this.badge, this.title);
    this.body = el("div");
    this.node = el("section", "sd-card", this.meta, this.head, this.body);
    this.head.id = this.uid;
    this.node.setAttribute("aria-labelledby", this.uid);
  }
  update(part) {
    set(this.node, "className", `sd-card ${part.state ? `sd-${part.state}` : ""}`);
    say(this.meta, part.meta);
    this.meta.hidden = !part.meta;
    say(this.title, part.title);
    this.badge.hidden = !part.badge;
    if (part.badge) {
      set(this.badge, "className", word(part.badge));
      say(this.badge, part.badge.text);
    }
    fill(this.board, this.body, part.parts);
  }
}

class Pairs extends View {
  build() {
    this.label = el("p", "sd-label");
    this.list = el("dl", "sd-pairs");
    this.node = el("div", "", this.label, this.list);
    this.rows = [];
  }
  update(part) {
    say(this.label, part.label);
    this.label.hidden = !part.label;
    while (this.rows.length < part.rows.length) {
      const row = { term: el("dt"), said: el("dd") };
      this.rows.push(row);
      this.list.append(el("div", "", row.term, row.said));
    }
    while (this.rows.length > part.rows.length) this.rows.pop().term.parentNode.remove();
    part.rows.forEach(([term, said], i) => {
      say(this.rows[i].term, term);
      fill(this.board, this.rows[i].said, typeof said === "string" ? [{ t: "say", text: said }] : said);
    });
  }
}

class Table extends View {
  build() {
    this.table = el("table");
    this.node = el("div", "sd-scroll", this.table);
    this.node.setAttribute("role", "region");
    this.node.tabIndex = -1;
  }
  update(part) {
    const shown = JSON.stringify(part);
    if (shown === this.shown) return;
    this.shown = shown;
    this.node.setAttribute("aria-label", part.caption);
    const widths = (part.widths || []).map((w) => {
      const col = el("col");
      col.style.width = `${w}%`;
      return col;
    });
    const cell = (tag, scope, c) => {
      const node = el(tag, c.mark ? `sd-cell sd-is-${c.mark}` : "");
      if (scope) node.scope = scope;
      if (c.mark) node.append(el("span", "sd-markword", c.mark));
      node.append(c.silent ? el("span", "sd-badge sd-is-silent", c.text) : el("span", "", c.text || ""));
      if (c.sub) node.append(el("span", "sd-sub", c.sub));
      return node;
    };
    this.table.replaceChildren(
      el("caption", "", part.caption),
      el("colgroup", "", ...widths),
      el("thead", "", el("tr", "", ...part.head.map((c) => cell("th", "col", c)))),
      el("tbody", "", ...part.rows.map((row) =>
        el("tr", "", ...row.map((c, i) => cell(i ? "td" : "th", i ? "" : "row", c))))));
    this.table.classList.toggle("sd-fixed", widths.length > 0);
  }
}

class Links extends View {
  build() { this.node = el("p", "sd-meta sd-links"); }
  update(part) {
    const shown = JSON.stringify(part);
    if (shown === this.shown) return;
    this.shown = shown;
    const items = part.links.flatMap((link, i) => {
      const sep = i ? [document.createTextNode("; ")] : [];
      if (!/^https?:\/\//.test(link.url || "")) return [...sep, el("span", "", link.text)];
      const a = el("a", "", link.text);
      Object.assign(a, { href: link.url, target: "_blank", rel: "noopener noreferrer" });
      return [...sep, a];
    });
    this.node.replaceChildren(`${part.label}: `, ...items);
  }
}

class Fold extends View {
  build() {
    this.label = el("summary");
    this.body = el("div", "sd-folded");
    this.node = el("details", "sd-fold", this.label, this.body);
    this.node.addEventListener("toggle", () => this.board.resize());
  }
  update(part) {
    say(this.label, part.label);
    fill(this.board, this.body, part.parts);
  }
}

class Group extends View {
  build() {
    this.label = el("legend", "sd-label");
    this.hint = el("p", "sd-hint");
    this.body = el("div");
    this.node = el("fieldset", "sd-group", this.label, this.hint, this.body);
  }
  update(part) {
    say(this.label, part.label);
    say(this.hint, part.hint);
    this.hint.hidden = !part.hint;
    fill(this.board, this.body, part.parts);
  }
}

class Columns extends View {
  build(part) {
    this.left = el("div", "sd-left");
    this.right = el("div", "sd-right");
    this.node = el("div", `sd-columns sd-by-${part.look || "controls"}`, this.left, this.right);
  }
  update(part) {
    fill(this.board, this.left, part.left);
    fill(this.board, this.right, part.right);
  }
}

class Grid extends View {
  build() { this.node = el("div", "sd-grid"); }
  update(part) {
    this.node.style.setProperty("--sd-least", `${part.width ?? 18}rem`);
    fill(this.board, this.node, part.parts);
  }
}

class Chart extends View {
  build() { this.node = el("figure", "sd-chart"); }
  update(part) {
    const shown = JSON.stringify(part);
    if (shown === this.shown) return;
    this.shown = shown;
    const [w, h, left, right, top, bottom] = [420, 190, part.left ?? 44, 28, 12, 30];
    const [x0, x1] = part.x;
    const [y0, y1] = part.y;
    const px = (x) => left + ((x - x0) / (x1 - x0 || 1)) * (w - left - right);
    const py = (y) => h - bottom - ((y - y0) / (y1 - y0 || 1)) * (h - top - bottom);
    const drawing = svg("svg", { viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": part.label });
    for (const [y, text] of part.y_ticks || []) {
      drawing.append(svg("line", { x1: left, x2: w - right, y1: py(y), y2: py(y), class: "sd-gridline" }),
        svg("text", { x: left - 8, y: py(y) + 4, "text-anchor": "end" }, text));
    }
    for (const [x, text] of part.x_ticks || [])
      drawing.append(svg("text", { x: px(x), y: h - 8, "text-anchor": "middle" }, text));
    if (part.diagonal)
      drawing.append(svg("line", { x1: px(x0), y1: py(y0), x2: px(x1), y2: py(y1), class: "sd-diagonal" }));
    (part.series || []).forEach((series, n) => {
      let run = [];
      const runs = [run];
      for (const [x, y, said] of series.points || []) {
        if (y === null) { runs.push((run = [])); continue; }
        run.push(`${px(x)},${py(y)}`);
        const dot = n % 2 ? svg("rect", { x: px(x) - 4, y: py(y) - 4, width: 8, height: 8, class: `sd-dot sd-n${n}` })
          : svg("circle", { cx: px(x), cy: py(y), r: 4.5, class: `sd-dot sd-n${n}` });
        dot.append(svg("title", {}, said));
        drawing.append(dot);
      }
      if (series.look !== "dots")
        for (const points of runs) if (points.length > 1)
          drawing.append(svg("polyline", { points: points.join(" "), class: `sd-trace sd-n${n}` }));
    });
    this.node.replaceChildren(drawing, el("figcaption", "sd-meta", part.label));
  }
}

// A question below this board has a control of its own.
class Place extends View {
  build() { this.node = el("span"); }
  update() {}
}

class Figure extends View {
  build() { this.node = el("p", "sd-unseen"); }
  update(part) { say(this.node, part.text); }
}

const KINDS = {
  pick: Pick, ticks: Ticks, slide: Slide, write: Write, press: Press, title: Title, say: Say, line: Line, badge: Badge,
  card: Card, pairs: Pairs, table: Table, links: Links, fold: Fold, group: Group, columns: Columns, grid: Grid,
  chart: Chart, figure: Figure, place: Place,
};

// --- the whole --------------------------------------------------------------------------------------
function render({ model, el: root }) {
  // Replies reach every page that shows this widget: each message has a number of its own.
  const me = Math.random().toString(36).slice(2);
  let sent = 0;
  let patience = null;
  let tallest = 0;
  let used = "";
  let rise = false;
  const pending = new Map();
  const queued = new Map();

  const body = el("div", "sd-body");
  const note = el("p", "sd-note");
  note.setAttribute("role", "alert");
  const saved = el("span", "sd-saved");
  const said = el("span", "sd-unseen");
  for (const live of [saved, said]) live.setAttribute("role", "status");
  const again = el("button", "sd-button", "Start again");
  const asText = el("button", "sd-button", "Show as text");
  for (const button of [again, asText]) button.type = "button";
  const text = el("pre", "sd-astext");
  text.hidden = true;
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", "The same as text");
  // A slip of the pointer must not cost what was done: asked once, in the place of the button.
  const sure = el("button", "sd-button", "Yes, start again");
  const keep = el("button", "sd-button", "No, keep it");
  const asked = el("span", "");
  asked.id = `sdb-${(counter += 1)}`;
  sure.setAttribute("aria-describedby", asked.id);
  const ask = el("span", "sd-ask", asked, sure, keep);
  for (const button of [sure, keep]) button.type = "button";
  const asking = (now, back = again) => {
    ask.hidden = !now;
    again.hidden = now;
    (now ? keep : back).focus();
  };
  ask.hidden = true;
  const foot = el("div", "sd-foot", again, ask, asText, saved, said);

  const post = (message) => {
    try {
      model.send(message);
    } catch {
      say(note, "The kernel was started anew: choose Run, then Run All Cells.");
    }
  };
  const put = (name, value, draft) => {
    sent += 1;
    used = name;
    pending.set(name, sent);
    clearTimeout(patience);
    patience = setTimeout(() => { pending.clear(); queued.clear(); say(note, LATE); }, WAIT);
    post({ do: "change", name, value, draft, by: me, n: sent });
  };
  const board = {
    waits: (name) => pending.has(name) || queued.has(name),
    send: (name, value, draft = false) => {
      say(note, "");
      // While a slider moves only its latest place matters: one message under way, one waiting.
      if (pending.has(name)) queued.set(name, { value, draft });
      else put(name, value, draft);
    },
    // A button acts on what was set before it: that has to arrive first.
    press: (name, value, top = false) => {
      say(note, "");
      rise = top;
      if (pending.size) queued.set(name, { value, draft: false, last: true });
      else put(name, value, false);
    },
    refuse: (why) => say(note, why[0].toUpperCase() + why.slice(1)),
    resize: () => { tallest = 0; body.style.minHeight = ""; },
  };

  again.addEventListener("click", () => {
    say(asked, `Take away all that you did ${model.get("page").scope}?`);
    asking(true);
  });
  keep.addEventListener("click", () => asking(false));
  sure.addEventListener("click", () => {
    asking(false);
    board.resize();
    post({ do: "reset", by: me, n: (sent += 1) });
  });
  asText.addEventListener("click", () => {
    text.hidden = !text.hidden;
    say(asText, text.hidden ? "Show as text" : "Hide the text");
    asText.setAttribute("aria-expanded", String(!text.hidden));
    if (!text.hidden) post({ do: "text" });
  });
  asText.setAttribute("aria-expanded", "false");

  const draw = () => {
    const page = model.get("page");
    if (page.by === me) for (const [name, n] of pending) if (n <= page.n) pending.delete(name);
    if (!pending.size) clearTimeout(patience);
    fill(board, body, page.parts);
    for (const [name, { value, draft, last }] of [...queued]) {
      if (last ? pending.size : pending.has(name)) continue;
      queued.delete(name);
      put(name, value, draft);
    }
    // What was once as high as this stays so: nothing below moves while a person clicks. It ends with what was
    // clicked: where that is gone another scene has begun, and what another board changed moves nothing here.
    if (page.by !== me || (used && !body.querySelector(`[data-control="${CSS.escape(used)}"]`))) board.resize();
    tallest = Math.max(tallest, body.scrollHeight);
    if (tallest) body.style.minHeight = `${tallest}px`;
    // What comes next begins at the top of the widget, which may be out of sight above.
    if (rise && page.by === me) {
      rise = false;
      const first = root.closest(".jp-OutputArea-output")?.querySelector(".sd-board:not([hidden])");
      setTimeout(() => first?.scrollIntoView({ block: "nearest" }), 200);
    }
    say(said, page.said);
    if (!text.hidden) post({ do: "text" });
    foot.hidden = Boolean(page.bare);
    root.hidden = !(page.parts || []).length && foot.hidden;
  };
  const tell = () => {
    const status = model.get("status");
    say(note, status.note);
    if (!status.at) { say(saved, status.line || ""); return; }
    const when = new Date(status.at);
    const today = new Date().toDateString() === when.toDateString();
    const clock = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    say(saved, `✓ Saved ${today ? clock : when.toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`);
  };
  const write = () => say(text, model.get("text"));

  // JupyterLab takes plain keys as commands. Keys with Ctrl, Alt or Command stay its own; Escape leads out.
  const keys = (event) => {
    const theirs = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
    if (root.contains(event.target) && !theirs) event.stopPropagation();
  };
  window.addEventListener("keydown", keys, true);
  let width = 0;
  const watch = new ResizeObserver(() => {
    // A column that became wider needs less height: what was reserved no longer holds.
    if (Math.abs(root.clientWidth - width) > 4) { width = root.clientWidth; board.resize(); fit(); }
  });
  watch.observe(root);
  // plotly draws at 700 pixels before its place on the page has a width, and looks again only at this event.
  const fit = () => {
    if (JSON.stringify(model.get("page")).includes('"t":"figure"'))
      setTimeout(() => window.dispatchEvent(new Event("resize")), 50);
  };
  document.addEventListener("plotlywidget-after-render", fit);

  root.classList.add("sd-board");
  root.append(body, note, foot, text);
  draw();
  tell();
  write();
  model.on("change:page", draw);
  model.on("change:status", tell);
  model.on("change:text", write);
  return () => {
    clearTimeout(patience);
    watch.disconnect();
    window.removeEventListener("keydown", keys, true);
    document.removeEventListener("plotlywidget-after-render", fit);
  };
}

export default { render };
