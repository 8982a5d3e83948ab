import type * as Leaflet from "leaflet";
import type { Answer } from "../sillon/client";

interface Point {
  title: string;
  url: string;
  label?: string;
  point: [longitude: number, latitude: number];
}

class PointMap extends HTMLElement {
  connectedCallback() {
    // Leaflet is only loaded for a map that comes into view.
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      seen.disconnect();
      void this.draw();
    });
    seen.observe(this);
  }

  async draw() {
    const [{ default: L }] = await Promise.all([import("leaflet"), import("leaflet/dist/leaflet.css")]);
    const points = await this.points();
    const map = L.map(this.querySelector<HTMLElement>(".map")!, { scrollWheelZoom: false });
    map.attributionControl.setPrefix(false);
    const places = points.map(({ point: [longitude, latitude] }): Leaflet.LatLngTuple => [latitude, longitude]);
    if (this.dataset.route) L.polyline(places, { className: "route" }).addTo(map);
    points.forEach(({ title, url, label }, index) => {
      const icon = L.divIcon({ className: "marker", html: label ?? "", iconSize: [24, 24] });
      const marker = L.marker(places[index]!, { icon, alt: title, title }).addTo(map);
      if (url) marker.bindPopup(() => Object.assign(document.createElement("a"), { href: url, textContent: title }));
    });
    map.fitBounds(L.latLngBounds(places), { padding: [24, 24], maxZoom: 12 });
    this.querySelector("button")!.addEventListener("click", (event) => {
      (event.target as HTMLElement).remove();
      const attribution = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';
      L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", { attribution, maxZoom: 19 }).addTo(map);
    });
  }

  async points(): Promise<Point[]> {
    if (!this.dataset.geojson) return JSON.parse(this.dataset.points!);
    const response = await fetch(this.dataset.geojson);
    const { features }: Answer<"/api/v3/places.geojson"> = await response.json();
    return features.flatMap(({ geometry, properties: { title, url } }) =>
      // Pages have the same paths here.
      geometry ? [{ title, url: new URL(url).pathname, point: geometry.coordinates as [number, number] }] : [],
    );
  }
}

customElements.define("point-map", PointMap);
