// Parses coordinates as people write them: « 45.19, 5.72 », « 45,19 ; 5,72 », « 45,19 5,72 ». The script of
// wagtailgeowidget reads only the first form, and takes « 45,19, 5,72 » for a point in another country. The server does
// the same in `read_typed` of inventory/geo/points.py.
{
  const NUMBER = "(-?\\d{1,3}(?:[.,]\\d+)?)";
  const TYPED = new RegExp(`^\\s*${NUMBER}(?:\\s*;\\s*|\\s*,\\s+|\\s+|,)${NUMBER}\\s*$`);
  const LONE = /^\s*-?\d+,\d+\s*$/;

  LeafletField.prototype.parseStrToLatLng = function (text) {
    const said = this.translations;
    said.error_message_not_understood ??= said.error_message_invalid_location;
    said.error_message_invalid_location = said.error_message_not_understood;
    const typed = LONE.test(text) ? null : TYPED.exec(text);
    if (!typed) return null;
    const [latitude, longitude] = typed.slice(1).map((part) => Number(part.replace(",", ".")));
    if (latitude > -6 && latitude < 10 && longitude > 41 && longitude < 52) {
      said.error_message_invalid_location = said.error_message_swapped_location;
      return null;
    }
    return Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? null : L.latLng(latitude, longitude);
  };

  const { setup, setState, updateMapFromCoords } = LeafletField.prototype;
  LeafletField.prototype.setup = function () {
    const [field] = this.latLngField;
    field.removeAttribute("name"); // the map sends the point: the typed text is not needed
    setup.call(this);
    this.marker.getElement().setAttribute("aria-label", "Repère du lieu");
    if (!this.getState()) field.value = ""; // without a point, the marker in the middle of the map means nothing
    field.addEventListener("input", () => {
      if (field.value.trim()) return;
      this.setState("");
      this.clearFieldMessage({ field: this.latLngField });
    });
  };
  LeafletField.prototype.setState = function (point) {
    setState.call(this, point);
    this.sourceField[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  LeafletField.prototype.updateMapFromCoords = function (place) {
    if (place) updateMapFromCoords.call(this, place);
  };
}
