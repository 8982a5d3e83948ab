/* Suggestions under a search field: the combobox pattern of ARIA 1.2, with pages, things to do and filtered lists as options.
   Use: <form role="search" data-suggest="URL of the suggestions">. Without this script the form still searches. */
document.querySelectorAll("form[data-suggest]").forEach((form, number) => {
  const PAUSE = 150; // milliseconds without a key before a request
  const SHORTEST = 2; // letters
  const input = form.querySelector("input[name=q]");

  const set = (node, attributes) => {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const make = (name, attributes, text = "") => {
    const node = set(document.createElement(name), attributes);
    node.textContent = text;
    return node;
  };

  const id = `suggestions-${number}`;
  const list = make("ul", { id, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const status = make("p", { class: "visually-hidden", role: "status" });
  form.append(list, status);
  // An input of type `search` may not be a combobox: make it `text`, with the search key on a phone's keyboard.
  set(input, { type: "text", enterkeyhint: "search", role: "combobox", autocomplete: "off" });
  set(input, { "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" });

  const answers = new Map(); // by text: deleting a letter asks nothing
  let active = -1;
  let timer;
  let asking;

  const activate = (index) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    set(input, { "aria-activedescendant": option?.id ?? "" });
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
  };

  const show = (items, told = "") => {
    list.replaceChildren(
      ...items.map((item, index) => {
        const where = [...new Set([item.type_label, item.label])].filter(Boolean);
        const name = [item.title, ...where].join(", ");
        const option = make("li", { id: `${id}-${index}`, role: "option", "aria-label": name, "aria-selected": "false" });
        // Without the host, so that the reader stays on the current one.
        const { pathname, search, hash } = new URL(item.url, location.href);
        option.dataset.path = pathname + search + hash;
        option.append(make("span", {}, item.title), " ", make("span", { class: "suggestion-where" }, where.join(" · ")));
        return option;
      }),
    );
    list.hidden = !items.length;
    set(input, { "aria-expanded": items.length > 0 });
    status.textContent = told;
    activate(-1);
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    show([]);
  };

  const ask = async (text) => {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      let items = answers.get(text);
      if (!items) {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: mine.signal });
        ({ items } = await answer.json());
        if (answer.ok) answers.set(text, items);
      }
      if (!mine.signal.aborted) show(items, `${items.length || "Aucune"} suggestion${items.length > 1 ? "s" : ""}`);
    } catch {
      // Aborted by another key, or no response: the search itself still works.
      if (!mine.signal.aborted) close();
    }
  };

  const refresh = (pause) => {
    clearTimeout(timer);
    const text = input.value.trim().replace(/\s+/g, " ");
    if (text.length < SHORTEST) close();
    else timer = setTimeout(ask, pause, text);
  };

  const choose = (option) => {
    const { path } = option.dataset;
    close();
    location.assign(path);
  };

  // Key handlers while the list is open. The field handles other keys, and those whose handler returns false.
  const last = () => list.children.length - 1;
  const keys = {
    ArrowDown: () => activate(active < last() ? active + 1 : -1),
    ArrowUp: () => activate(active < 0 ? last() : active - 1),
    Home: () => active >= 0 && activate(0),
    End: () => active >= 0 && activate(last()),
    Enter: () => active >= 0 && choose(list.children[active]),
    Escape: close,
  };

  input.addEventListener("input", () => refresh(PAUSE));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (list.hidden) event.key === "ArrowDown" && refresh(0);
    else if (keys[event.key] && keys[event.key]() !== false) event.preventDefault();
  });
  // Keep the focus in the field, or the list would close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
});
