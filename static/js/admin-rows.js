/* Draws the answers of a question as a table: a row for each answer, a column of points for each axis of the form. */
(() => {
  const { telepath, sillonForms: { newId, element, iconButton, announce, ownChild, blocksIn, readAxes, ChoiceSelect, BlockSelect, JSONForm, messagesIn } } = window;

  const FEWEST_ROWS = 2;

  /** As in an imported table (memento/diagnostics/spreadsheet/blocks_from_table.py). */
  const YES = /^(oui|o|x|1([.,]0+)?|vrai|true|yes|[✓✔☑])$/i;

  /** The cells that a spreadsheet puts on the clipboard; a cell in quotes may have line breaks. */
  const readCells = (text) => {
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
    for (let match = cell.exec(text); match; match = cell.exec(text)) {
      const [whole, quoted, plain, end] = match;
      rows.at(-1).push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).replace(/\s+/g, " ").trim());
      if (!whole || !end) break;
      if (end !== "\t") rows.push([]);
    }
    return rows.filter((row) => row.some(Boolean));
  };

  /** One row of the table. `points` are by axis, also on axes that the form does not have now. */
  class Row {
    constructor(rows, { id, value = {} } = {}) {
      this.rows = rows;
      this.id = id || newId();
      this.value = {};
      this.points = new Map();
      // The server gives what Django's inputs would show: numbers as text, the code of a choice in a list.
      for (const { name, type } of rows.blockDef.columns) {
        const shown = value[name];
        if (type === "points") {
          for (const item of shown ?? []) this.points.set(item.value.axis, { id: item.id || newId(), points: wholeNumber(`${item.value.points ?? ""}`) });
        } else if (type === "integer") this.value[name] = wholeNumber(`${shown ?? ""}`);
        else if (type === "checkbox") this.value[name] = Boolean(shown);
        else this.value[name] = [shown].flat()[0] ?? "";
      }
      this.element = element("tr");
    }

    draw() {
      const cells = this.rows.cells.map((cell) => {
        const input = cell.template.cloneNode(true);
        const td = element("td", { class: `sillon-rows__${cell.type}`, "data-label": cell.label }, input);
        this.fillInput(cell, input);
        return td;
      });
      this.inputs = cells.map((td) => td.firstChild);
      this.errors = element("div", { id: `errors-${newId()}` });
      cells[0].append(this.errors);
      this.buttons = [iconButton("arrow-up", "up"), iconButton("arrow-down", "down"), iconButton("bin", "delete")];
      this.element.replaceChildren(...cells, element("td", { class: "sillon-rows__actions" }, ...this.buttons));
      this.dim();
    }

    fillInput(cell, input) {
      const value = cell.type === "points" ? this.points.get(cell.axis)?.points : this.value[cell.name];
      if (cell.type === "checkbox") input.checked = Boolean(value);
      else if (input.tagName === "SELECT") {
        input.lazy = cell.type === "select" ? new ChoiceSelect(input, cell.choices) : new BlockSelect(input, () => this.rows.targets(), "Bloc supprimé : choisissez-en un autre");
        input.lazy.value = value ?? "";
      } else input.value = value ?? "";
    }

    /** Stores the value of an input. */
    readInput(input) {
      const cell = this.rows.cells[this.inputs.indexOf(input)];
      if (cell.type === "points") this.setPoints(cell.axis, input.value.trim());
      else if (cell.type === "checkbox") this.value[cell.name] = input.checked;
      else if (cell.type === "integer") this.value[cell.name] = wholeNumber(input.value.trim());
      else this.value[cell.name] = input.value;
      this.dim();
    }

    setPoints(axis, text) {
      if (text === "") this.points.delete(axis);
      else this.points.set(axis, { id: this.points.get(axis)?.id ?? newId(), points: wholeNumber(text) });
    }

    /** Points of an answer « sans objet » count nowhere. */
    dim() {
      const unused = Boolean(this.value.not_applicable);
      this.rows.cells.forEach((cell, rank) => { if (cell.type === "points") this.inputs[rank].disabled = unused; });
    }

    /** Says at once that a number is none; the server says the rest. */
    check(input) {
      const cell = this.rows.cells[this.inputs.indexOf(input)];
      if (cell.min === undefined) return;
      this.pending = null;
      const number = wholeNumber(input.value.trim());
      const wrong = input.value.trim() !== "" && (number === null || number < cell.min || number > cell.max);
      this.showErrors(wrong ? [[this.inputs.indexOf(input), `un nombre entier, de ${cell.min} à ${cell.max}.`]] : []);
    }

    get isEmpty() {
      return !this.points.size && !Object.values(this.value).some((value) => value || value === 0);
    }

    posted() {
      const value = { ...this.value };
      const column = this.rows.blockDef.columns.find(({ type }) => type === "points");
      if (column) {
        value[column.name] = [...this.points]
          .filter(([axis]) => !this.rows.axes || this.rows.axes.some(([id]) => id === axis))
          .map(([axis, { id, points }]) => ({ type: "item", id, value: { axis, points } }));
      }
      return { type: "item", id: this.id, value };
    }

    /** Shows errors, each with the rank of its cell; null for the whole row. */
    showErrors(errors) {
      this.errors.replaceChildren(...errors.map(([rank, text]) => {
        const name = rank ? `${this.rows.cells[rank].label} : ` : "";
        return element("p", { class: "error-message" }, name + text);
      }));
      this.inputs.forEach((input, rank) => {
        if (errors.some(([at]) => at === rank)) {
          input.setAttribute("aria-invalid", "true");
          input.setAttribute("aria-describedby", this.errors.id);
        } else {
          input.removeAttribute("aria-invalid");
          input.removeAttribute("aria-describedby");
        }
      });
    }

    setError(error) {
      const { cells } = this.rows;
      const errors = (error?.messages ?? []).map((text) => [null, text]);
      for (const [name, inner] of Object.entries(error?.blockErrors ?? {})) {
        const shown = [...this.points.keys()];
        const { messages = [], blockErrors = {} } = inner;
        const rank = cells.findIndex((cell) => cell.name === name);
        errors.push(...messages.map((text) => [rank < 0 ? null : rank, text]));
        for (const [position, one] of Object.entries(blockErrors)) {
          const at = cells.findIndex((cell) => cell.axis === shown[position]);
          errors.push(...messagesIn(one).map((text) => [at < 0 ? null : at, text]));
        }
      }
      this.pending = errors.length ? error : null;
      this.showErrors(errors);
    }

    /** Fills the cells from a column on. */
    paste(line, column) {
      line.forEach((text, offset) => {
        const cell = this.rows.cells[column + offset];
        const input = this.inputs[column + offset];
        if (!cell) return;
        if (cell.type === "checkbox") input.checked = YES.test(text);
        else if (input.options) {
          input.lazy.fill();
          const names = ({ value, label }) => [value, label, label.split(" · ")[0]].map((name) => name.toLowerCase());
          input.value = [...input.options].find((option) => option.value && names(option).includes(text.toLowerCase()))?.value ?? "";
        } else input.value = text;
        this.readInput(input);
        this.check(input);
      });
    }

    number(rank, last) {
      const name = `Réponse ${rank + 1}`;
      this.inputs.forEach((input, at) => input.setAttribute("aria-label", `${name} : ${this.rows.cells[at].spoken}`));
      ["Monter", "Descendre", "Supprimer"].forEach((verb, at) => {
        this.buttons[at].title = `${verb} la réponse ${rank + 1}`;
        this.buttons[at].setAttribute("aria-label", `${verb} la réponse ${rank + 1}`);
      });
      this.buttons[0].disabled = rank === 0;
      this.buttons[1].disabled = last;
    }
  }

  const wholeNumber = (text) => (/^\d+$/.test(text) ? Number(text) : null);

  class Rows extends JSONForm {
    draw() {
      this.axes = readAxes();
      this.makeCells();
      this.head = element("tr");
      this.body = element("tbody");
      this.table = element("table", { "aria-labelledby": this.element.getAttribute("aria-labelledby") }, element("thead", {}, this.head), this.body);
      this.button = element("button", { type: "button", class: "button button-small button-secondary" }, "Ajouter une réponse");
      this.note = element("p", { class: "help" });
      this.hint = element("p", { class: "help", hidden: "" }, "Pour donner des points, ajoutez d’abord un axe, plus haut : chacun aura sa colonne ici.");
      this.element.append(this.hint, this.table, this.button, this.note, ...this.explanations());
      this.hint.hidden = !this.hasPoints || this.axes.length > 0;
      this.drawHead();
      for (const row of this.rows) row.draw();
      this.arrange();

      this.button.addEventListener("click", () => this.add()?.inputs[0].focus());
      this.table.addEventListener("input", ({ target }) => this.onInput(target));
      this.table.addEventListener("change", ({ target }) => { this.onInput(target); this.rowOf(target)?.check(target); });
      this.table.addEventListener("click", ({ target }) => this.act(target.closest("[data-rows-action]")));
      this.table.addEventListener("keydown", (event) => this.onKeydown(event));
      this.table.addEventListener("paste", (event) => this.onPaste(event));
    }

    /** What the columns are for, to open when wanted. */
    explanations() {
      const explained = this.blockDef.columns.filter(({ help }) => help);
      if (!explained.length) return [];
      const lines = explained.map(({ label, help }) => element("p", {}, element("strong", {}, label), ` : ${help}`));
      return [element("details", { class: "help" }, element("summary", {}, "À quoi servent ces colonnes ?"), ...lines)];
    }

    makeCells() {
      this.cells = this.blockDef.columns.flatMap((column) => {
        const { type, label } = column;
        if (type !== "points") return [{ ...column, spoken: label, template: template(column) }];
        return this.axes.map(([axis, name]) => ({ ...column, axis, label: name, spoken: `points, ${name}`, template: template(column) }));
      });
    }

    drawHead() {
      const heads = this.cells.map((cell) => element("th", { scope: "col", class: `sillon-rows__${cell.type}` }, cell.label));
      this.head.replaceChildren(...heads, element("th", { scope: "col", class: "sillon-rows__actions" }, element("span", { class: "w-sr-only" }, "Actions")));
    }

    setState(state) {
      this.rows = (state ?? []).map((item) => this.makeRow(item));
      this.fillUp();
      if (this.isDrawn) this.arrange();
      this.write();
    }

    makeRow(item) {
      const row = new Row(this, item);
      if (this.isDrawn) row.draw();
      return row;
    }

    fillUp() {
      while (this.rows.length < FEWEST_ROWS) this.rows.push(this.makeRow());
    }

    get filled() {
      return this.rows.filter((row) => !row.isEmpty);
    }

    posted() {
      return this.filled.map((row) => row.posted());
    }

    arrange() {
      this.body.replaceChildren(...this.rows.map((row) => row.element));
      this.renumber();
    }

    get hasPoints() {
      return this.blockDef.columns.some(({ type }) => type === "points");
    }

    renumber() {
      this.rows.forEach((row, rank) => row.number(rank, rank === this.rows.length - 1));
      this.button.disabled = this.isFull;
    }

    get isFull() {
      return this.rows.length >= (this.blockDef.meta.maxNum ?? Infinity);
    }

    rowOf(node) {
      return this.rows.find((row) => row.element.contains(node));
    }

    onInput(input) {
      const row = this.rowOf(input);
      if (!row?.inputs.includes(input)) return;
      row.readInput(input);
      this.note.textContent = "";
      this.write();
    }

    /** Adds an empty row, at the end or at this place; nothing if there are as many as may be. */
    add(rank = this.rows.length) {
      if (this.isFull) {
        this.say(`${this.blockDef.meta.maxNum} réponses au plus.`);
        return null;
      }
      const row = this.makeRow();
      this.rows.splice(rank, 0, row);
      this.arrange();
      return row;
    }

    say(text) {
      this.note.textContent = text;
      announce(text);
    }

    act(button) {
      const row = button && this.rowOf(button);
      if (!row) return;
      const rank = this.rows.indexOf(row);
      const action = button.dataset.rowsAction;
      if (action === "delete") {
        this.rows.splice(rank, 1);
        this.fillUp();
        this.arrange();
        (this.rows[rank] ?? this.rows.at(-1)).inputs[0].focus();
        this.say("Réponse supprimée.");
      } else this.move(rank, action === "up" ? rank - 1 : rank + 1, button);
      this.changed();
    }

    move(from, to, focused) {
      if (to < 0 || to >= this.rows.length) return;
      const [row] = this.rows.splice(from, 1);
      this.rows.splice(to, 0, row);
      this.arrange();
      (focused.disabled ? row.buttons.find((button) => !button.disabled) : focused).focus();
      announce(`Réponse ${to + 1} sur ${this.rows.length}.`);
    }

    /** Enter goes down a row; Enter and Tab at the end add one, unless the last is empty. Alt and an arrow move a row. */
    onKeydown(event) {
      const row = this.rowOf(event.target);
      const column = row?.inputs.indexOf(event.target) ?? -1;
      if (column < 0) return;
      const rank = this.rows.indexOf(row);
      const isLast = rank === this.rows.length - 1;
      if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        this.move(rank, event.key === "ArrowUp" ? rank - 1 : rank + 1, event.target);
        this.changed();
      } else if (event.key === "Enter" && event.target.tagName !== "SELECT") {
        event.preventDefault(); // it would submit the form
        if (!isLast) this.rows[rank + 1].inputs[column].focus();
        else if (!row.isEmpty) this.add()?.inputs[0].focus();
      } else if (event.key === "Tab" && !event.shiftKey && isLast && column === row.inputs.length - 1 && !row.isEmpty && !this.isFull) {
        event.preventDefault();
        this.add().inputs[0].focus();
      }
    }

    /** Several lines or columns from a spreadsheet fill this row, empty rows below and new rows. */
    onPaste(event) {
      const row = this.rowOf(event.target);
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!row || !row.inputs.includes(event.target) || !/[\t\n\r]/.test(text.trim())) return;
      event.preventDefault();
      const column = row.inputs.indexOf(event.target);
      const lines = readCells(text);
      const first = this.rows.indexOf(row);
      let count = 0;
      for (const line of lines) {
        const rank = first + count;
        if (count && !this.rows[rank]?.isEmpty && !this.add(rank)) break;
        this.rows[rank].paste(line, column);
        count += 1;
      }
      this.rows[first + count - 1].inputs[0].focus();
      const left = lines.length - count;
      this.say(left ? `${this.blockDef.meta.maxNum} réponses au plus. Pas collées : ${left}.` : `Réponses collées : ${count}.`);
      this.changed();
    }

    /** The blocks that an answer may lead to: all but its own. */
    targets() {
      const own = ownChild(this.element);
      return blocksIn(own?.parentNode).filter(({ child }) => child !== own);
    }

    refresh(axes) {
      this.drawOnce();
      if (JSON.stringify(axes) !== JSON.stringify(this.axes)) this.setAxes(axes);
      for (const row of this.rows) row.inputs.forEach((input) => input.lazy?.refresh());
    }

    setAxes(axes) {
      this.axes = axes;
      if (!this.hasPoints) return;
      this.hint.hidden = axes.length > 0;
      const focused = this.rows.findIndex((row) => row.element.contains(document.activeElement));
      const label = document.activeElement.getAttribute("aria-label");
      this.makeCells();
      this.drawHead();
      this.rows.forEach((row) => {
        row.draw();
        if (row.pending) row.setError(row.pending);
      });
      this.renumber();
      if (focused >= 0) this.rows[focused].element.querySelector(`[aria-label="${CSS.escape(label ?? "")}"]`)?.focus();
    }

    setError(error) {
      this.showErrors(error?.messages ?? []);
      const { filled } = this;
      this.rows.forEach((row) => row.setError(null));
      for (const [position, one] of Object.entries(error?.blockErrors ?? {})) filled[position]?.setError(one);
    }

    getState() {
      return this.posted().map(({ id, value }) => ({ id, value }));
    }

    /** The answers of a copied question are other answers. */
    getDuplicatedState() {
      return this.getState().map(({ value }) => ({
        id: newId(),
        value: Object.fromEntries(Object.entries(value).map(([name, inner]) => [
          name, Array.isArray(inner) ? inner.map((item) => ({ ...item, id: newId() })) : inner,
        ])),
      }));
    }

    getValue() {
      return this.getState().map(({ value }) => value);
    }

    getTextLabel({ maxLength } = {}) {
      const text = this.filled.map((row) => row.value.text).filter(Boolean).join(", ");
      return maxLength && text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
    }

    focus() {
      this.drawOnce();
      this.rows[0].inputs[0].focus();
    }
  }

  /** An empty input of a column, to be cloned for each row. */
  const template = ({ type, maxLength, max }) => {
    if (type === "checkbox") return element("input", { type: "checkbox" });
    if (type === "points" || type === "integer") {
      return element("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: String(max ?? 9999).length + 1 });
    }
    if (type === "reference") return element("select", { "data-empty": "— choisissez —" });
    if (type === "select") return element("select", { "data-empty": "—" });
    return element("input", { type: "text", autocomplete: "off", ...(maxLength && { maxlength: maxLength }) });
  };

  telepath.register("sillon.Rows", class {
    constructor(name, columns, meta) {
      Object.assign(this, { name, columns, meta });
    }

    render(placeholder, prefix, state, error) {
      return new Rows(this, placeholder, prefix, state, error);
    }
  });
})();
