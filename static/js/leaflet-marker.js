// Leaflet finds its marker's image by reading its style sheet, which fails once files are renamed by their hash:
// a marker drawn in CSS needs no image.
L.Marker.prototype.options.icon = L.divIcon({ className: "sillon-marker", iconSize: [28, 28], iconAnchor: [14, 28] });

// What Leaflet says in English.
L.Control.Zoom.mergeOptions({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" });
L.Control.Attribution.mergeOptions({ prefix: "Leaflet" });
