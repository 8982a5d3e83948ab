/* Draws a list of pages as their titles, chosen in Wagtail's own dialogue (memento/blocks/lists.py). The value is posted
   as JSON in one hidden input. */
(() => {
  const { telepath, sillonForms: { newId, element, formElement, messagesIn } } = window;

  class PageList {
    constructor(definition, placeholder, prefix, state, error) {
      this.blockDef = definition;
      this.type = definition.name;
      this.prefix = prefix;
      this.hidden = element("input", { type: "hidden", name: prefix });
      this.element = formElement(placeholder, "sillon-pages", this.hidden);
      this.list = element("ul", { "aria-labelledby": this.element.getAttribute("aria-labelledby") });
      this.errors = element("div");
      this.button = element("button", { type: "button", class: "button button-small button-secondary" }, definition.meta.addLabel);
      if (definition.meta.helpText) this.element.append(element("p", { class: "help" }, definition.meta.helpText));
      this.element.append(this.errors, this.list, this.button);
      placeholder.replaceWith(this.element);
      this.button.addEventListener("click", () => this.choose());
      this.setState(state);
      if (error) this.setError(error);
    }

    setState(state) {
      this.items = (state ?? []).map((item) => ({ ...item, id: item.id || newId() }));
      this.draw();
    }

    draw() {
      this.list.replaceChildren(...this.items.map((item) => {
        const button = element("button", { type: "button", class: "sillon-pages__remove", "aria-label": `Retirer « ${item.title} »`, title: "Retirer" });
        button.innerHTML = '<svg class="icon icon-cross" aria-hidden="true"><use href="#icon-cross"></use></svg>';
        button.addEventListener("click", () => this.remove(item));
        return element("li", {}, element("span", {}, item.title), button);
      }));
      this.list.hidden = !this.items.length;
      this.button.disabled = this.items.length >= (this.blockDef.meta.maxNum ?? Infinity);
      this.hidden.value = JSON.stringify(this.items.map(({ id, value }) => ({ type: "item", id, value })));
    }

    changed() {
      this.draw();
      this.hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }

    remove(item) {
      const rank = this.items.indexOf(item);
      this.items.splice(rank, 1);
      this.changed();
      (this.list.querySelectorAll("button")[Math.min(rank, this.items.length - 1)] ?? this.button).focus();
    }

    /** Opens the dialogue, in which several pages can be ticked. */
    choose() {
      const { modalUrl, modelNames, maxNum } = this.blockDef.meta;
      new window.PageChooserModal(modalUrl).open({ modelNames, multiple: true }, (chosen) => {
        for (const { id, adminTitle, title } of [chosen].flat()) {
          const isThere = this.items.some(({ value }) => value === Number(id));
          if (!isThere && this.items.length < (maxNum ?? Infinity)) {
            this.items.push({ id: newId(), value: Number(id), title: adminTitle ?? title });
          }
        }
        this.changed();
        this.button.focus();
      });
    }

    setError(error) {
      this.errors.replaceChildren(...messagesIn(error).map((text) => element("p", { class: "error-message" }, text)));
    }

    getState() {
      return this.items.map((item) => ({ ...item }));
    }

    getDuplicatedState() {
      return this.items.map((item) => ({ ...item, id: newId() }));
    }

    getValue() {
      return this.items.map(({ value }) => value);
    }

    getTextLabel() {
      return this.items.map(({ title }) => title).join(", ");
    }

    focus() {
      this.button.focus();
    }
  }

  telepath.register("sillon.PageList", class {
    constructor(name, meta) {
      Object.assign(this, { name, meta });
    }

    render(placeholder, prefix, state, error) {
      return new PageList(this, placeholder, prefix, state, error);
    }
  });
})();
