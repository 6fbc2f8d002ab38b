/* Scale, full screen, layer switches, attribution. */
(function (G) {
  "use strict";

  var el = G.el;

  /** Make a bar of buttons for a corner of the map: [[class, text, path of its icon, what it does], ...]. */
  G.bar = function (page, position, buttons) {
    var Bar = L.Control.extend({
      onAdd: function () {
        var box = el("div", { "class": "leaflet-bar leaflet-control gc-bar" });
        buttons.forEach(function (each) {
          var button = el("button", { type: "button", title: each[1], "aria-label": each[1], "class": each[0] }, [G.icon(each[2])]);
          button.addEventListener("click", function () { each[3](button); });
          box.append(button);
        });
        L.DomEvent.disableClickPropagation(box);
        return box;
      }
    });
    return new Bar({ position: position }).addTo(page.map);
  };

  /** Stands for one layer of the payload in the layer control. */
  var Switch = L.Layer.extend({
    initialize: function (layer, page) { this.layer = layer; this.page = page; },
    onAdd: function () { this.turn(true); },
    onRemove: function () { this.turn(false); },
    turn: function (shown) {
      var kind = this.page.kind(this.layer);
      if (this.layer.shown === shown) { return; }
      this.layer.shown = shown;
      if (kind.show) { kind.show(this.layer, this.page, shown); }
      this.page.repaint();
      this.page.fire("layers");
    }
  });

  G.controls.register("scale", { order: 10, add: function (page) {
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(page.map);
  } });

  var TOOLS = [];
  /** Add a button to the tools of every page: {order, name (key of its text), icon, run(page, button), when() or none}. */
  G.tool = function (tool) { TOOLS.push(tool); };

  G.tool({ order: 10, name: "home", icon: "M2 8l6-6 6 6M4 7v7h8V7", run: function (page) { page.goHome(); } });
  G.tool({
    order: 20, name: "full_screen", icon: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
    when: function () { return document.fullscreenEnabled; },
    run: function () {
      if (document.fullscreenElement) { document.exitFullscreen(); } else { document.documentElement.requestFullscreen(); }
    }
  });

  G.controls.register("tools", { order: 20, add: function (page) {
    var sorted = TOOLS.filter(function (tool) { return !tool.when || tool.when(); }).sort(function (a, b) { return a.order - b.order; });
    G.bar(page, "topleft", sorted.map(function (tool) {
      return ["gc-tool-" + tool.name, page.ui[tool.name], tool.icon, function (button) { tool.run(page, button); }];
    }));
  } });

  G.controls.register("layers", { order: 30, add: function (page) {
    var map = page.map;
    page.control = L.control.layers(null, null, { position: "topright", collapsed: true });
    page.layers.forEach(function (layer) {
      layer.part = new Switch(layer, page);
      if (!layer.fixed) { page.control.addOverlay(layer.part, layer.name); }
      map.addLayer(layer.part);
    });
    page.control.addTo(map);
    var toggle = page.control.getContainer().querySelector("a");
    toggle.title = page.ui.layers;
    toggle.setAttribute("aria-label", page.ui.layers);
  } });

  G.controls.register("names", { order: 40, add: function (page) {
    var map = page.map, zoom = map.zoomControl;
    map.attributionControl.setPrefix("Leaflet");
    page.data.attribution.forEach(function (text) {
      map.attributionControl.addAttribution(el("span", {}, [text]).innerHTML);
    });
    if (zoom) {
      [[zoom._zoomInButton, page.ui.zoom_in], [zoom._zoomOutButton, page.ui.zoom_out]].forEach(function (pair) {
        pair[0].title = pair[1]; pair[0].setAttribute("aria-label", pair[1]);
      });
    }
  } });
}(window.GeoCoop));
