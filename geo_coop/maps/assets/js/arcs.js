/* Stretches of border: projected once, thinned for the zoom in use, and put on a canvas. */
(function (G) {
  "use strict";

  var ROWS = 6;

  /** Return world y for every 64th row of a grid; between two of them a straight line is exact to a hundredth of a pixel. */
  function ladder(rows, step, origin) {
    var least = Infinity, most = -Infinity, i;
    for (i = 0; i < rows.length; i++) {
      if (rows[i] < least) { least = rows[i]; }
      if (rows[i] > most) { most = rows[i]; }
    }
    var first = least >> ROWS, rungs = new Float64Array(rows.length ? (most >> ROWS) - first + 2 : 0);
    for (i = 0; i < rungs.length; i++) { rungs[i] = G.worldY((((first + i) << ROWS) + origin) * step); }
    return { first: first, rungs: rungs };
  }

  /** Arcs in world coordinates. `start` holds where each begins in `columns` and `rows`, and where the last ends. */
  function Arcs(start, columns, rows, step, origin) {
    var count = start.length - 1, size = columns.length, world = ladder(rows, step, origin[1]);
    var left = G.worldX(origin[0] * step), wide = step / 360 * 256, rungs = world.rungs, first = world.first;
    var xs = new Float64Array(size), ys = new Float64Array(size), box = new Float64Array(4 * count);
    for (var arc = 0; arc < count; arc++) {
      var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
      for (var i = start[arc]; i < start[arc + 1]; i++) {
        var row = rows[i], rung = (row >> ROWS) - first, x = xs[i] = left + columns[i] * wide;
        var y = ys[i] = rungs[rung] + (rungs[rung + 1] - rungs[rung]) * (row & (1 << ROWS) - 1) / (1 << ROWS);
        if (x < west) { west = x; }
        if (x > east) { east = x; }
        if (y < north) { north = y; }
        if (y > south) { south = y; }
      }
      box[4 * arc] = west; box[4 * arc + 1] = north; box[4 * arc + 2] = east; box[4 * arc + 3] = south;
    }
    this.count = count;
    this.start = start;
    this.x = xs;
    this.y = ys;
    this.box = box;
    this.thin = null;
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

  /** Return the arcs with points closer than a pixel left out; ends stay, so neighbours still meet. */
  Arcs.prototype.at = function (zoom) {
    if (this.thin && this.thin.zoom === zoom) { return this.thin; }
    var least = Math.pow(2, -2 * zoom), x = this.x, y = this.y, from = this.start, count = this.count;
    var keptX = new Float64Array(x.length), keptY = new Float64Array(x.length), start = new Int32Array(count + 1), to = 0;
    for (var arc = 0; arc < count; arc++) {
      var first = from[arc], last = from[arc + 1] - 1, i = first, lastX = x[i], lastY = y[i], begun = to;
      keptX[to] = lastX; keptY[to++] = lastY;
      for (i++; i < last; i++) {
        var dx = x[i] - lastX, dy = y[i] - lastY;
        if (dx * dx + dy * dy >= least) { keptX[to] = lastX = x[i]; keptY[to++] = lastY = y[i]; }
      }
      if (to - begun < 3 && x[first] === x[last] && y[first] === y[last]) {
        // A closed arc keeps two points between its ends, so that an island smaller than a pixel stays one.
        to = begun + 1;
        for (i = 1; i < 3; i++) {
          var kept = first + Math.round((last - first) * i / 3);
          keptX[to] = x[kept]; keptY[to++] = y[kept];
        }
      }
      keptX[to] = x[last]; keptY[to++] = y[last];
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

  /** Stroke arcs. `style.least`: closed ones smaller than so many pixels are left out, because a line around an islet
   * would hide it. */
  function strokeArcs(ctx, arcs, list, view, style) {
    var thin = arcs.at(view.zoom), box = arcs.box, least = (style.least || 0) / view.scale, start = thin.start;
    function speck(arc, at) {
      var first = start[arc], last = start[arc + 1] - 1;
      return box[at + 2] - box[at] < least && box[at + 3] - box[at + 1] < least && thin.x[first] === thin.x[last] && thin.y[first] === thin.y[last];
    }
    ctx.beginPath();
    for (var i = 0; i < list.length; i++) {
      var at = 4 * list[i];
      if (box[at + 2] >= view.west && box[at] <= view.east && box[at + 3] >= view.north && box[at + 1] <= view.south &&
        !(least && speck(list[i], at))) {
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
