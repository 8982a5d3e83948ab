// An optional map below an input for coordinates: a click, a drag or arrow keys set them.
document.querySelectorAll("[data-point]").forEach((root) => {
  const field = root.querySelector("input"), frame = root.querySelector(".map-frame"), status = root.querySelector(".map-status");
  const { tiles, credit, center, leaflet, outlines } = root.dataset;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let map, marker;

  const say = (text) => { status.textContent = text; };

  function read(text) {
    const [latitude, longitude, ...more] = (text.match(/-?\d+(?:[.,]\d+)?/g) ?? []).map((part) => Number(part.replace(",", ".")));
    const known = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !more.length && !/[a-z]/i.test(text);
    return known ? L.latLng(latitude, longitude) : null;
  }

  function write(place) {
    const { lat, lng } = place.wrap();
    field.value = `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    mark(place);
    say(`Repère placé : ${field.value}`);
  }

  function mark(place) {
    if (!place) {
      marker?.remove();
      marker = null;
    } else if (marker) {
      marker.setLatLng(place);
    } else {
      const icon = L.divIcon({ className: "place-marker is-active point-marker", iconSize: [24, 24] });
      marker = L.marker(place, { icon, draggable: true, autoPan: true, title: "Repère du lieu" }).addTo(map);
      marker.on("dragend", () => write(marker.getLatLng()));
      marker.getElement().addEventListener("keydown", nudge);
    }
  }

  function nudge(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // else the map would move too
    const place = map.project(marker.getLatLng()).add(L.point(step).multiplyBy(event.shiftKey ? 1 : 8));
    write(map.unproject(place));
    map.panInside(marker.getLatLng(), { padding: [30, 30], animate: false });
  }

  const library = () => new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src: leaflet, onload, onerror }));
  });

  function ring(steps, unit) {
    let x = 0, y = 0;
    return steps.flatMap((_, k) => k % 2 ? [] : [[(y += steps[k + 1]) / unit, (x += steps[k]) / unit]]);
  }

  async function ground() {
    if (tiles) return void L.tileLayer(tiles, { attribution: credit, maxZoom: 18 }).addTo(map);
    const { departments, towns, unit, credit: source } = await (await fetch(outlines)).json();
    const options = { className: "map-ground", interactive: false };
    for (const [, , rings] of departments) L.polygon(rings.map((steps) => [ring(steps, unit)]), options).addTo(map);
    map.attributionControl.addAttribution(source);
    // Towns in view whose names do not overlap.
    const names = L.layerGroup().addTo(map);
    const name = () => {
      const put = [];
      names.clearLayers();
      for (const [html, x, y] of towns) {
        const place = L.latLng(y / unit, x / unit), at = map.latLngToContainerPoint(place);
        if (!map.getBounds().contains(place) || put.some((one) => Math.abs(one.x - at.x) < 90 && Math.abs(one.y - at.y) < 20)) continue;
        put.push(at);
        L.marker(place, { icon: L.divIcon({ className: "map-name", html, iconSize: null }), interactive: false, keyboard: false }).addTo(names);
      }
    };
    map.on("moveend", name);
    name();
  }

  async function open() {
    await library();
    root.querySelector(".point-map").hidden = false;
    const place = read(field.value);
    map = L.map(frame, { zoomControl: false, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    map.setView(place ?? read(center), place ? 13 : 9);
    map.on("click", ({ latlng }) => write(latlng));
    mark(place);
    field.addEventListener("change", () => {
      const typed = read(field.value);
      mark(typed);
      if (typed) map.setView(typed, Math.max(map.getZoom(), 12), { animate: false });
    });
    root.querySelector("[data-middle]").onclick = () => write(map.getCenter());
    root.querySelector("[data-here]").onclick = () => {
      say("Recherche de votre position…");
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        write(L.latLng(coords.latitude, coords.longitude));
        map.setView(marker.getLatLng(), 16, { animate: false });
      }, () => say("Votre position n’a pas pu être lue."), { enableHighAccuracy: true, timeout: 15000 });
    };
    await ground();
  }

  // Load nothing while the section is closed.
  new IntersectionObserver((seen, watch) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    open().catch(() => say("La carte n’a pas pu être chargée : écrivez le point."));
  }).observe(root);
});
