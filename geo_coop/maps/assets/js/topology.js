/* Shapes over shared arcs: a border of two regions is stored, and stroked, once. */
(function (G) {
  "use strict";

  /** Polygons over arcs of their own, or, where `data.over` names a topology, over its arcs. */
  function Topology(data, topologies) {
    if (data.over === undefined) {
      var unpacked = G.unpackTopology(data.packed, new G.Grid(data.step, data.origin));
      this.arcs = new G.Arcs(unpacked.start, unpacked.x, unpacked.y, unpacked.box);
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
    for (var rings = this.shapes[shape], k = 0; k < rings.length; k++) {
      for (var i = 0; i < rings[k].length; i++) { G.traceArc(ctx, arcs, rings[k][i], view, i > 0); }
      ctx.closePath();
    }
  };

  /** Return the x at which the edges of a shape cross a row, at full precision. */
  Topology.prototype.crossings = function (shape, row) {
    var arcs = this.arcs, xs = arcs.x, ys = arcs.y, start = arcs.start, box = arcs.box, rings = this.shapes[shape], found = [];
    for (var k = 0; k < rings.length; k++) {
      for (var at = 0; at < rings[k].length; at++) {
        var reference = rings[k][at], arc = reference < 0 ? ~reference : reference;
        if (box[4 * arc + 1] > row || box[4 * arc + 3] < row) { continue; }
        for (var i = start[arc] + 1; i < start[arc + 1]; i++) {
          var above = ys[i - 1], below = ys[i];
          if ((above > row) !== (below > row)) { found.push((xs[i] - xs[i - 1]) * (row - above) / (below - above) + xs[i - 1]); }
        }
      }
    }
    return found;
  };

  var CELLS = 64;

  /** Return the numbers of the shapes whose box touches the cell of a world position; cells are made at the first call. */
  Topology.prototype.near = function (x, y) {
    if (!this.cells) {
      var all = [Infinity, Infinity, -Infinity, -Infinity], cells = this.cells = [], boxes = this.boxes;
      boxes.forEach(function (box) {
        all = [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])];
      });
      this.west = all[0]; this.north = all[1];
      this.wide = (all[2] - all[0]) / CELLS || 1; this.high = (all[3] - all[1]) / CELLS || 1;
      for (var shape = 0; shape < boxes.length; shape++) {
        var from = this.cell(boxes[shape][0], boxes[shape][1]), to = this.cell(boxes[shape][2], boxes[shape][3]);
        for (var row = from[1]; row <= to[1]; row++) {
          for (var column = from[0]; column <= to[0]; column++) {
            (cells[row * CELLS + column] = cells[row * CELLS + column] || []).push(shape);
          }
        }
      }
    }
    var own = this.cell(x, y);
    return this.cells[own[1] * CELLS + own[0]] || [];
  };

  Topology.prototype.cell = function (x, y) {
    function inside(number) { return Math.max(0, Math.min(CELLS - 1, Math.floor(number))); }
    return [inside((x - this.west) / this.wide), inside((y - this.north) / this.high)];
  };

  /** Return the number of the shape at a world position, or -1. */
  Topology.prototype.find = function (x, y) {
    var near = this.near(x, y);
    for (var i = 0; i < near.length; i++) {
      var box = this.boxes[near[i]];
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) { continue; }
      var left = this.crossings(near[i], y).filter(function (crossing) { return x < crossing; });
      if (left.length % 2) { return near[i]; }
    }
    return -1;
  };

  /** Return a place for a label inside a shape: [x, y, width] of the widest of three rows through it. */
  Topology.prototype.anchor = function (shape) {
    if (this.anchors[shape]) { return this.anchors[shape]; }
    var box = this.boxes[shape], best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0], topology = this;
    [0.5, 0.37, 0.63].forEach(function (part) {
      var y = box[1] + part * (box[3] - box[1]);
      var crossings = topology.crossings(shape, y).sort(function (a, b) { return a - b; });
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
