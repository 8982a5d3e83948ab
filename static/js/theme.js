/* Runs before the first paint: restores the chosen colour scheme, and marks the page as one with scripts. */
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* storage is refused: the system's choice holds */ }
