// Refuses a file that is too large before it is sent; the server would refuse it afterwards.
(() => {
  const NBSP = "\u00a0", MEGA = 1024 * 1024;

  const tell = (input, text) => {
    input.parentElement.querySelector("[data-file-size]")?.remove();
    if (!text) return;
    const line = Object.assign(document.createElement("p"), { className: "errorlist error-message", textContent: text });
    line.dataset.fileSize = "";
    line.setAttribute("role", "alert");
    input.after(line);
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.dataset.maxSize) return;
    const most = Number(input.dataset.maxSize);
    const large = [...input.files].find((file) => file.size > most);
    if (!large) {
      tell(input, "");
      return;
    }
    const weight = (large.size / MEGA).toFixed(1).replace(".", ",");
    tell(input, `«${NBSP}${large.name}${NBSP}» pèse ${weight}${NBSP}Mo${NBSP}: ${most / MEGA}${NBSP}Mo au plus. Rien n’est envoyé${NBSP}; choisissez un fichier plus petit.`);
    input.value = "";
    event.stopPropagation(); // pages that send files as soon as they are chosen do not see it
  }, true);
})();
