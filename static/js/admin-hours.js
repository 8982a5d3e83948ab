/* Adds a button to the grid of opening hours that copies Monday to the other working days. */
(() => {
  const enhance = (grid) => {
    const [monday, ...others] = grid.querySelectorAll("[data-hours-day]");
    if (!monday || grid.querySelector(".hours-copy")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small button-secondary hours-copy";
    button.textContent = "Recopier le lundi sur les autres jours de semaine";
    const said = document.createElement("span");
    said.className = "hours-copy-said";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      const hours = [...monday.querySelectorAll("input")];
      others.slice(0, 4).forEach((day) => {
        day.querySelectorAll("input").forEach((input, rank) => {
          input.value = hours[rank].value;
          // Notify the scripts that watch the form (automatic saving, preview).
          input.dispatchEvent(new Event("input", { bubbles: true }));
          input.dispatchEvent(new Event("change", { bubbles: true }));
        });
      });
      said.textContent = "Recopié du mardi au vendredi.";
    });
    monday.addEventListener("input", () => { said.textContent = ""; });
    monday.after(button, said);
  };
  const start = () => document.querySelectorAll(".hours-week:not(:disabled)").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
