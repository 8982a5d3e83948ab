/* Comforts of every page. Without this script nothing is missing but them. */
const root = document.documentElement;

/* The switch between light, dark and what the system says; kept on this device only. */
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

/* A search that opens is a search one wants to type in. */
document.getElementById("recherche")?.addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("input[name=q]").focus();
});

/* The table of contents says where one is. */
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
    // On a phone the list lies over the text that was chosen.
    link.addEventListener("click", () => { link.closest("details").open = false; });
  });
}

document.getElementById("imprimer")?.addEventListener("click", () => { print(); });

/* What opens is printed open. Styles say so too, which older browsers do not know. */
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.panel").forEach((panel) => { panel.open = true; });
});
