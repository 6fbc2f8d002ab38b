/* Stretches of border: thinned for the zoom in use, and put on a canvas. */
(function (G) {
  "use strict";

  /** Arcs in world coordinates. `start` holds where each begins in `x` and `y`, and where the last ends; `box` west, north,
   * east, south of each. */
  function Arcs(start, x, y, box) {
    this.count = start.length - 1;
    this.start = start;
    this.x = x;
    this.y = y;
    this.box = box;
    this.thin = null;
  }

  /** Arcs from paths that code_paths of geo_coop/maps/numbers_text.py wrote. */
  function arcsOfPaths(coded, step) {
    var start = [0], xs = [], ys = [], box = [];
    coded.forEach(function (text) {
      var steps = G.numbers(text), column = 0, row = 0, all = [Infinity, Infinity, -Infinity, -Infinity];
      for (var i = 0; i < steps.length; i += 2) {
        var x = G.worldX((column += steps[i]) * step), y = G.worldY((row += steps[i + 1]) * step);
        all = [Math.min(all[0], x), Math.min(all[1], y), Math.max(all[2], x), Math.max(all[3], y)];
        xs.push(x); ys.push(y);
      }
      box.push(all[0], all[1], all[2], all[3]);
      start.push(xs.length);
    });
    return new Arcs(start, new Float64Array(xs), new Float64Array(ys), new Float64Array(box));
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
    var back = reference < 0, arc = back ? ~reference : reference, start = arcs.start, xs = arcs.x, ys = arcs.y;
    var i = back ? start[arc + 1] - 1 : start[arc], to = back ? start[arc] : start[arc + 1] - 1, step = back ? -1 : 1;
    var scale = view.scale, left = view.x, top = view.y;
    if (!joined) { ctx.moveTo(xs[i] * scale - left, ys[i] * scale - top); }
    while (i !== to) {
      i += step;
      ctx.lineTo(xs[i] * scale - left, ys[i] * scale - top);
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
