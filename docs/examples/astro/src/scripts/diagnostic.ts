// Computes the result of a questionnaire with the API, and shows it below the questions.
import type { Answer } from "../sillon/client";

type Result = Answer<"/api/v3/memento/diagnostics/{slug}/result/">;

const form = document.querySelector<HTMLFormElement>("form.diagnostic")!;
const output = form.querySelector(".result")!;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const response = await fetch(`${form.dataset.result}?${query}`);
  output.replaceChildren(...(response.ok ? show(await response.json()) : [element("p", "Le résultat n’a pas pu être calculé.")]));
  output.scrollIntoView();
});

function show({ axes, partial, first_steps, url }: Result): Element[] {
  const parts = [element("h2", "Résultat")];
  if (partial) parts.push(element("p", "Résultat partiel : des questions sont sans réponse."));
  for (const { name, percent, band } of axes) {
    parts.push(element("h3", `${name} : ${percent === null ? "–" : `${percent} %`}`));
    if (band) parts.push(element("p", `${band.title}. ${band.reading}`), element("p", band.recommendation));
  }
  if (first_steps.length) {
    const list = document.createElement("ul");
    list.append(...first_steps.map((text) => element("li", text)));
    parts.push(element("h3", "Par quoi commencer"), list);
  }
  const link = element("a", "Le détail, et une adresse à garder") as HTMLAnchorElement;
  const { pathname, search } = new URL(url);
  link.href = new URL(pathname + search, form.dataset.result).href; // the page of Sillon, which has the details
  parts.push(link);
  return parts;
}

function element(name: string, text: string): Element {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
