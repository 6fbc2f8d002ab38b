/* Areas by class on a map that is not ours: a layer that the map's own control can turn on and off. */
(function (G) {
  "use strict";

  var el = G.el;

  var Legend = L.Control.extend({
    options: { position: "bottomright" },
    initialize: function (page) { this.page = page; },
    onAdd: function () {
      var box = el("div", { "class": "gc-overlay-legend leaflet-control" }, [G.legend(this.page.legends, this.page.ui)]);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    }
  });

  /** Make panes of our own: shapes below what the user adds, names and the outline above. */
  function pane(map, name, height) {
    if (!map.getPane(name)) {
      var made = map.createPane(name);
      made.style.zIndex = height;
      made.style.pointerEvents = "none";
    }
    return name;
  }

  var Overlay = L.Layer.extend({
    initialize: function (id) { this.data = JSON.parse(document.getElementById(id).textContent); },
    onAdd: function (map) {
      if (!this.page) { this._start(map); }
      this._turn(true);
      map.addLayer(this.page.shapes);
      map.addLayer(this.page.top);
      if (this.data.legend) { this.legend.addTo(map); }
    },
    onRemove: function (map) {
      this._turn(false);
      map.removeLayer(this.page.shapes);
      map.removeLayer(this.page.top);
      this.legend.remove();
    },
    getBounds: function () {
      var b = this.data.bounds;
      return L.latLngBounds([b[1], b[0]], [b[3], b[2]]);
    },
    _turn: function (shown) { this.page.layers.forEach(function (layer) { layer.shown = shown; }); },
    _start: function (map) {
      var page = this.page = new G.Page(map, this.data);
      G.read(page);
      page.shapes = new G.Sheet(function (ctx, view) {
        page.layers.forEach(function (layer) { if (layer.shown) { page.kind(layer).paint(layer, ctx, view, page); } });
      }, { pane: pane(map, "gcOverlayShapes", 355), padding: 0.15 });
      page.top = new G.Sheet(function (ctx, view) {
        if (page.marked && page.marked.layer.shown) {
          ctx.beginPath(); page.kind(page.marked.layer).outline(page.marked.layer, page.marked.item, ctx, view);
          ctx.lineJoin = "round"; ctx.lineWidth = 2.5; ctx.strokeStyle = "#000000"; ctx.stroke();
        }
        G.paintLabels(page, ctx, view);
      }, { pane: pane(map, "gcOverlayTop", 455), padding: 0.15 });
      this.legend = new Legend(page);
      G.point(page);
    }
  });

  G.overlay = function (id) { return new Overlay(id); };
}(window.GeoCoop));
