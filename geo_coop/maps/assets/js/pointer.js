/* What is under the pointer: tooltip, outline, popup. Layers are asked from the top down. */
(function (G) {
  "use strict";

  var OWN = ".leaflet-interactive, .leaflet-control, .leaflet-popup";

  G.point = function (page) {
    var map = page.map, tip = L.tooltip({ direction: "auto", className: "gc-tip", opacity: 1, offset: [14, 0] });
    var open = null, origin = null;

    function at(event) {
      var target = event.originalEvent && event.originalEvent.target;
      // A layer or control of the user's own under the pointer comes first.
      if (page.busy || (target && target.closest && target.closest(OWN))) { return null; }
      var point = map.project(event.latlng, 0), near = 6 / map.getZoomScale(map.getZoom(), 0);
      for (var i = page.layers.length - 1; i >= 0; i--) {
        var layer = page.layers[i], kind = page.kind(layer);
        if (!layer.shown || !kind.find) { continue; }
        var item = kind.find(layer, point.x, point.y, near, page);
        if (item >= 0) { return { layer: layer, item: item, kind: kind }; }
      }
      return null;
    }
    function mark(hit) { page.mark(hit && hit.layer, hit && hit.item); }

    map.on("mousemove", function (event) {
      var hit = at(event), was = page.marked;
      mark(hit);
      if (!hit) { map.removeLayer(tip); return; }
      if (page.marked !== was || !map.hasLayer(tip)) { tip.setContent(hit.kind.tip(hit.layer, hit.item, page)); }
      tip.setLatLng(event.latlng);
      if (!map.hasLayer(tip)) { tip.addTo(map); }
    });
    map.on("mouseout", function () { map.removeLayer(tip); mark(null); });

    /** How large a popup may be on the map as it is; on a narrow one it keeps clear of the buttons in its corners. */
    function room() {
      var size = map.getSize(), narrow = size.x < 620;
      return { maxWidth: narrow ? size.x - 115 : 460, minWidth: narrow ? 150 : 200,
        maxHeight: Math.max(110, Math.round(size.y * (narrow ? 0.42 : 0.55))),
        autoPanPaddingTopLeft: narrow ? [54, 66] : [54, 10], autoPanPaddingBottomRight: [8, 30] };
    }
    // The table, the legend or another window takes room from the map: an open popup fits itself to what is left.
    map.on("resize", function () {
      if (open) { L.extend(open.options, room()); open.update(); }
    });
    function show(layer, item, latlng, options) {
      var kind = page.kind(layer), settings = L.extend({ className: "gc-pop" }, room());
      map.removeLayer(tip);
      open = L.popup(L.extend(settings, options)).setLatLng(latlng).setContent((kind.popup || kind.tip)(layer, item, page));
      open.openOn(map);
      var box = open.getElement(), scrolled = box.querySelector(".leaflet-popup-scrolled"), shut = box.querySelector(".leaflet-popup-close-button");
      L.extend(box, { tabIndex: -1 }).setAttribute("role", "dialog");
      box.addEventListener("keydown", function (event) { if (event.key === "Escape") { map.closePopup(open); } });
      box.setAttribute("aria-label", box.querySelector("strong") ? box.querySelector("strong").textContent : page.data.title);
      if (scrolled) { scrolled.tabIndex = 0; }
      if (shut) { shut.title = page.ui.close; shut.setAttribute("aria-label", page.ui.close); }
      page.mark(layer, item);
      page.chosen = { layer: layer, item: item };
      page.fire("select", page.chosen);
    }
    map.on("click", function (event) {
      var hit = at(event);
      if (hit) { show(hit.layer, hit.item, event.latlng); }
    });
    map.on("popupclose", function (event) {
      if (event.popup !== open) { return; }
      mark(null);
      page.chosen = open = null;
      if (origin) { origin.focus({ preventScroll: true }); origin = null; }
      page.fire("select", { layer: null, item: -1 });
    });

    function back(x, y) { return map.unproject([x, y], 0); }
    /** Open the popup of an item where it is. */
    page.choose = function (item, layer) {
      var at = page.kind(layer).place(layer, item).at;
      show(layer, item, back(at[0], at[1]), { autoPan: false });
    };
    /** Bring an item into view and open its popup; with `from` the focus goes there, and back when it is closed. */
    page.open = function (item, layer, from) {
      layer = layer || page.main;
      if (layer.part && !layer.shown) { map.addLayer(layer.part); }
      var place = page.kind(layer).place(layer, item), box = place.box;
      map.fitBounds(L.latLngBounds(back(box[0], box[3]), back(box[2], box[1])), { maxZoom: 10, animate: false,
        paddingTopLeft: [60, Math.round(map.getSize().y * 0.45)], paddingBottomRight: [60, 30] });
      show(layer, item, back(place.at[0], place.at[1]));
      if (!from) { page.say(open.getElement().getAttribute("aria-label")); return; }
      origin = from;
      open.getElement().focus({ preventScroll: true });
    };
  };
}(window.GeoCoop));
