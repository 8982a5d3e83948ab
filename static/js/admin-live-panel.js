/* Side panels that the server draws from the form as it stands (core/admin/live_panel.py): while one is open, the
   inputs of its fields are posted after each change. Nothing is saved. */
(() => {
  const PAUSE = 600; // milliseconds without a change before a request

  /** Shows a block of the form, opening what is closed around it, with the cursor in one of its fields. */
  const goTo = (id, liveName) => {
    const block = document.getElementById(id);
    if (!block) return;
    if (matchMedia("(max-width: 50rem)").matches) document.querySelector("[data-form-side-close-button]")?.click();
    const tab = block.closest("[role=tabpanel]");
    if (tab?.hidden) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
    for (let part = block; part; part = part.parentElement.closest("[data-panel]")) {
      const toggle = part.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
    const field = (liveName && block.querySelector(`[data-contentpath="${CSS.escape(liveName)}"]`)) || block;
    const inputs = field.querySelectorAll("input:not([type=hidden], :disabled), textarea, select, [contenteditable=true], button");
    field.scrollIntoView({ block: "center" });
    [...inputs].find((input) => input.checkVisibility())?.focus({ preventScroll: true });
  };

  const start = (panel) => {
    const form = document.querySelector("[data-edit-form]");
    const side = panel.closest("[data-side-panel]");
    const content = panel.querySelector("[data-live-content]");
    const status = panel.querySelector("[data-live-status]");
    const { liveUrl, liveFields } = panel.dataset;
    const prefixes = liveFields.split(" ").map((field) => `${field}-`);
    let timer;
    let running;
    let shown;

    const inputs = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && prefixes.some((prefix) => name.startsWith(prefix))) data.append(name, value);
      }
      for (const { name, value, type, checked } of content.querySelectorAll("input, select, textarea")) {
        if (name && (checked || !["radio", "checkbox"].includes(type))) data.append(name, value);
      }
      return data;
    };

    /** Replaces the content. An input in it keeps the focus, and what was scrolled its place; at first that of its value. */
    const show = (html) => {
      const { activeElement } = document;
      const focused = content.contains(activeElement) && activeElement.name ? activeElement : null;
      const scrolled = [...content.querySelectorAll("[data-live-scroll]")].map((box) => [box.scrollLeft, box.scrollTop]);
      content.innerHTML = html;
      content.querySelectorAll("[data-live-scroll]").forEach((box, rank) => box.scrollTo(...(scrolled[rank] ?? [0, box.dataset.liveScroll - box.clientHeight / 3])));
      if (focused) {
        const named = [...content.querySelectorAll(`[name="${CSS.escape(focused.name)}"]`)];
        (named.find(({ value }) => value === focused.value) ?? named[0])?.focus({ preventScroll: true });
      }
      const summary = [...content.querySelectorAll("[data-live-summary]")].map((node) => node.textContent.replace(/\s+/g, " ").trim()).join(" ");
      if (status.textContent !== summary) status.textContent = summary;
    };

    const refresh = async () => {
      clearTimeout(timer);
      const data = inputs();
      if (side.hidden || data.toString() === shown) return;
      running?.abort();
      const mine = (running = new AbortController());
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      try {
        const response = await fetch(liveUrl, { method: "POST", body: data, headers: { "X-CSRFToken": token }, signal: mine.signal });
        if (!response.ok || response.redirected) throw new Error(response.statusText);
        const html = await response.text();
        if (mine.signal.aborted) return;
        shown = data.toString();
        show(html);
      } catch {
        if (!mine.signal.aborted) status.textContent = "Ce volet n’a pas pu être mis à jour. Il réessaiera au prochain changement.";
      }
    };

    const later = () => {
      clearTimeout(timer);
      if (!side.hidden) timer = setTimeout(refresh, PAUSE);
    };
    // On their way down, since Wagtail's buttons stop their clicks.
    for (const type of ["input", "change", "click"]) form.addEventListener(type, later, { capture: true });
    document.addEventListener("w-unsaved:add", later); // blocks that were added, moved or deleted
    content.addEventListener("change", refresh);
    content.addEventListener("click", (event) => {
      if (event.target.closest("[data-live-reset]")) {
        for (const input of content.querySelectorAll("input:checked")) input.checked = false;
        refresh();
      }
      const link = event.target.closest("[data-live-block]");
      if (!link) return;
      event.preventDefault();
      goTo(link.hash.slice(1), link.dataset.liveName);
    });
    side.addEventListener("show", refresh);
    later();
  };

  const startAll = () => document.querySelectorAll("[data-live-panel]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
