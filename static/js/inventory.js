// Applies filters without reloading: fetches the page that the form would load, and replaces the parts that changed.
// Without this script, or if a request fails, the form loads the page.
(() => {
  const form = document.getElementById("filtres");
  if (!form) return;
  const said = document.getElementById("dit");
  const narrow = matchMedia("(max-width: 63.99rem)");
  const map = document.querySelector("[data-map]");
  const views = [...document.querySelectorAll(".view-switch input")], hashes = ["", "#carte"]; // list, map
  let asking;

  // Leave out empty values, and a distance without a place to start from.
  function address() {
    const fields = [...new FormData(form)].filter(([, value]) => value.trim());
    const start = fields.some(([name]) => name === "pres_de");
    const query = new URLSearchParams(fields.filter(([name]) => start || name !== "radius_km"));
    return location.pathname + (query.size ? `?${query}`.replaceAll("%2C", ",").replaceAll("%3A", ":") : "");
  }

  // A phone shows either the list or the map. The fragment of the URL keeps the choice, for reloads and the back button.
  const view = () => (views[1]?.checked ? hashes[1] : "");
  const turn = () => { if (views.length && hashes.includes(location.hash)) views[hashes.indexOf(location.hash)].checked = true; };

  async function go(to, { back = false, away = false } = {}) {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(to, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = answer.url.split("#")[0] + view();
      if (!back && found !== location.href) history.pushState(null, "", found);
      show(page, away, back);
    } catch {
      if (!mine.signal.aborted) location.assign(to.split("#")[0] + view());
    }
  }

  // Keep the focus, open sections and typed text; with `away`, move the focus to the results.
  function show(page, away, back) {
    const active = document.activeElement, held = active.closest("[data-live]"), typing = active.matches("[type=search], [type=text]");
    const { id, value, selectionStart } = active, list = active.closest(".facet fieldset"), scrolled = list?.scrollTop;
    const open = [...form.querySelectorAll("details[open]")].map((details) => details.id);
    for (const part of document.querySelectorAll("[data-live]")) {
      part.replaceChildren(...(page.getElementById(part.id)?.childNodes ?? []));
    }
    for (const details of open) document.getElementById(details)?.setAttribute("open", "");
    const results = document.getElementById("resultats"), again = id && document.getElementById(id);
    if (again && !away) {
      again.focus({ preventScroll: true });
      if (list) again.closest(".facet fieldset").scrollTop = scrolled;
      if (typing && !back) {
        again.value = value;
        again.setSelectionRange(selectionStart, selectionStart);
      }
    } else if (away || held) {
      results?.focus();
    }
    said.textContent = (form.querySelector(".errorlist") ?? results ?? document.querySelector("h2")).textContent;
    if (map) {
      map.dataset.points = page.querySelector("[data-map]")?.dataset.points ?? map.dataset.points;
      map.dispatchEvent(new Event("filtered"));
    }
  }

  // Ask for the position only on a click, and round it to about a hundred metres, for privacy.
  function aroundMe() {
    const tell = (text) => { said.textContent = document.getElementById("autour-dit").textContent = text; };
    tell("Recherche de votre position…");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.pres_de.value = `${coords.latitude.toFixed(3)}, ${coords.longitude.toFixed(3)}`;
      go(address());
    }, ({ code }) => tell(code === 1
      ? "Votre navigateur ne donne pas votre position : permettez-le, ou écrivez une commune."
      : "Votre position n’a pas été trouvée : écrivez une commune."), { timeout: 10000, maximumAge: 60000 });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const away = event.submitter?.matches(".filters-apply");
    if (away && narrow.matches) document.getElementById("filtres-tous").open = false;
    go(address(), { away });
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[type=checkbox], [type=radio], [type=datetime-local], select")) go(address());
  });
  form.addEventListener("click", (event) => { if (event.target.closest("#autour")) aroundMe(); });
  // An open facet covers the list: close it when the focus or a click goes elsewhere.
  const close = (facet) => { if (facet && !narrow.matches) facet.open = false; };
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const facet = target.closest("details.facet");
    if (relatedTarget && !facet?.contains(relatedTarget)) close(facet);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    const facet = form.querySelector("details.facet[open]");
    if (!facet?.contains(target)) close(facet);
  });
  form.addEventListener("keydown", (event) => {
    const facet = event.key === "Escape" && event.target.closest("details.facet[open]");
    if (!facet) return;
    facet.open = false;
    facet.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const copied = event.target.closest("[data-copy]"), link = event.target.closest("[data-live] a[href]");
    if (copied) {
      navigator.clipboard.writeText(document.getElementById(copied.dataset.copy).value)
        .then(() => { said.textContent = copied.textContent = "Copié"; }, () => document.getElementById(copied.dataset.copy).select());
    }
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname) return;
    event.preventDefault();
    go(link.href, { away: true });
  });
  document.addEventListener("zone", ({ detail }) => {
    form.elements.bbox.value = detail;
    go(address());
  });
  addEventListener("popstate", () => {
    turn();
    go(location.href, { back: true });
  });
  for (const choice of views) {
    choice.addEventListener("change", () => history.replaceState(null, "", location.pathname + location.search + view()));
  }
  turn();
})();
