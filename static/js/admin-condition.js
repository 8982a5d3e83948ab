/* Draws the condition of a question: an earlier question, and those of its answers after which this one is asked. */
(() => {
  const { telepath, sillonForms: { newId, element, ownChild, blocksIn, BlockSelect, JSONForm, messagesIn } } = window;

  /** « Toujours posée », or an earlier question and those of its answers after which this one is asked. */
  class Condition extends JSONForm {
    draw() {
      const select = element("select", { "aria-label": "Question dont celle-ci dépend", "data-empty": "Toujours posée" });
      this.select = new BlockSelect(select, () => this.earlier(), "Question supprimée");
      this.select.value = this.question;
      this.notice = element("p", { class: "sillon-rows__notice", hidden: "" });
      this.choices = element("fieldset", { class: "sillon-rows__choices", hidden: "" });
      this.element.append(select, this.notice, this.choices);
      select.addEventListener("change", () => {
        this.question = select.value;
        this.answers = [];
        this.write();
        this.refresh();
      });
      this.choices.addEventListener("change", () => {
        this.answers = [...this.choices.querySelectorAll("input:checked")].map(({ value }) => this.item(value));
        this.write();
      });
    }

    item(answer) {
      return this.answers.find(({ value }) => value === answer) ?? { id: newId(), value: answer };
    }

    setState(state) {
      this.question = state?.question ?? "";
      this.answers = (state?.answers ?? []).map(({ id, value }) => ({ id: id || newId(), value }));
      this.shown = "";
      if (this.isDrawn) this.select.value = this.question;
      this.write();
    }

    questions() {
      return blocksIn(ownChild(this.element)?.parentNode).filter(({ type }) => type === "question");
    }

    earlier() {
      const own = ownChild(this.element);
      const questions = this.questions();
      return questions.slice(0, questions.findIndex(({ child }) => child === own));
    }

    refresh() {
      this.drawOnce();
      if (!this.question && !this.shown) return;
      this.select.refresh();
      const question = this.questions().find(({ id }) => id === this.question);
      const isEarlier = this.earlier().some(({ id }) => id === this.question);
      this.notice.hidden = !this.question || isEarlier;
      this.notice.textContent = question
        ? "La question choisie vient après celle-ci : déplacez l’une des deux."
        : "La question choisie n’existe plus : choisissez-en une autre, ou « Toujours posée ».";
      this.drawChoices(question ? question.answers : []);
    }

    drawChoices(answers) {
      const existing = new Set(answers.map(([id]) => id));
      const lost = this.answers.filter(({ value }) => !existing.has(value)).map(({ value }) => [value, "Réponse supprimée"]);
      const choices = this.question ? [...answers, ...lost] : [];
      const shown = JSON.stringify([this.question, choices]);
      if (shown === this.shown) return;
      this.shown = choices.length ? shown : "";
      const checked = new Set(this.answers.map(({ value }) => value));
      const focused = this.choices.contains(document.activeElement) && document.activeElement.value;
      this.choices.hidden = !choices.length;
      this.choices.replaceChildren(
        element("legend", {}, "… et que la réponse est :"),
        ...choices.map(([id, text]) => {
          const box = element("input", { type: "checkbox", value: id });
          box.checked = checked.has(id);
          return element("label", existing.has(id) ? {} : { class: "sillon-rows__lost" }, box, ` ${text}`);
        }),
      );
      if (focused) this.choices.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
    }

    posted() {
      const { question } = this;
      return { question, answers: question ? this.answers.map(({ id, value }) => ({ type: "item", id, value })) : [] };
    }

    setError(error) {
      this.showErrors(messagesIn(error));
    }

    getState() {
      const { question, answers } = this.posted();
      return { question, answers: answers.map(({ id, value }) => ({ id, value })) };
    }

    getValue() {
      const { question, answers } = this.posted();
      return { question, answers: answers.map(({ value }) => value) };
    }

    getTextLabel() {
      return this.questions().find(({ id }) => id === this.question)?.label ?? "";
    }

    focus() {
      this.drawOnce();
      this.select.select.focus();
    }
  }

  telepath.register("sillon.Condition", class {
    constructor(name, meta) {
      Object.assign(this, { name, meta });
    }

    render(placeholder, prefix, state, error) {
      return new Condition(this, placeholder, prefix, state, error);
    }
  });
})();
