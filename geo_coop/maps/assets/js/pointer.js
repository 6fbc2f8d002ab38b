/* What is under the pointer: tooltip, outline, popup. Layers are asked from the top down. */
(function (G) {
  "use strict";

  var OWN = ".leaflet-interactive, .leaflet-control, .leaflet-popup";

  G.point = function (page) {
    var map = page.map, tip = L.tooltip({ direction: "auto", className: "gc-tip", opacity: 1, offset: [14, 0] });
    var open = null;

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

    function show(layer, item, latlng) {
      var kind = page.kind(layer);
      map.removeLayer(tip);
      open = L.popup({ maxWidth: Math.min(460, map.getSize().x - 40), minWidth: 200, className: "gc-pop" })
        .setLatLng(latlng).setContent((kind.popup || kind.tip)(layer, item, page)).openOn(map);
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
      page.chosen = null;
      page.fire("select", { layer: null, item: -1 });
    });

    /** Bring an item into view and open its popup. */
    page.open = function (item, layer) {
      layer = layer || page.main;
      var place = page.kind(layer).place(layer, item), box = place.box;
      function back(x, y) { return map.unproject([x, y], 0); }
      map.fitBounds(L.latLngBounds(back(box[0], box[3]), back(box[2], box[1])), { maxZoom: 10, padding: [60, 60], animate: false });
      show(layer, item, back(place.at[0], place.at[1]));
    };
  };
}(window.GeoCoop));
