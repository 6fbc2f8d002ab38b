/* Shapes over shared arcs: a border of two regions is stored, and stroked, once. */
(function (G) {
  "use strict";

  /** Polygons over arcs of their own, or, where `data.over` names a topology, over its arcs. */
  function Topology(data, topologies) {
    if (data.over === undefined) {
      var unpacked = G.unpackTopology(data.packed);
      this.arcs = new G.Arcs(unpacked.start, unpacked.columns, unpacked.rows, data.step, data.origin);
      this.shapes = unpacked.shapes;
    } else {
      this.arcs = topologies[data.over].arcs;
      this.shapes = G.unpackRings(data.packed);
    }
    var box = this.arcs.box;
    this.boxes = this.shapes.map(function (rings) {
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (var i = 0; i < rings.length; i++) {
        for (var k = 0; k < rings[i].length; k++) {
          var reference = rings[i][k], at = 4 * (reference < 0 ? ~reference : reference);
          if (box[at] < west) { west = box[at]; }
          if (box[at + 1] < north) { north = box[at + 1]; }
          if (box[at + 2] > east) { east = box[at + 2]; }
          if (box[at + 3] > south) { south = box[at + 3]; }
        }
      }
      return [west, north, east, south];
    });
    this.anchors = [];
  }

  Topology.prototype.trace = function (ctx, shape, view) {
    var arcs = this.arcs.at(view.zoom);
    this.shapes[shape].forEach(function (ring) {
      for (var i = 0; i < ring.length; i++) { G.traceArc(ctx, arcs, ring[i], view, i > 0); }
      ctx.closePath();
    });
  };

  /** Call back for each edge of a shape, at full precision. */
  Topology.prototype.edges = function (shape, visit) {
    var arcs = this.arcs;
    this.shapes[shape].forEach(function (ring) {
      ring.forEach(function (reference) {
        var arc = reference < 0 ? ~reference : reference;
        for (var i = arcs.start[arc] + 1; i < arcs.start[arc + 1]; i++) {
          visit(arcs.x[i - 1], arcs.y[i - 1], arcs.x[i], arcs.y[i]);
        }
      });
    });
  };

  /** Return the number of the shape at a world position, or -1. */
  Topology.prototype.find = function (x, y) {
    for (var shape = 0; shape < this.shapes.length; shape++) {
      var box = this.boxes[shape], inside = false;
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) { continue; }
      this.edges(shape, function (ax, ay, bx, by) {
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) { inside = !inside; }
      });
      if (inside) { return shape; }
    }
    return -1;
  };

  /** Return a place for a label inside a shape: [x, y, width] of the widest of three rows through it. */
  Topology.prototype.anchor = function (shape) {
    if (this.anchors[shape]) { return this.anchors[shape]; }
    var box = this.boxes[shape], best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0], topology = this;
    [0.5, 0.37, 0.63].forEach(function (part) {
      var y = box[1] + part * (box[3] - box[1]), crossings = [];
      topology.edges(shape, function (ax, ay, bx, by) {
        if ((ay > y) !== (by > y)) { crossings.push((bx - ax) * (y - ay) / (by - ay) + ax); }
      });
      crossings.sort(function (a, b) { return a - b; });
      for (var i = 0; i + 1 < crossings.length; i += 2) {
        var width = crossings[i + 1] - crossings[i];
        if (width > best[2] * 1.15) { best = [(crossings[i] + crossings[i + 1]) / 2, y, width]; }
      }
    });
    this.anchors[shape] = best;
    return best;
  };

  function visible(box, view) {
    return box[2] >= view.west && box[0] <= view.east && box[3] >= view.north && box[1] <= view.south;
  }

  G.Topology = Topology;
  G.visible = visible;
}(window.GeoCoop));
