/* What the forms of our own blocks share: reading the blocks of a form, lists of choices, and a form whose whole value is
   posted as JSON in one hidden input (see memento/blocks/json_form.py). */
(() => {
  /** Widgets to refresh when something is typed, added, moved or deleted elsewhere in the form. */
  const widgets = new Set();
  let counter = 0;

  const newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID(); // absent without HTTPS
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  const iconButton = (icon, action) => {
    const button = element("button", { type: "button", class: "sillon-rows__button", "data-rows-action": action });
    button.innerHTML = `<svg class="icon icon-${icon}" aria-hidden="true"><use href="#icon-${icon}"></use></svg>`;
    return button;
  };

  let status = null;
  /** Has screen readers read a text. */
  const announce = (text) => {
    if (!status) document.body.append(status = element("div", { class: "w-sr-only", role: "status" }));
    status.textContent = text;
  };

  // --- The blocks of the form -------------------------------------------------------------------------------------

  const ownInput = (child, name) => child.querySelector(`:scope > input[name$="-${name}"]`);

  const isDeleted = (child) => ownInput(child, "deleted").value === "1";

  /** A block of a stream: its id, its type, the start of its inputs' names, and its name for people. */
  class FormBlock {
    constructor(child, number) {
      const id = ownInput(child, "id");
      this.child = child;
      this.id = id.value;
      this.prefix = id.name.slice(0, -3);
      this.type = ownInput(child, "type").value;
      this.number = number;
    }

    field(name) {
      return this.child.querySelector(`[name="${this.prefix}-value-${name}"]`)?.value.trim() ?? "";
    }

    get label() {
      const text = this.field("text") || this.field("title") || "(sans texte)";
      if (this.child.querySelector(`[name="${this.prefix}-value-mark"]`)) return `${this.field("mark") || "?"} · ${text}`;
      return `${this.number}. ${text}`;
    }

    /** The answers of a question: [[id, text], …]. */
    get answers() {
      return JSON.parse(this.field("answers") || "[]").map(({ id, value }) => [id, value.text || "(sans texte)"]);
    }
  }

  /** The blocks of each stream, read once for all widgets while they refresh. */
  let blocksByStream = null;

  /** The blocks of a stream in order; questions are numbered. */
  const blocksIn = (container) => {
    if (!container) return [];
    if (blocksByStream?.has(container)) return blocksByStream.get(container);
    let number = 0;
    const blocks = [...container.children]
      .filter((child) => child.matches("[data-streamfield-child]") && !isDeleted(child))
      .map((child) => new FormBlock(child, ownInput(child, "type").value === "question" ? number += 1 : 0));
    blocksByStream?.set(container, blocks);
    return blocks;
  };

  const ownChild = (node) => node.closest("[data-streamfield-child]");

  /** The axes of the form: [[id, name], …]. */
  const readAxes = () => {
    const first = document.querySelector('[data-streamfield-child] > input[name$="-type"][value="axis"]');
    return first ? blocksIn(first.parentNode.parentNode).map((block, rank) => [block.id, block.field("name") || `Axe ${rank + 1}`]) : [];
  };

  let refreshing = 0;
  const refreshSoon = () => {
    clearTimeout(refreshing);
    if (!widgets.size) return;
    refreshing = setTimeout(() => {
      blocksByStream = new Map();
      const axes = readAxes();
      for (const widget of widgets) {
        if (!widget.element.isConnected) widgets.delete(widget);
        else if (widget.isDrawn || widget.isShown) widget.refresh(axes);
      }
      blocksByStream = null;
    }, 100);
  };
  // On their way down, since Wagtail's buttons stop their clicks.
  for (const type of ["input", "change", "click", "dragend", "wagtail:panel-toggle"]) document.addEventListener(type, refreshSoon, { capture: true });

  // --- Lists of choices --------------------------------------------------------------------------------------

  /** A select with only its chosen option until it gets the focus: hundreds of full ones would slow down the form. */
  class LazySelect {
    constructor(select) {
      this.select = select;
      for (const type of ["focus", "pointerdown", "touchstart"]) select.addEventListener(type, () => this.fill(), { passive: true });
    }

    get value() {
      return this.select.value;
    }

    set value(value) {
      this.select.replaceChildren(new Option(this.select.dataset.empty, ""));
      if (value) this.select.append(new Option(this.nameOf(value), value, true, true));
    }
  }

  /** Fixed choices: [[label of the group, [[code, label], …]], …]. */
  class ChoiceSelect extends LazySelect {
    constructor(select, groups) {
      super(select);
      this.groups = groups;
    }

    nameOf(code) {
      return this.groups.flatMap(([, options]) => options).find(([one]) => one === code)?.[1] ?? code;
    }

    fill() {
      if (this.isFilled) return;
      this.isFilled = true;
      const chosen = this.value;
      const options = this.groups.map(([label, group]) => {
        const nodes = group.map(([code, text]) => new Option(text, code));
        return label ? [element("optgroup", { label }, ...nodes)] : nodes;
      });
      this.select.replaceChildren(new Option(this.select.dataset.empty, ""), ...options.flat());
      if (![...this.select.options].some(({ value }) => value === chosen)) this.select.append(new Option(chosen, chosen));
      this.select.value = chosen;
    }

    refresh() {}
  }

  /** Blocks of the form. `choices` returns those that may be chosen, `lost` is the name of one that is gone. */
  class BlockSelect extends LazySelect {
    constructor(select, choices, lost) {
      super(select);
      this.choices = choices;
      this.lost = lost;
    }

    nameOf() {
      return "…"; // its block may not be drawn yet
    }

    fill() {
      const chosen = this.value;
      const options = this.choices().map(({ id, label }) => [id, label]);
      if (chosen && !options.some(([id]) => id === chosen)) options.push([chosen, this.lost]);
      const current = [...this.select.options].slice(1).map((option) => [option.value, option.text]);
      if (JSON.stringify(options) === JSON.stringify(current)) return;
      this.select.replaceChildren(new Option(this.select.dataset.empty, ""), ...options.map(([id, label]) => new Option(label, id)));
      this.select.value = chosen;
      this.refresh();
    }

    refresh() {
      const [option] = this.select.selectedOptions;
      const block = option?.value && blocksIn(ownChild(this.select)?.parentNode).find(({ id }) => id === option.value);
      this.select.classList.toggle("sillon-rows__lost", Boolean(option?.value && !block));
      if (!option?.value) return;
      const label = block ? block.label : this.lost;
      if (option.text !== label) option.text = label;
    }
  }

  // --- The form of a block ----------------------------------------------------------------------------------------

  /** The element of a block's form, which its label names. */
  const formElement = (placeholder, className, ...children) => {
    const label = placeholder.previousElementSibling?.matches("label") ? placeholder.previousElementSibling : null;
    const labelId = `${className}-${counter += 1}-label`;
    if (label) label.id = labelId;
    return element("div", { class: className, role: "group", "aria-labelledby": labelId }, ...children);
  };

  /** A form whose value is posted in one hidden input. It is drawn once it can be seen: hundreds slow down a page. */
  class JSONForm {
    constructor(definition, placeholder, prefix, state, error) {
      this.blockDef = definition;
      this.type = definition.name;
      this.prefix = prefix;
      this.hidden = element("input", { type: "hidden", name: prefix });
      this.element = formElement(placeholder, "sillon-rows", this.hidden);
      this.isDrawn = false;
      this.setState(state);
      placeholder.replaceWith(this.element);
      if (error) this.setError(error);
      widgets.add(this);
      refreshSoon();
    }

    get isShown() {
      return !this.element.closest("[hidden]");
    }

    drawOnce() {
      if (this.isDrawn) return;
      this.isDrawn = true;
      this.errors = element("div", { class: "sillon-rows__errors" });
      const { helpText } = this.blockDef.meta;
      this.element.append(...(helpText ? [element("p", { class: "help" }, helpText)] : []), this.errors);
      this.draw();
    }

    write() {
      this.hidden.value = JSON.stringify(this.posted());
    }

    /** Writes the value after a change that no input reports. */
    changed() {
      this.write();
      this.hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }

    showErrors(messages) {
      this.drawOnce();
      this.errors.replaceChildren(...messages.map((text) => element("p", { class: "error-message" }, text)));
    }
  }

  /** The messages of an error and of those within it. */
  const messagesIn = (error) => [
    ...(error?.messages ?? []),
    ...Object.values(error?.blockErrors ?? {}).flatMap(messagesIn),
  ];

  window.sillonForms = { newId, element, iconButton, announce, ownChild, blocksIn, readAxes, ChoiceSelect, BlockSelect, formElement, JSONForm, messagesIn };
})();
