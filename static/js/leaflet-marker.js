// Leaflet derives the URL of its marker image from its style sheet, which fails with hashed file names: draw the marker
// in CSS instead.
L.Marker.prototype.options.icon = L.divIcon({ className: "sillon-marker", iconSize: [28, 28], iconAnchor: [14, 28] });

// French for Leaflet's English texts.
L.Control.Zoom.mergeOptions({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" });
L.Control.Attribution.mergeOptions({ prefix: "Leaflet" });
