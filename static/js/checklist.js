/* Stores the ticked boxes of a checklist on this device only, by their texts, so that items may be reordered. */
document.querySelectorAll(".checklist").forEach((list) => {
  const boxes = [...list.querySelectorAll("input")];
  const words = (box) => box.parentElement.textContent.trim();
  const ticked = () => boxes.filter((box) => box.checked);
  const key = list.dataset.ticks && `coches/${list.dataset.ticks}`;
  const tell = () => {
    list.querySelector("output").textContent = `${ticked().length} sur ${boxes.length}`;
  };
  const keep = () => {
    tell();
    if (!key) return;
    try {
      if (ticked().length) localStorage.setItem(key, JSON.stringify(ticked().map(words)));
      else localStorage.removeItem(key);
    } catch {
      list.querySelector("small").hidden = true; // storage is refused or full: the ticks hold for this page
    }
  };
  if (key) {
    try {
      const kept = new Set(JSON.parse(localStorage.getItem(key)));
      boxes.forEach((box) => { box.checked = kept.has(words(box)); });
    } catch { /* storage is refused, or holds what is no list */ }
  }
  tell();
  list.addEventListener("change", keep);
  list.querySelector("button").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    keep();
  });
});
