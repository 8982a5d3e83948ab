// Shows possible duplicates below the name of a place in its form.
{
  const PAUSE = 500; // milliseconds without a change before a request
  const { lookalikes } = document.currentScript.dataset;
  const field = (name) => document.getElementById(`id_${name}`);

  const start = () => {
    const title = field("title");
    if (!title || !field("insee_code") || !field("point")) return;
    const notice = document.createElement("div");
    notice.className = "sillon-lookalikes";
    notice.setAttribute("role", "status");
    (title.closest(".w-field__wrapper, .w-field") ?? title.parentElement).append(notice);

    let asked = "";
    let asking;
    let timer;
    let saving = false;

    const link = ({ url, title: name, about }) => {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      Object.assign(anchor, { href: url, target: "_blank", rel: "noopener", textContent: `« ${name} »` });
      item.append(anchor, about);
      return item;
    };

    const show = (items) => {
      if (!items.length) return notice.replaceChildren();
      const said = document.createElement("p");
      said.textContent = "Ce lieu est peut-être déjà dans l’inventaire (les liens ouvrent un autre onglet) :";
      const list = document.createElement("ul");
      list.append(...items.map(link));
      notice.replaceChildren(said, list);
    };

    const ask = async () => {
      if (saving) return; // asked once it is saved
      const names = ["title", "point", "precision", "insee_code"];
      const query = new URLSearchParams(names.map((name) => [name, field(name)?.value.trim() ?? ""]));
      // The URL of a new page changes once it was saved automatically.
      query.set("exclude", /\/pages\/(\d+)\/edit\//.exec(location.pathname)?.[1] ?? "");
      if (asked === query.toString()) return;
      asked = query.toString();
      asking?.abort();
      if (!query.get("title") || !(query.get("point") || query.get("insee_code"))) return show([]);
      const mine = (asking = new AbortController());
      try {
        const answer = await fetch(`${lookalikes}?${query}`, { signal: mine.signal });
        const { items } = await answer.json();
        if (!mine.signal.aborted) show(answer.ok ? items : []);
      } catch {
        if (!mine.signal.aborted) show([]); // the request failed: the place can still be saved
      }
    };

    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };
    for (const name of ["input", "change"]) title.form.addEventListener(name, later);
    // An answer from before a new page was saved may name the page itself, whose id was not known yet.
    title.form.addEventListener("w-autosave:save", () => {
      saving = true;
      asking?.abort();
      asked = "";
    });
    for (const name of ["w-autosave:success", "w-autosave:error"])
      title.form.addEventListener(name, () => {
        saving = false;
        later();
      });
    later();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
