/* Stretches of border: projected once, thinned for the zoom in use, and put on a canvas. */
(function (G) {
  "use strict";

  /** Arcs in world coordinates. `start` holds where each begins in `columns` and `rows`, and where the last ends. */
  function Arcs(start, columns, rows, step, origin) {
    this.count = start.length - 1;
    this.start = start;
    this.x = new Float64Array(columns.length);
    this.y = new Float64Array(columns.length);
    this.box = new Float64Array(4 * this.count);
    this.thin = null;
    for (var arc = 0; arc < this.count; arc++) {
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (var i = start[arc]; i < start[arc + 1]; i++) {
        var x = this.x[i] = G.worldX((columns[i] + origin[0]) * step);
        var y = this.y[i] = G.worldY((rows[i] + origin[1]) * step);
        if (x < west) { west = x; }
        if (x > east) { east = x; }
        if (y < north) { north = y; }
        if (y > south) { south = y; }
      }
      this.box[4 * arc] = west; this.box[4 * arc + 1] = north; this.box[4 * arc + 2] = east; this.box[4 * arc + 3] = south;
    }
  }

  /** Arcs from paths that code_paths of geo_coop/maps/numbers_text.py wrote. */
  function arcsOfPaths(coded, step) {
    var start = [0], columns = [], rows = [];
    coded.forEach(function (text) {
      var steps = G.numbers(text), column = 0, row = 0;
      for (var i = 0; i < steps.length; i += 2) { columns.push(column += steps[i]); rows.push(row += steps[i + 1]); }
      start.push(columns.length);
    });
    return new Arcs(start, columns, rows, step, [0, 0]);
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
  G.arcsOfPaths = arcsOfPaths;
  G.traceArc = traceArc;
  G.strokeArcs = strokeArcs;
  G.everyArc = everyArc;
}(window.GeoCoop));
