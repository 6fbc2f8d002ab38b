/* Lines: borders of upper levels, outlines of bands, and free lines. None of them is interactive. */
(function (G) {
  "use strict";

  /** Return how much thinner to draw borders, where regions are so small on the screen that lines would cover them. */
  function fineness(layer, view) {
    if (!layer.room) {
      var box = layer.topology.arcs.box, west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      layer.arcs.concat(layer.edge).forEach(function (arc) {
        west = Math.min(west, box[4 * arc]); north = Math.min(north, box[4 * arc + 1]);
        east = Math.max(east, box[4 * arc + 2]); south = Math.max(south, box[4 * arc + 3]);
      });
      layer.room = Math.sqrt(Math.max(0, (east - west) * (south - north)) / Math.max(1, (layer.labels || []).length));
    }
    return Math.max(0.35, Math.min(1, layer.room * view.scale / 60));
  }

  G.layers.register("outline", {
    still: true,
    read: function (layer, page) {
      layer.topology = page.topologies[layer.topology];
      layer.arcs = G.sums(G.numbers(layer.arcs));
      layer.edge = G.sums(G.numbers(layer.edge));
    },
    paint: function (layer, ctx, view) {
      var arcs = layer.topology.arcs, fine = fineness(layer, view);
      G.strokeArcs(ctx, arcs, layer.edge, view, { colour: layer.colour, width: layer.width / 2 * fine, least: 7 });
      if (layer.width * fine >= 1.5) { G.strokeArcs(ctx, arcs, layer.arcs, view, { colour: "rgba(255,255,255,0.9)", width: 3 }); }
      G.strokeArcs(ctx, arcs, layer.arcs, view, { colour: layer.colour, width: layer.width * fine });
    }
  });

  G.layers.register("bands", {
    still: true,
    read: function (layer, page) { layer.topology = page.topologies[layer.topology]; },
    paint: function (layer, ctx, view) {
      layer.items.forEach(function (item, shape) {
        if (!G.visible(layer.topology.boxes[shape], view)) { return; }
        ctx.beginPath(); layer.topology.trace(ctx, shape, view);
        ctx.lineWidth = 3.2; ctx.strokeStyle = "rgba(255,255,255,0.75)"; ctx.stroke();
        ctx.setLineDash(item.dash); ctx.lineWidth = 1.6; ctx.strokeStyle = item.colour; ctx.stroke();
        ctx.setLineDash([]);
      });
    }
  });

  G.layers.register("lines", {
    still: true,
    read: function (layer) {
      layer.items.forEach(function (item) {
        item.arcs = G.arcsOfPaths(item.paths ? item.paths.split(",") : [], layer.step);
        item.all = G.everyArc(item.arcs);
      });
    },
    paint: function (layer, ctx, view) {
      [{ colour: "#ffffff", width: 6 }, { width: 3.4 }].forEach(function (style) {
        layer.items.forEach(function (item) {
          G.strokeArcs(ctx, item.arcs, item.all, view, { colour: style.colour || item.colour, width: style.width });
        });
      });
    }
  });
}(window.GeoCoop));
