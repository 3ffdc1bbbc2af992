// The control of a `sort` question: a row of native radio buttons for each statement, in columns by bin.
// Part of question.js, which it is joined with: `el` is its.

function sortControl({ q, uid, held, withLine, put, parts, remarkFor, remark }) {
  const count = el("p", { class: "sd-meta" });
  const rows = q.lefts.map((statement) => {
    const inputs = q.rights.map((bin) => el("input", { type: "radio", name: `${uid}-${statement.slug}`, value: bin.slug }));
    const labels = q.rights.map((bin, n) => el("label", { class: "sd-bin" }, inputs[n], el("span", {}, bin.text)));
    for (const input of inputs)
      input.addEventListener("change", () => {
        put(withLine(statement.slug, input.value));
        paint();
      });
    const said = el("div", {});
    const bins = el("div", { class: "sd-bins" }, ...labels);
    bins.style.setProperty("--sd-bins", q.rights.length);
    const row = el("div", { class: "sd-sort" },
      el("fieldset", {}, el("legend", {}, statement.text), bins));
    return { slug: statement.slug, inputs, labels, row, said, node: el("div", {}, row, said) };
  });
  const paint = () => {
    const given = held() || {};
    const verdicts = parts();
    for (const row of rows) {
      row.inputs.forEach((input, n) => {
        input.checked = given[row.slug] === input.value;
        row.labels[n].classList.toggle("sd-chosen", input.checked);
      });
      const word = verdicts[row.slug];
      const lines = remarkFor(row.slug);
      row.row.classList.toggle("sd-right", word === "right");
      row.row.classList.toggle("sd-wrong", word === "wrong");
      row.said.replaceChildren(...(lines.length || !word ? lines : [{ right: word === "right", text: "" }]).map((r) => remark(r)));
    }
    count.textContent = `${rows.filter((row) => given[row.slug]).length} of ${rows.length} sorted`;
  };
  return { node: el("div", {}, ...rows.map((row) => row.node), count), paint };
}
