/* Before the first paint: what the reader chose last time, and that scripts run here. */
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* storage is refused: the system's choice holds */ }
