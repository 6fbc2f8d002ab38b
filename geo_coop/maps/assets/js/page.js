/* The page: reads the payload, sets up the canvases, and hands over to layers and controls. */
(function (G) {
  "use strict";

  var el = G.el, later = [];

  /* What layers and controls get to see. Events: "restyle" and "filter" {layer}, "select" {layer, item} (item -1:
   * nothing), "layers" (one was turned on or off), "legend" (its rows changed), "change" (the address has to follow). */
  var Page = L.Evented.extend({
    initialize: function (map, data) {
      this.map = map;
      this.data = data;
      this.ui = data.ui;
      this.lang = data.lang;
      this.extras = data.extras || {};
      this.layers = data.layers;
      this.legends = data.legends;
      this.labels = [];
      this.main = null;
      this.marked = null;
      this.chosen = null;
      this.busy = null;
      this.states = {};
      this.captions = [];
      var holder = map.getContainer().closest(".gc-page");
      this.slots = {};
      ["head", "map", "foot", "side", "drawer"].forEach(function (name) {
        this.slots[name] = holder ? holder.querySelector(".gc-" + name) : el("div");
      }, this);
    },
    /** Write a number as the language of the page does. */
    number: function (value, digits) {
      return value.toLocaleString(this.lang === "id" ? "id-ID" : "en", { maximumFractionDigits: digits || 0 });
    },
    /** Show all of the map, clear of the line at its foot. */
    goHome: function () {
      this.map.fitBounds(this.home, { paddingTopLeft: [8, 8], paddingBottomRight: [8, 26], animate: false });
      this.homed = { centre: this.map.getCenter(), zoom: this.map.getZoom() };
    },
    /** Whether it still shows all of the map, and nothing else. */
    isHome: function () {
      return Boolean(this.homed) && this.map.getZoom() === this.homed.zoom && this.map.getCenter().equals(this.homed.centre, 1e-9);
    },
    /** Keep something in the address of the page: get() gives text or null, set(text) restores it. */
    keep: function (key, get, set) { this.states[key] = { get: get, set: set }; },
    /** Name what a control shows under the title of pictures and prints: get() gives text or null. */
    caption: function (get) { this.captions.push(get); },
    /** Return what controls show now, as one line; empty where there is nothing to name. */
    captioned: function () {
      return this.captions.map(function (get) { return get(); }).filter(Boolean).join(" \u00b7 ");
    },
    kind: function (layer) { return G.layers.get(layer.type); },
    layer: function (name) { return this.layers.find(function (layer) { return layer.key === name; }); },
    repaint: function () { this.shapes.repaint(); this.top.repaint(); },
    /** Draw the outline of an item, or of nothing with null. */
    mark: function (layer, item) {
      var same = this.marked ? layer === this.marked.layer && item === this.marked.item : layer === null;
      if (same) { return; }
      this.marked = layer ? { layer: layer, item: item } : null;
      this.top.repaint();
    }
  });

  function read(page) {
    page.topologies = [];
    page.data.topologies.forEach(function (topology) {
      page.topologies.push(new G.Topology(topology, page.topologies));
    });
    page.layers.forEach(function (layer) {
      layer.shown = true;
      page.kind(layer).read(layer, page);
      (layer.labels || []).forEach(function (label) {
        label.layer = layer; label.x = G.worldX(label.lon); label.y = G.worldY(label.lat);
        if (label.fit) { label.fit = label.fit / 360 * 256; }
        page.labels.push(label);
      });
      if (layer.names && layer.codes) { page.main = layer; }
    });
    page.labels.sort(function (a, b) { return (b.rank || 0) - (a.rank || 0); });
  }

  function canvases(page) {
    var map = page.map;
    map.createPane("gcShapes").style.zIndex = 350;
    map.createPane("gcTop").style.zIndex = 450;
    ["gcShapes", "gcTop"].forEach(function (name) { map.getPane(name).style.pointerEvents = "none"; });
    page.shapes = new G.Sheet(function (ctx, view) {
      page.layers.forEach(function (layer) { if (layer.shown) { page.kind(layer).paint(layer, ctx, view, page); } });
    }, {
      pane: "gcShapes", padding: 0.15,
      still: function () { return page.layers.every(function (layer) { return !layer.shown || page.kind(layer).still; }); }
    });
    page.top = new G.Sheet(function (ctx, view) {
      var marked = page.marked;
      if (marked && marked.layer.shown) {
        ctx.beginPath(); page.kind(marked.layer).outline(marked.layer, marked.item, ctx, view);
        ctx.lineJoin = "round"; ctx.lineWidth = 4; ctx.strokeStyle = "#ffffff"; ctx.stroke();
        ctx.lineWidth = 2; ctx.strokeStyle = "#000000"; ctx.stroke();
      }
      G.paintLabels(page, ctx, view);
    }, { pane: "gcTop", padding: 0.15 });
  }

  function draw(map, id) {
    var data = JSON.parse(document.getElementById(id).textContent), page = new Page(map, data), b = data.bounds;
    document.documentElement.lang = data.lang;
    // What stands beside the map, and takes no room from it, is laid out when the shapes are on the screen.
    document.documentElement.classList.add("gc-opening");
    later.push(function () { document.documentElement.classList.remove("gc-opening"); });
    page.home = [[b[1], b[0]], [b[3], b[2]]];
    read(page);
    canvases(page);
    G.furnish(page);
    G.point(page);
    // Controls may take room from the map: what is in view is chosen when they stand.
    G.controls.all().forEach(function (control) { control.add(page); });
    map.invalidateSize({ animate: false });
    // A map that shows all goes on doing so when it gets another size; another one keeps its middle.
    new ResizeObserver(function () {
      var whole = page.isHome();
      map.invalidateSize({ animate: false, debounceMoveend: false });
      if (whole && !document.documentElement.classList.contains("gc-printing")) { page.goHome(); }
    }).observe(map.getContainer());
    page.goHome();
    map.addLayer(page.shapes);
    // Names are looked for a place when the shapes are on the screen.
    later.push(function () { map.addLayer(page.top); });
    map.gcPage = page;
    page.fire("ready");
    return page;
  }

  G.Page = Page;
  G.read = read;
  G.draw = draw;
  /** List the layers that a user added in the control of the page. */
  G.addUserLayers = function (map, layers) {
    if (!map.gcPage) { return; }
    layers.forEach(function (pair) { map.gcPage.control.addOverlay(pair[1], pair[0]); });
  };
  /** Say that the shapes are drawn, draw what comes after them when they are on the screen, and say that everything is
   * there. */
  G.finish = function () {
    var said = document.documentElement.dataset;
    said.drawn = "1";
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        later.splice(0).forEach(function (run) { run(); });
        said.ready = "1";
      });
    });
  };
}(window.GeoCoop));
