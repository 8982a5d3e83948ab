// Embeds the inventory in a partner's site, with one line where it should appear:
// <script src="https://…/inventaire/integrer/sillon.js" data-filtres="departement=38" data-vue="carte" async></script>
// `data-hauteur` is the height in pixels, `data-titre` the title for screen readers. A list is as high as it needs.
(() => {
  const script = document.currentScript, { filtres = "", vue = "", titre = "Tiers-lieux : carte et liste", hauteur = 600 } = script.dataset;
  const address = new URL("cadre/", script.src);
  address.search = filtres;
  if (vue) address.searchParams.set("vue", vue);
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: address, title: titre, loading: "lazy" });
  Object.assign(frame.style, { display: "block", width: "100%", height: `${Number(hauteur) || 600}px`, border: "0" });
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== address.origin || !(data?.sillonHeight > 0)) return;
    frame.style.height = `${Math.min(Math.ceil(data.sillonHeight), 20000)}px`;
  });
  script.after(frame);
})();
