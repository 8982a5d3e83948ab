/* The address of a result, to copy or to hand to another application of the device. */
document.querySelectorAll("[data-copy]").forEach((button) => {
  const field = document.getElementById(button.dataset.copy), share = document.querySelector("[data-share]"), status = document.querySelector(".outcome-copied");
  field.addEventListener("focus", () => { field.select(); });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Adresse copiée.";
    } catch { // not over HTTPS, or refused
      field.focus();
      status.textContent = "Le navigateur refuse de copier : l’adresse est sélectionnée, copiez-la.";
    }
  });
  share.hidden = !navigator.share;
  share.addEventListener("click", () => { navigator.share({ title: document.title, url: field.value }).catch(() => {}); });
});
