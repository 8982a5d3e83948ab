// The commune of a place, in the admin: suggests communes by name or INSEE code (a combobox as in ARIA 1.2). Choosing
// one fills the postcode, the codes and the intercommunalité, and the point if it is blank.
{
  const PAUSE = 200; // milliseconds without a keystroke before a request
  const SHORTEST = 2; // characters
  const { communes } = document.currentScript.dataset;
  const field = (name) => document.getElementById(`id_${name}`);

  const make = (name, attributes, text = "") => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.textContent = text;
    return node;
  };

  /** Set the value of a field and fire its events, so that Wagtail and the map notice. Return whether it changed. */
  const fill = (name, value) => {
    const input = field(name);
    if (!input || !value || input.value === value) return false;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const suggest = (input, status, choose) => {
    const id = `${input.id}-suggestions`;
    const list = make("ul", { id, class: "sillon-suggestions", role: "listbox", "aria-label": "Communes", hidden: "" });
    const box = input.closest(".w-field__input") ?? input.parentElement;
    box.classList.add("sillon-combobox");
    box.append(list);
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [key, value] of Object.entries({ ...attributes, "aria-controls": id })) input.setAttribute(key, value);

    let items = [];
    let active = -1;
    let timer;
    let asking;

    const activate = (index) => {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = index;
      const option = list.children[active];
      input.setAttribute("aria-activedescendant", option?.id ?? "");
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
    };

    const show = (found) => {
      items = found;
      list.replaceChildren(
        ...items.map((item, index) => {
          const option = make("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false" }, item.label);
          const more = [item.via && `anciennement ${item.via}`, item.insee_code, item.epci_name].filter(Boolean);
          option.append(" ", make("small", {}, more.join(" · ")));
          return option;
        }),
      );
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(items.length > 0));
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
        const answer = await fetch(`${communes}?q=${encodeURIComponent(text)}`, { signal: mine.signal });
        const { items: found } = await answer.json();
        if (mine.signal.aborted) return;
        show(found);
        if (found.length) status.textContent = `${found.length} commune${found.length > 1 ? "s proposées" : " proposée"}`;
      } catch {
        // Aborted by the next keystroke, or failed: fields can still be filled by hand.
        if (!mine.signal.aborted) close();
      }
    };

    const refresh = (pause) => {
      clearTimeout(timer);
      const text = input.value.trim();
      if (text.length < SHORTEST) close();
      else timer = setTimeout(ask, pause, text);
    };

    const take = (index) => {
      const [item, typed] = [items[index], input.value.trim()];
      close();
      choose(item, typed);
    };

    const last = () => list.children.length - 1;
    const keys = {
      ArrowDown: () => activate(active < last() ? active + 1 : -1),
      ArrowUp: () => activate(active < 0 ? last() : active - 1),
      Enter: () => active >= 0 && take(active),
      Escape: close,
    };
    // Ignore values that a script has set.
    input.addEventListener("input", (event) => event.isTrusted && refresh(PAUSE));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (list.hidden) event.key === "ArrowDown" && refresh(0);
      else if (keys[event.key] && keys[event.key]() !== false) event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the field
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take([...list.children].indexOf(option));
    });
    input.addEventListener("blur", close);
  };

  const start = () => {
    const inputs = [field("commune"), field("insee_code")];
    if (!inputs.every(Boolean) || !field("epci_code")) return;
    const row = inputs[0].closest(".w-form-width, .w-panel__content, form") ?? inputs[0].parentElement;
    const status = make("p", { class: "sillon-filled", role: "status" });
    const offer = make("div", { class: "sillon-postcodes", role: "group", "aria-label": "Code postal", hidden: "" });
    (inputs[0].closest(".w-field__wrapper, .w-field") ?? row).append(offer, status);

    let ours; // the postcode of the last choice, which another choice may replace
    const offerPostcodes = (codes) => {
      offer.hidden = !codes.length;
      offer.replaceChildren(
        ...codes.map((code) => {
          const button = make("button", { type: "button", class: "button button-small button-secondary" }, code);
          button.addEventListener("click", () => {
            fill("postcode", (ours = code));
            offerPostcodes([]);
            status.textContent = `Code postal ${code}.`;
            field("postcode").focus();
          });
          return button;
        }),
      );
    };

    const choose = (item, typed) => {
      if (ours && field("postcode").value === ours) field("postcode").value = "";
      const before = field("postcode").value;
      const several = item.postcodes.length > 1;
      const postcode = several ? item.postcodes.find((code) => code === typed) : item.postcodes[0];
      ours = postcode;
      const ask = several && !postcode && !item.postcodes.includes(before);
      fill("commune", item.name);
      const filled = [
        fill("postcode", postcode) && `code postal ${postcode}`,
        fill("insee_code", item.insee_code) && `code INSEE ${item.insee_code}`,
        [fill("epci_code", item.epci_code), fill("epci_name", item.epci_name)].some(Boolean) && item.epci_name,
        place(item) && "point au milieu de la commune",
      ].filter(Boolean);
      offerPostcodes(ask ? item.postcodes : []);
      const said = filled.length ? `Rempli : ${filled.join(", ")}.` : "";
      status.textContent = [item.label + ".", said, ask ? "Choisissez le code postal." : ""].filter(Boolean).join(" ");
    };

    let placing = false;
    /** Move the marker if the point is blank or only the centre of a commune. */
    const place = (item) => {
      const precision = field("precision");
      if (item.latitude === null || (field("point").value && precision.value !== "commune")) return false;
      placing = true;
      const moved = fill("point_latlng", `${item.latitude}, ${item.longitude}`);
      placing = false;
      if (moved) fill("precision", "commune");
      return moved;
    };
    // A point that was moved by hand is no longer the centre of the commune.
    field("point").addEventListener("change", () => {
      if (placing || !field("point").value || field("precision").value !== "commune") return;
      fill("precision", "by_hand");
      status.textContent = "Précision du point : placé à la main.";
    });

    inputs.forEach((input) => suggest(input, status, choose));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
