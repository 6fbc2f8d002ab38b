/* Surroundings: filled, named, not interactive. */
(function (G) {
  "use strict";

  var COLUMNS = 14, ROWS = 12, COVERED = 10, ALONG = [-0.5, 0.5, 0, -0.33, 0.33, -0.17, 0.17];

  /** Return what lies on surroundings and would be taken for what their name names: areas, and other surroundings that
   * are no part of them. */
  function above(layer, page) {
    return page.layers.slice(page.layers.indexOf(layer) + 1).filter(function (other) {
      return other.shown && (other.type === "areas" || (other.type === "context" && !other.detail));
    });
  }

  /** Find where a name of `size` pixels stands on its own area, clear of what lies on it: [x, y] of layer points, or
   * null. The place it was given comes first, then the nearest one that is `free`. */
  function settle(layer, label, size, frame, free, view, page) {
    var topology = layer.topology, own = topology.find(label.x, label.y), others = above(layer, page);
    var px = label.x * view.scale - view.x, py = label.y * view.scale - view.y, best = null;
    function cost(x, y, limit) {
      var sum = Math.hypot(x - px, y - py) / 1000;
      [-0.5, 0.5].forEach(function (down) {
        ALONG.forEach(function (along) {
          if (sum >= limit) { return; }
          var wx = (x + along * size[0] + view.x) / view.scale, wy = (y + down * size[1] + view.y) / view.scale;
          if (others.some(function (other) { return other.topology.find(wx, wy) >= 0; })) { sum += COVERED; }
          else if (own >= 0 && topology.find(wx, wy) !== own) { sum += 0.3; }
        });
      });
      return sum;
    }
    function look(x, y) {
      if (!free(x, y)) { return; }
      var limit = best ? best.cost : COVERED, found = cost(x, y, limit);
      if (found < limit) { best = { cost: found, x: x, y: y }; }
    }
    look(px, py);
    if (own < 0 || (best && best.cost < 0.3)) { return best && [best.x, best.y]; }
    var box = topology.boxes[own];
    var west = Math.max(frame[0], box[0] * view.scale - view.x), north = Math.max(frame[1], box[1] * view.scale - view.y);
    var wide = Math.min(frame[2], box[2] * view.scale - view.x) - west, high = Math.min(frame[3], box[3] * view.scale - view.y) - north;
    for (var row = 0; row < ROWS && wide > 0 && high > 0; row++) {
      for (var column = 0; column < COLUMNS; column++) {
        var x = west + (column + 0.5) / COLUMNS * wide, y = north + (row + 0.5) / ROWS * high;
        if (topology.find((x + view.x) / view.scale, (y + view.y) / view.scale) === own) { look(x, y); }
      }
    }
    return best && [best.x, best.y];
  }

  G.layers.register("context", {
    /** Return where a name may stand in `frame`, what is in view; looked for again only where something has changed. */
    spot: function (layer, label, size, frame, free, view, page) {
      var shown = page.layers.map(function (other) { return Number(other.shown); }).join("");
      var key = [view.zoom, frame[2] - frame[0], frame[3] - frame[1], shown].join(" "), found = label.found;
      if (found && found.key === key) {
        if (!found.at && found.frame === String(frame)) { return null; }
        var at = found.at && [found.at[0] * view.scale - view.x, found.at[1] * view.scale - view.y];
        if (at && free(at[0], at[1])) { return at; }
      }
      var place = settle(layer, label, size, frame, free, view, page);
      label.found = { key: key, frame: String(frame), at: place && [(place[0] + view.x) / view.scale, (place[1] + view.y) / view.scale] };
      return place;
    },
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
