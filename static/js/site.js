/* Enhancements of every page, which all works without this script. */
const root = document.documentElement;

/* The switch between light, dark and the system's colour scheme, stored on this device only. */
document.querySelectorAll("input[name=theme]").forEach((choice) => {
  choice.checked = choice.value === (root.dataset.theme ?? "");
  choice.addEventListener("change", () => {
    if (choice.value) root.dataset.theme = choice.value;
    else delete root.dataset.theme;
    try {
      if (choice.value) localStorage.setItem("theme", choice.value);
      else localStorage.removeItem("theme");
    } catch { /* storage is refused: the choice holds for this page */ }
  });
});

/* Focus the search field when the search opens. */
document.getElementById("recherche")?.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("input[name=q]").focus();
});

/* Mark the current section in the table of contents. */
const links = new Map(
  [...document.querySelectorAll(".contents a")].map((link) => [document.getElementById(link.hash.slice(1)), link])
);
links.delete(null);
if (links.size) {
  let here;
  const follow = () => {
    const passed = [...links.keys()].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const link = links.get(passed.at(-1));
    if (link === here) return;
    here?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    here = link;
  };
  const watch = new IntersectionObserver(follow, { rootMargin: "0px 0px -66% 0px" });
  links.forEach((link, heading) => {
    watch.observe(heading);
    // On a phone the open list would cover the chosen section.
    link.addEventListener("click", () => { link.closest("details").open = false; });
  });
}

/* Copy a text of the page, such as a citation; select it where copying is refused. */
document.querySelectorAll("[data-copy-text]").forEach((button) => {
  const text = document.getElementById(button.dataset.copyText);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.innerText);
      button.nextElementSibling.textContent = "Copié.";
    } catch { // not over HTTPS, or refused
      getSelection().selectAllChildren(text);
    }
  });
});

document.getElementById("imprimer")?.addEventListener("click", () => { print(); });

/* Open all panels for printing. The styles do it too, but not in older browsers. */
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.panel").forEach((panel) => { panel.open = true; });
});
