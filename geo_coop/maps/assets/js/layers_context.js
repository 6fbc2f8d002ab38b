/* Surroundings: filled, named, not interactive. */
(function (G) {
  "use strict";

  G.layers.register("context", {
    still: true,
    read: function (layer, page) {
      layer.topology = page.topologies[layer.topology];
      layer.all = G.everyArc(layer.topology.arcs);
    },
    paint: function (layer, ctx, view, page) {
      if (page.tiled) { return; }
      ctx.fillStyle = layer.fill;
      layer.topology.shapes.forEach(function (rings, shape) {
        if (!G.visible(layer.topology.boxes[shape], view)) { return; }
        ctx.beginPath(); layer.topology.trace(ctx, shape, view); ctx.fill("evenodd");
      });
      G.strokeArcs(ctx, layer.topology.arcs, layer.all, view, { colour: layer.stroke, width: 1, least: 7 });
    }
  });
}(window.GeoCoop));
