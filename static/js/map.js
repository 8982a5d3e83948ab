// The map of the inventory. It is optional: the list next to it shows the same places.
//
// All points are loaded at once as short rows, names only for the markers on screen. Leaflet is loaded when the map
// first becomes visible. Markers are buttons, redrawn after each move: at most MOST, without overlap.
(() => {
  const root = document.querySelector("[data-map]");
  if (!root) return;

  const MOST = 250; // few enough for keyboard users, and for one request
  const SPACE = 36; // pixels between markers, the size of the largest
  const TILE = 256;
  const CONTROLS = [56, 100]; // space for the buttons, on the left and at the top
  const frame = root.querySelector(".map-frame");
  const status = root.querySelector(".map-status");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const tiles = root.dataset.tiles;
  const cards = new Map();
  const zoned = document.querySelector("form [name=bbox]"); // needed to search in the current view

  let map, layer, names, ground, popup, back, zone, outlines, points, shown, home;
  let ids, xs, ys, kinds, order; // xs and ys in pixels at zoom 0; order: rank by place id
  let groups = [], owner, wanted = null, lit = null, naming = new AbortController(), later = 0;
  let asking = new AbortController(), running = Promise.resolve();

  const many = (count, one, several) => `${count.toLocaleString("fr-FR")} ${count < 2 ? one : several}`;

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function say(text, retry) {
    status.replaceChildren(text);
    if (!retry) return;
    const again = () => { say("Chargement…"); retry(); };
    status.append(" ", element("button", { type: "button", className: "map-retry", textContent: "Réessayer", onclick: again }));
  }

  function sayCount() {
    const without = points.count - ids.length;
    say((ids.length ? many(ids.length, "lieu", "lieux") : "Aucun lieu") + " sur la carte" +
      (without ? `, ${without.toLocaleString("fr-FR")} sans position` : ""));
  }

  async function get(address, signal) {
    const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  const library = () => new Promise((resolve, reject) => {
    if (window.L) return resolve();
    document.head.append(element("script", { src: root.dataset.leaflet, onload: resolve, onerror: reject }));
  });

  async function describe(wantedIds, signal) {
    const missing = wantedIds.filter((id) => !cards.has(id)).slice(0, MOST);
    if (!missing.length) return;
    const answer = await get(`${root.dataset.cards}?${missing.map((id) => `id=${id}`).join("&")}`, signal);
    for (const card of answer.items) cards.set(card.id, card);
  }

  // --- Points and their groups --------------------------------------------------------------------------------

  const across = (longitude) => ((longitude + 180) / 360) * TILE;
  function down(latitude) {
    const sine = Math.sin((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * TILE;
  }

  function project() {
    const rows = points.rows;
    ids = new Int32Array(rows.length);
    xs = new Float64Array(rows.length);
    ys = new Float64Array(rows.length);
    kinds = new Uint8Array(rows.length);
    owner = new Int32Array(rows.length);
    order = new Map();
    rows.forEach(([id, longitude, latitude, kind], rank) => {
      ids[rank] = id;
      xs[rank] = across(longitude);
      ys[rank] = down(latitude);
      kinds[rank] = kind;
      order.set(id, rank);
    });
    points.rows = [];
  }

  const nowhere = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };

  function widen(box, rank) {
    box.west = Math.min(box.west, xs[rank]);
    box.east = Math.max(box.east, xs[rank]);
    box.north = Math.min(box.north, ys[rank]);
    box.south = Math.max(box.south, ys[rank]);
  }

  // Each place in view joins the nearest marker that is less than `space` away on both axes, or becomes a new marker.
  // A cell of that size has at most one marker, so nine look-ups per place are enough, and markers never overlap.
  function group(space) {
    const scale = 2 ** map.getZoom(), { min, max } = map.getPixelBounds();
    const left = min.x - 2 * space, top = min.y - 2 * space, wide = Math.ceil((max.x - left) / space) + 3;
    const cells = new Int32Array(wide * (Math.ceil((max.y - top) / space) + 3)).fill(-1), boxes = new Map();
    owner.fill(-1);
    for (let rank = 0; rank < ids.length; rank++) {
      const x = xs[rank] * scale, y = ys[rank] * scale;
      // Places just outside the view may belong to a marker inside.
      if (x < min.x - space || x > max.x + space || y < min.y - space || y > max.y + space) continue;
      const cell = Math.floor((y - top) / space) * wide + Math.floor((x - left) / space);
      let head = rank, nearest = space;
      for (let row = cell - wide; row <= cell + wide; row += wide) {
        for (let near = row - 1; near <= row + 1; near++) {
          const other = cells[near];
          if (other < 0) continue;
          const far = Math.max(Math.abs(xs[other] * scale - x), Math.abs(ys[other] * scale - y));
          if (far < nearest) [head, nearest] = [other, far];
        }
      }
      owner[rank] = head;
      if (head === rank) {
        cells[cell] = rank;
        boxes.set(rank, { head, count: 0, ...nowhere });
      }
      const box = boxes.get(head);
      box.count++;
      widen(box, rank);
    }
    return [...boxes.values()].filter(({ head }) => {
      const x = xs[head] * scale, y = ys[head] * scale;
      return x >= min.x && x <= max.x && y >= min.y && y <= max.y;
    });
  }

  const splits = (box) => Math.max(box.east - box.west, box.south - box.north) * 2 ** map.getMaxZoom() >= SPACE;
  const members = (head) => [...ids.keys()].filter((rank) => owner[rank] === head);
  const place = (rank) => map.unproject([xs[rank], ys[rank]], 0);

  // --- Markers ------------------------------------------------------------------------------------------------

  function draw() {
    const scale = 2 ** map.getZoom(), origin = map.getPixelOrigin();
    let space = SPACE;
    while ((groups = group(space)).length > MOST) space *= 1.25;
    groups.sort((a, b) => ys[a.head] - ys[b.head] || xs[a.head] - xs[b.head]);
    const focused = document.activeElement;
    const rank = wanted ?? (layer.contains(focused) ? Number(focused.dataset.rank) : null);
    wanted = null;
    layer.replaceChildren(...groups.map((box) => {
      const marker = box.count > 1 ? cluster(box) : single(box.head);
      L.DomUtil.setPosition(marker, L.point(xs[box.head] * scale, ys[box.head] * scale).subtract(origin).round());
      return marker;
    }));
    if (rank !== null) focus(rank);
    light(lit);
    writeNames();
    back.hidden = zone.hidden = !moved();
    clearTimeout(later);
    later = setTimeout(nameMarkers, 150);
  }

  function button(rank, className, label) {
    const made = element("button", { type: "button", className, title: label });
    made.setAttribute("aria-label", label);
    made.dataset.rank = rank;
    return made;
  }

  function single(rank) {
    const kind = points.kinds[kinds[rank]], known = cards.get(ids[rank]);
    return button(rank, `place-marker is-${kind.code}`, `${known ? french(known.title) : "Lieu"}, ${kind.label.toLowerCase()}`);
  }

  function cluster(box) {
    const label = splits(box) ? `${many(box.count, "lieu", "lieux")}, agrandir` : `${box.count} lieux au même endroit, voir la liste`;
    const made = button(box.head, "place-marker is-several", label);
    made.textContent = box.count < 1000 ? box.count : `${Math.floor(box.count / 1000)}k`;
    return made;
  }

  const markerOf = (rank) => layer.querySelector(`[data-rank="${owner[rank]}"]`);
  const focus = (rank) => (markerOf(rank) ?? frame).focus({ preventScroll: true });

  async function nameMarkers() {
    naming.abort();
    naming = new AbortController();
    const unnamed = [...layer.querySelectorAll(".place-marker:not(.is-several)")].map((marker) => Number(marker.dataset.rank))
      .filter((rank) => !cards.has(ids[rank]));
    if (!unnamed.length) return;
    try {
      await describe(unnamed.map((rank) => ids[rank]), naming.signal);
    } catch (error) {
      if (error.name !== "AbortError") say("Les noms des lieux n’ont pas pu être chargés.", nameMarkers);
      return;
    }
    for (const rank of unnamed) {
      const marker = layer.querySelector(`.place-marker:not(.is-several)[data-rank="${rank}"]`);
      const label = single(rank).title;
      if (!marker) continue;
      marker.title = label;
      marker.setAttribute("aria-label", label);
    }
    sayCount();
  }

  function choose(event) {
    const marker = event.target.closest("button");
    L.DomEvent.stop(event);
    // A drag that began on a marker ends with a click event; clicks by keyboard have `detail` 0.
    if (!marker || (event.detail && map.dragging.moved())) return;
    const rank = Number(marker.dataset.rank);
    const box = groups.find(({ head }) => head === rank);
    if (box.count > 1 && splits(box)) {
      wanted = rank;
      show(box, map.getZoom() + 1, map.getMaxZoom());
    } else {
      open(rank, members(rank).map((member) => ids[member]));
    }
  }

  function light(rank) {
    lit = rank;
    layer.querySelector(".is-lit")?.classList.remove("is-lit");
    if (rank !== null) markerOf(rank)?.classList.add("is-lit");
  }

  // --- The card of a place, or the names of several at one point -----------------------------------------------

  const french = (text) => text.replaceAll("'", "’");
  // URLs in the API are absolute: keep the path only, so that readers stay on the current host.
  const here = (address) => new URL(address).pathname;
  const link = (card) => element("a", { href: here(card.url), textContent: french(card.title) });
  const town = (card) => card.commune + (card.commune && card.department ? ` (${card.department})` : "");

  function open(rank, chosen) {
    const box = element("div", { className: "map-card", tabIndex: -1 });
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", chosen.length > 1 ? `${chosen.length} lieux au même endroit` : "Lieu");
    L.DomEvent.on(box, "click", L.DomEvent.stopPropagation); // a removed button would count as a click on the map
    popup = L.popup({ closeButton: false, minWidth: 220, maxWidth: 280, offset: [0, -10], autoPanPaddingTopLeft: CONTROLS, autoPanPaddingBottomRight: [12, 12] });
    popup.rank = rank;
    popup.setLatLng(place(rank)).setContent(box).openOn(map);
    fill(box, chosen);
    box.focus({ preventScroll: true });
  }

  function close() {
    if (!popup?.isOpen()) return;
    map.closePopup();
    focus(popup.rank);
  }

  async function fill(box, chosen) {
    const cross = element("button", { type: "button", className: "map-close", textContent: "×", onclick: close });
    cross.setAttribute("aria-label", "Fermer");
    const put = (...content) => {
      const inside = box.contains(document.activeElement);
      box.replaceChildren(...content, cross);
      popup.update(); // removes and adds the box, which loses the focus
      if (inside) box.focus({ preventScroll: true });
    };
    put(element("p", { textContent: "Chargement…" }));
    try {
      await describe(chosen);
    } catch {
      const again = () => { fill(box, chosen); box.focus({ preventScroll: true }); };
      put(element("p", { textContent: "Cette fiche n’a pas pu être chargée." }),
        element("button", { type: "button", className: "map-retry", textContent: "Réessayer", onclick: again }));
      return;
    }
    const known = chosen.map((id) => cards.get(id)).filter(Boolean);
    if (!known.length) return put(element("p", { textContent: "Ce lieu n’est plus public." }));
    if (chosen.length === 1) {
      const [card] = known;
      box.setAttribute("aria-label", french(card.title));
      const facts = [town(card), card.families.map(({ label }) => label).join(", "), card.state_label].filter(Boolean);
      put(...(card.image ? [element("img", { src: here(card.image.url), alt: "" })] : []),
        element("p", { className: "map-card-title" }, link(card)), ...facts.map((text) => element("p", { textContent: text })));
    } else {
      const rest = chosen.length - known.length;
      put(element("p", { className: "map-card-title", textContent: `${chosen.length} lieux au même endroit` }),
        element("ul", {}, ...known.map((card) => element("li", {}, link(card), card.state_label && `, ${card.state_label.toLowerCase()}`))),
        ...(rest ? [element("p", { textContent: `et ${many(rest, "autre", "autres")}` })] : []));
    }
  }

  // --- Background ---------------------------------------------------------------------------------------------

  function* walk(ring) {
    for (let k = 0, x = 0, y = 0; k < ring.length; k += 2) {
      x += ring[k];
      y += ring[k + 1];
      yield [y / outlines.unit, x / outlines.unit];
    }
  }

  function makeGround() {
    const options = { className: tiles ? "map-border" : "map-ground", renderer: L.svg({ padding: 0.5 }), interactive: false };
    ground = L.featureGroup(outlines.departments.map(([, , rings]) => L.polygon(rings.map((ring) => [[...walk(ring)]]), options)));
  }

  function showGround() {
    ground.addTo(map);
    map.attributionControl.addAttribution(outlines.credit);
  }

  // The largest towns in view whose names do not overlap. Not with tiles, which have names.
  function writeNames() {
    if (tiles || !outlines) return;
    const written = [];
    for (const [text, x, y] of outlines.towns) {
      const { x: left, y: top } = map.latLngToContainerPoint([y / outlines.unit, x / outlines.unit]), half = text.length * 4 + 6;
      if (left < half || left > frame.clientWidth - half || top < 20 || top > frame.clientHeight - 20) continue;
      if (written.some((other) => Math.abs(other.left - left) < half + other.half && Math.abs(other.top - top) < 22)) continue;
      written.push({ text, left, top, half });
      if (written.length === 40) break;
    }
    names.replaceChildren(...written.map(({ text, left, top }) => {
      const name = element("span", { className: "map-name", textContent: text });
      L.DomUtil.setPosition(name, map.containerPointToLayerPoint([left, top]).round());
      return name;
    }));
  }

  // --- Views --------------------------------------------------------------------------------------------------

  // Centre a box (in pixels at zoom 0) in the frame, at the greatest zoom that fits, fractions included.
  function show(box, least, most, animate = !still) {
    const { x, y } = map.getSize(), snap = map.options.zoomSnap;
    const room = Math.log2(Math.min((x - 72) / (box.east - box.west), (y - 72) / (box.south - box.north)));
    const zoom = Math.max(least, Math.min(most, Math.floor(room / snap) * snap));
    const center = map.unproject([(box.west + box.east) / 2, (box.north + box.south) / 2], 0);
    map.setView(center, zoom, { animate });
    return { center, zoom };
  }

  // Leave places overseas out of the first view, unless there are no others: it would be too small.
  function fit(animate = false) {
    const bounds = ground.getBounds(), all = { ...nowhere }, near = { ...nowhere };
    const box = { west: across(bounds.getWest()), east: across(bounds.getEast()), north: down(bounds.getNorth()), south: down(bounds.getSouth()) };
    for (let rank = 0; rank < ids.length; rank++) {
      const inside = xs[rank] >= box.west && xs[rank] <= box.east && ys[rank] >= box.north && ys[rank] <= box.south;
      widen(all, rank);
      if (inside) widen(near, rank);
    }
    home = show([near, all, box].find(({ west, east }) => west <= east), 1, tiles ? 12 : 9, animate); // without tiles only borders help to find one's way
    back.hidden = zone.hidden = true;
  }

  const moved = () => Boolean(home) && (map.getZoom() !== home.zoom ||
    map.latLngToContainerPoint(home.center).distanceTo(map.getSize().divideBy(2)) > 2);

  // --- Start --------------------------------------------------------------------------------------------------

  function makeMap() {
    map = L.map(frame, {
      attributionControl: false, zoomControl: false, trackResize: false, scrollWheelZoom: false,
      minZoom: 1, maxZoom: 17, zoomSnap: tiles ? 1 : 0.25,
      zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
    });
    if (still) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
    map.attributionControl = L.control.attribution({ prefix: false }).addTo(map);
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    if (tiles) L.tileLayer(tiles, { attribution: root.dataset.credit, maxZoom: 17 }).addTo(map);
    names = map.createPane("names");
    for (const pane of [names, map.getPane("overlayPane")]) pane.setAttribute("aria-hidden", "true");
    layer = element("div", { className: "map-markers" });
    map.getPane("markerPane").append(layer);
    back = element("button", { type: "button", className: "map-back", textContent: "Revenir à tous les résultats", hidden: true });
    back.onclick = () => { fit(!still); frame.focus({ preventScroll: true }); };
    zone = element("button", { type: "button", className: "map-back", textContent: "Chercher dans cette zone", hidden: true });
    zone.onclick = () => { document.dispatchEvent(new CustomEvent("zone", { detail: inView() })); frame.focus({ preventScroll: true }); };
    const controls = frame.querySelector(".leaflet-control-container");
    controls.querySelector(".leaflet-top.leaflet-left").append(element("div", { className: "map-ways" }, ...(zoned ? [zone] : []), back));
    frame.prepend(controls); // before the markers, also in tab order
    for (const control of [zone, back]) L.DomEvent.disableClickPropagation(control);
    L.DomEvent.on(layer, "click", choose).on(layer, "dblclick", L.DomEvent.stop);
    // The mouse wheel scrolls the page until the map is clicked.
    frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
    frame.addEventListener("focusout", (event) => frame.contains(event.relatedTarget) || map.scrollWheelZoom.disable());
    frame.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    map.on("moveend", draw);
    for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, pointAt);
  }

  // Hovering or focusing a card highlights its marker, and a marker its cards.
  function pointAt({ target }) {
    const rank = order.get(Number(target.closest?.("[data-place]")?.dataset.place)) ?? null;
    if (rank !== lit) light(rank);
    const marker = target.closest?.(".map-markers .place-marker");
    const meant = new Set(marker ? members(Number(marker.dataset.rank)).map((member) => ids[member]) : []);
    for (const card of document.querySelectorAll("[data-place]")) card.classList.toggle("is-lit", meant.has(Number(card.dataset.place)));
  }

  // The box of the view, as a value of the parameter « bbox ».
  function inView() {
    const { _southWest: low, _northEast: high } = map.getBounds();
    const degrees = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(4);
    return [degrees(low.lng, 180), degrees(low.lat, 90), degrees(high.lng, 180), degrees(high.lat, 90)].join();
  }

  // One request at a time: a new one aborts the one before.
  function load() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    running = running.then(() => signal.aborted || read(root.dataset.points, signal));
  }

  async function read(address, signal) {
    if (address === shown) return;
    root.setAttribute("aria-busy", "true");
    try {
      [points, outlines] = await Promise.all([get(address, signal), outlines ?? get(root.dataset.outlines), library()]);
    } catch {
      if (!signal.aborted) say("La carte n’a pas pu être chargée.", load);
      return;
    }
    performance.mark("map-data");
    const anew = () => {
      map.closePopup();
      lit = null;
      project();
      address.includes("bbox=") ? draw() : fit(); // a search within the view keeps the view
    };
    for (const step of map ? [anew] : [project, makeMap, makeGround, fit, showGround]) {
      step();
      await new Promise((resolve) => setTimeout(resolve)); // yield to the browser, so that the page stays responsive
    }
    shown = address;
    sayCount();
    root.removeAttribute("aria-busy");
    performance.mark("map-ready");
  }

  root.hidden = false;
  say("Chargement…");
  let started = false;
  root.addEventListener("filtered", () => { if (started) load(); });
  // On a phone the frame has no size until the map is chosen: load nothing before.
  new ResizeObserver(() => {
    if (!frame.offsetWidth || !frame.offsetHeight) return;
    if (!started) {
      started = true;
      load();
    } else if (home) {
      const before = moved();
      map.invalidateSize({ animate: false, pan: before });
      if (!before) fit();
    }
  }).observe(frame);
})();
