/* Draws the fields of a block when its panel is opened (memento/blocks/deferred.py). Until then hidden inputs of the same
   names post them: eighty open questions would be sixteen thousand elements. */
(() => {
  const { telepath, sillonForms: { element }, wagtailStreamField: { blocks: { FieldBlockDefinition, StructBlock, StructBlockDefinition } } } = window;

  /** What a field of Wagtail's posts: a text, the code of a choice in a list, or the id of what is chosen. */
  const posted = (state) => {
    const [value] = [state].flat();
    return `${(value && typeof value === "object" ? value.id : value) ?? ""}`;
  };

  class DeferredStruct {
    constructor(definition, placeholder, prefix, state, error) {
      this.blockDef = definition;
      this.type = definition.name;
      this.prefix = prefix;
      this.state = state ?? {};
      this.element = element("div");
      placeholder.replaceWith(this.element);
      this.drawClosed();
      this.panel = this.element.closest("[data-panel]");
      this.content = this.element.closest(".w-panel__content");
      this.panel.addEventListener("wagtail:panel-toggle", () => this.drawIfOpen());
      // Wagtail closes the panel after this, if at all.
      queueMicrotask(() => this.drawIfOpen());
      if (error) this.setError(error);
    }

    /** Forms that post JSON are light until they are seen. */
    drawClosed() {
      this.light = {};
      for (const child of this.blockDef.childBlockDefs) {
        const name = `${this.prefix}-${child.name}`;
        if (child instanceof FieldBlockDefinition) {
          const input = element("input", { type: "hidden", name });
          input.value = posted(this.state[child.name]);
          this.element.append(input);
        } else {
          const placeholder = element("div");
          this.element.append(placeholder);
          this.light[child.name] = child.render(placeholder, name, this.state[child.name]);
        }
      }
    }

    drawIfOpen() {
      if (!this.content.hasAttribute("hidden")) this.draw();
    }

    draw() {
      if (this.struct) return this.struct;
      const state = this.getState();
      const placeholder = element("div");
      this.element.replaceChildren(placeholder);
      this.struct = new StructBlock(this.blockDef, placeholder, this.prefix, state);
      return this.struct;
    }

    setState(state) {
      this.draw().setState(state);
    }

    setError(error) {
      if (error) this.draw().setError(error);
    }

    getState() {
      return this.struct?.getState() ?? this.stateWith((form) => form.getState());
    }

    getDuplicatedState() {
      return this.struct?.getDuplicatedState() ?? this.stateWith((form) => form.getDuplicatedState?.() ?? form.getState());
    }

    stateWith(read) {
      const light = Object.entries(this.light).map(([name, form]) => [name, read(form)]);
      return { ...this.state, ...Object.fromEntries(light) };
    }

    getValue() {
      return this.draw().getValue();
    }

    getTextLabel(options) {
      if (this.struct) return this.struct.getTextLabel(options);
      const { maxLength } = options ?? {};
      return this.blockDef.meta.labelFormat.replace(/\{(\w+)\}/g, (_, name) => {
        const text = posted(this.state[name]);
        return maxLength && text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
      });
    }

    focus(options) {
      this.draw().focus(options);
    }
  }

  telepath.register("sillon.DeferredStruct", class extends StructBlockDefinition {
    render(placeholder, prefix, state, error) {
      return new DeferredStruct(this, placeholder, prefix, state, error);
    }
  });
})();
