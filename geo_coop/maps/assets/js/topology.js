/* Shapes over shared arcs. Each arc is decoded and projected once; a border of two regions is stored, and stroked, once. */
(function (G) {
  "use strict";

  var DIGIT = G.DIGIT, numbers = G.numbers, worldX = G.worldX, worldY = G.worldY;

  /** Arcs in world coordinates, with a thinned copy for the zoom in use. */
  function Arcs(coded, step, origin) {
    var size = 0, i, k;
    for (i = 0; i < coded.length; i++) {
      for (k = 0; k < coded[i].length; k++) { if (DIGIT[coded[i].charCodeAt(k)] < 32) { size++; } }
    }
    this.count = coded.length;
    this.start = new Int32Array(coded.length + 1);
    this.x = new Float64Array(size / 2);
    this.y = new Float64Array(size / 2);
    this.box = new Float64Array(4 * coded.length);
    var at = 0;
    for (i = 0; i < coded.length; i++) {
      var text = coded[i], length = text.length, column = 0, row = 0, value = 0, factor = 1, second = false;
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (k = 0; k < length; k++) {
        var digit = DIGIT[text.charCodeAt(k)];
        value += (digit & 31) * factor;
        if (digit & 32) { factor *= 32; continue; }
        var number = value % 2 ? -(value + 1) / 2 : value / 2;
        value = 0; factor = 1;
        if (!second) { column += number; second = true; continue; }
        row += number; second = false;
        var x = worldX((column + origin[0]) * step), y = worldY((row + origin[1]) * step);
        this.x[at] = x; this.y[at] = y; at++;
        if (x < west) { west = x; }
        if (x > east) { east = x; }
        if (y < north) { north = y; }
        if (y > south) { south = y; }
      }
      this.start[i + 1] = at;
      this.box.set([west, north, east, south], 4 * i);
    }
    this.thin = null;
  }

  /** Return the arcs with points closer than about half a pixel left out; ends stay, so neighbours still meet. */
  Arcs.prototype.at = function (zoom) {
    if (this.thin && this.thin.zoom === zoom) { return this.thin; }
    var least = Math.pow(0.6 / Math.pow(2, zoom), 2), x = this.x, y = this.y;
    var keptX = new Float64Array(x.length), keptY = new Float64Array(x.length);
    var start = new Int32Array(this.count + 1), to = 0;
    for (var arc = 0; arc < this.count; arc++) {
      var first = this.start[arc], last = this.start[arc + 1] - 1, lastX = Infinity, lastY = Infinity;
      // A closed arc keeps four points at least, so that a small island stays one.
      var stride = last - first <= 4 ? 0 : least;
      for (var i = first; i <= last; i++) {
        var dx = x[i] - lastX, dy = y[i] - lastY;
        if (i === last || i === first || dx * dx + dy * dy >= stride) {
          keptX[to] = lastX = x[i]; keptY[to] = lastY = y[i]; to++;
        }
      }
      start[arc + 1] = to;
    }
    this.thin = { zoom: zoom, x: keptX.subarray(0, to), y: keptY.subarray(0, to), start: start };
    return this.thin;
  };

  /** Add one arc to the canvas path. */
  function traceArc(ctx, arcs, reference, view, joined) {
    var arc = reference < 0 ? ~reference : reference;
    var from = arcs.start[arc], to = arcs.start[arc + 1] - 1, step = 1;
    if (reference < 0) { var swap = from; from = to; to = swap; step = -1; }
    var i = from;
    if (!joined) { ctx.moveTo(arcs.x[i] * view.scale - view.x, arcs.y[i] * view.scale - view.y); }
    while (i !== to) {
      i += step;
      ctx.lineTo(arcs.x[i] * view.scale - view.x, arcs.y[i] * view.scale - view.y);
    }
  }

  /** Polygons over shared arcs. */
  function Topology(data) {
    this.arcs = new Arcs(data.arcs ? data.arcs.split(",") : [], data.step, data.origin);
    this.shapes = (data.shapes ? data.shapes.split(",") : []).map(function (text) {
      var values = numbers(text), rings = [], last = 0, i = 0;
      while (i < values.length) {
        var ring = [];
        for (var left = values[i++]; left > 0; left--) { last += values[i++]; ring.push(last); }
        rings.push(ring);
      }
      return rings;
    });
    var box = this.arcs.box;
    this.boxes = this.shapes.map(function (rings) {
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      rings.forEach(function (ring) {
        ring.forEach(function (reference) {
          var at = 4 * (reference < 0 ? ~reference : reference);
          west = Math.min(west, box[at]); north = Math.min(north, box[at + 1]);
          east = Math.max(east, box[at + 2]); south = Math.max(south, box[at + 3]);
        });
      });
      return [west, north, east, south];
    });
    this.anchors = [];
  }

  Topology.prototype.trace = function (ctx, shape, view) {
    var arcs = this.arcs.at(view.zoom);
    this.shapes[shape].forEach(function (ring) {
      for (var i = 0; i < ring.length; i++) { traceArc(ctx, arcs, ring[i], view, i > 0); }
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

  function strokeArcs(ctx, arcs, list, view, style) {
    var thin = arcs.at(view.zoom), box = arcs.box;
    ctx.beginPath();
    for (var i = 0; i < list.length; i++) {
      var at = 4 * list[i];
      if (box[at + 2] >= view.west && box[at] <= view.east && box[at + 3] >= view.north && box[at + 1] <= view.south) {
        traceArc(ctx, thin, list[i], view, false);
      }
    }
    ctx.strokeStyle = style.colour;
    ctx.lineWidth = style.width;
    ctx.setLineDash(style.dash || []);
    ctx.lineJoin = ctx.lineCap = "round";
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function everyArc(arcs) {
    var result = new Array(arcs.count);
    for (var i = 0; i < arcs.count; i++) { result[i] = i; }
    return result;
  }

  G.Arcs = Arcs;
  G.Topology = Topology;
  G.visible = visible;
  G.strokeArcs = strokeArcs;
  G.everyArc = everyArc;
}(window.GeoCoop));
