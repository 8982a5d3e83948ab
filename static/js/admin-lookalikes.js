// Under the name of a place being written: the places that may be the same, as the inventory knows them.
{
  const PAUSE = 500; // milliseconds without a change before the site is asked
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
      const names = ["title", "point", "precision", "insee_code"];
      const query = new URLSearchParams(names.map((name) => [name, field(name)?.value.trim() ?? ""]));
      // A new page has an address of its own as soon as it has saved itself.
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
        if (!mine.signal.aborted) show([]); // no answer: the place can be written all the same
      }
    };

    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };
    for (const name of ["input", "change"]) title.form.addEventListener(name, later);
    later();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
