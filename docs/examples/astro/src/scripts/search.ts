import type { Answer } from "../sillon/client";

type Results = Answer<"/api/v3/search/">;
type Suggestions = Answer<"/api/v3/search/suggest/">;

const form = document.querySelector<HTMLFormElement>("#recherche")!;
const input = form.querySelector("input")!;
const status = document.querySelector("#nombre")!;
const list = document.querySelector("#resultats")!;
const more = document.querySelector<HTMLButtonElement>("#plus")!;
const api = form.dataset.api!;
const origin = new URL(api).origin;

async function read<T>(path: string, query = new URLSearchParams({ q: input.value })): Promise<T> {
  const response = await fetch(new URL(`${path}?${query}`, api));
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** A link to a page, which has the same path here, or to a form of Sillon or a list with filters there. */
function link({ title, url, id }: { title: string; url: string; id?: string | null }): HTMLAnchorElement {
  const { origin: where, pathname, search, hash } = new URL(url);
  const own = [origin, location.origin].includes(where);
  const address = own && search ? new URL(pathname + search, api).href : own && id ? pathname + hash : url;
  return Object.assign(document.createElement("a"), { href: address, textContent: title });
}

function item(result: Results["items"][number]): HTMLLIElement {
  const made = document.createElement("li");
  const title = document.createElement("h2");
  title.append(link(result));
  const label = document.createElement("p");
  label.className = "muted";
  label.textContent = [result.type_label, result.label].filter(Boolean).join(" · ");
  const excerpt = document.createElement("p");
  // The API escapes the text of excerpts, and marks words in it.
  if (result.excerpt) excerpt.innerHTML = result.excerpt;
  else excerpt.textContent = result.summary;
  made.append(title, label, excerpt);
  return made;
}

async function search() {
  status.textContent = "Recherche…";
  try {
    const { count, items, next, understood, corrected } = await read<Results>("/api/v3/search/");
    const number = count > 1 ? `${count} résultats` : count ? "1 résultat" : "Aucun résultat";
    status.textContent = corrected ? `${number} pour « ${corrected.searched} »` : number;
    const lists = understood.map(({ label, url }) => {
      const made = document.createElement("li");
      made.append(link({ title: label, url }));
      return made;
    });
    list.replaceChildren(...lists, ...items.map(item));
    follow(next);
  } catch {
    status.textContent = "La recherche ne répond pas. Réessayez dans un moment.";
  }
}

/** Offers the next part of the results. */
function follow(next: string | null) {
  more.hidden = !next;
  more.onclick = async () => {
    const part = await read<Results>("/api/v3/search/", new URLSearchParams(new URL(next!).search));
    const made = part.items.map(item);
    list.append(...made);
    made[0]?.querySelector("a")?.focus();
    follow(part.next);
  };
}

let waiting = 0;
input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = window.setTimeout(async () => {
    if (input.value.length < 2) return;
    const { items } = await read<Suggestions>("/api/v3/search/suggest/");
    document.querySelector("#suggestions")!.replaceChildren(...items.map(({ title }) => new Option(title, title)));
  }, 200);
});

input.value = new URLSearchParams(location.search).get("q") ?? "";
if (input.value) void search();
