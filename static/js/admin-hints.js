/* Shows a hint in each block of a sheet that was made from a template. */
(() => {
  const hints = JSON.parse(document.getElementById("sillon-hints").textContent);

  const show = () => {
    for (const [id, text] of Object.entries(hints)) {
      const content = document.querySelector(`[data-contentpath="${id}"] .w-panel__content`);
      if (!content || content.querySelector(":scope > .sillon-hint")) continue;
      const hint = document.createElement("p");
      hint.className = "sillon-hint";
      hint.textContent = text;
      content.prepend(hint);
    }
  };

  const start = () => {
    const form = document.querySelector("[data-edit-form]");
    if (!form || !Object.keys(hints).length) return;
    show();
    new MutationObserver(show).observe(form, { childList: true, subtree: true });
  };
  document.addEventListener("DOMContentLoaded", start);
})();
