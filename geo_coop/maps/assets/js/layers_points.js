/* Marked points: elements of the page, so that the keyboard reaches them. */
(function (G) {
  "use strict";

  G.layers.register("points", {
    still: true,
    read: function (layer, page) {
      layer.group = L.layerGroup(layer.items.map(function (item) {
        var face = G.el("span", { "class": "gc-point gc-point-" + item.shape });
        var marker = L.marker([item.lat, item.lon], {
          icon: L.divIcon({ className: "gc-point-holder", html: face, iconSize: [16, 16] }),
          title: item.label, alt: item.label, keyboard: true
        });
        function content() { return G.facts(item.label, "", item.rows); }
        marker.bindTooltip(content, { direction: "top", offset: [0, -8] });
        marker.bindPopup(content);
        item.marker = marker;
        return marker;
      }));
      layer.group.addTo(page.map);
    },
    paint: function () { return; },
    /** The marks are elements of the page, so a picture needs them drawn. */
    picture: function (layer, ctx, page) {
      layer.items.forEach(function (item) {
        var at = page.map.latLngToLayerPoint([item.lat, item.lon]);
        G.mark(ctx, item.shape, at.x, at.y);
      });
    },
    show: function (layer, page, shown) { layer.group[shown ? "addTo" : "removeFrom"](page.map); },
    /** Labels stay off the marks. */
    avoid: function (layer, view) {
      return layer.items.map(function (item) {
        var x = G.worldX(item.lon) * view.scale - view.x, y = G.worldY(item.lat) * view.scale - view.y;
        return [x - 6, y - 6, x + 6, y + 6];
      });
    },
    table: function (layer) {
      var heads = [];
      layer.items.forEach(function (item) {
        item.rows.forEach(function (row) { if (heads.indexOf(row[0]) < 0) { heads.push(row[0]); } });
      });
      return {
        heads: [layer.name].concat(heads), count: layer.items.length,
        row: function (number) {
          var item = layer.items[number];
          return [item.label].concat(heads.map(function (head) {
            var found = item.rows.find(function (row) { return row[0] === head; });
            return found ? found[1] : "";
          }));
        },
        open: function (number, page) {
          page.map.setView([layer.items[number].lat, layer.items[number].lon], Math.max(page.map.getZoom(), 9), { animate: false });
          layer.items[number].marker.openPopup();
        }
      };
    }
  });
}(window.GeoCoop));
