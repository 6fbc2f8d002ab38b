/* Labels that do not collide. */
(function (G) {
  "use strict";

  var breadths = new Map();
  /** Return the width of a text; measured once, because labels are placed again whenever the pointer moves on. */
  function breadth(ctx, text) {
    var key = ctx.font + text;
    if (!breadths.has(key)) { breadths.set(key, ctx.measureText(text).width); }
    return breadths.get(key);
  }

  /** Return the boxes of the buttons on the map and of the printed arrow, where a label could not be read; looked up once for each size. */
  function buttons(page, size) {
    var key = size.x + " " + size.y + " " + document.documentElement.className;
    if (!page.bars || page.bars.key !== key) {
      var frame = page.map.getContainer().getBoundingClientRect();
      var bars = Array.from(page.map.getContainer().querySelectorAll(".leaflet-bar, .leaflet-control-layers, .leaflet-control-scale, .leaflet-control-attribution"));
      var found = bars.concat(Array.from(page.slots.map.querySelectorAll(".gc-north")));
      page.bars = { key: key, boxes: found.map(function (bar) {
        var box = bar.getBoundingClientRect();
        return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
      }) };
    }
    return page.bars.boxes;
  }

  function paintLabels(page, ctx, view) {
    var corner = page.map.containerPointToLayerPoint([0, 0]), size = page.map.getSize();
    var frame = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
    var taken = buttons(page, size).map(function (box) {
      return [box[0] + corner.x, box[1] + corner.y, box[2] + corner.x, box[3] + corner.y];
    });
    /** A label half outside the map is cut off by its edge: leave it out. */
    function cut(box) {
      var west = box[0] - corner.x, north = box[1] - corner.y, east = box[2] - corner.x, south = box[3] - corner.y;
      var outside = east < 0 || south < 0 || west > size.x || north > size.y;
      return !outside && (west < 0 || north < 0 || east > size.x || south > size.y);
    }
    function hits(box, other) { return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]; }
    function free(box) { return !cut(box) && !taken.some(function (other) { return hits(box, other); }); }
    function place(label, x, y, fit) {
      var size = label.size || 12;
      ctx.font = (label.weight || "600") + " " + size + "px system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
      var text = label.text, width = breadth(ctx, text), height = size * 1.2;
      if (fit !== undefined && width > fit) { return; }
      function boxAt(cx, cy) { return [cx - width / 2 - 3, cy - height / 2 - 1, cx + width / 2 + 3, cy + height / 2 + 1]; }
      var px = x * view.scale - view.x, py = y * view.scale - view.y, kind = label.layer && G.layers.get(label.layer.type);
      if (kind && kind.spot) {
        var spot = kind.spot(label.layer, label, [width + 6, height + 2], frame, function (cx, cy) {
          var box = boxAt(cx, cy);
          return box[0] > frame[0] && box[1] > frame[1] && box[2] < frame[2] && box[3] < frame[3] && free(box);
        }, view, page);
        if (!spot) { return; }
        px = spot[0]; py = spot[1];
      }
      // First away from a name of its own layer: two names one above the other stay in the order of their places.
      var other = taken.find(function (box) { return box.layer === label.layer && hits(boxAt(px, py), box); });
      var step = other && other[1] + other[3] > 2 * py ? -height : height;
      var spots = label.beside ? [[10 + width / 2, 0], [-10 - width / 2, 0], [0, 15], [0, -15]] :
        fit === undefined && kind && !kind.spot ? [[0, 0], [0, step], [0, -step], [0, 2 * step], [0, -2 * step]] : [[0, 0]];
      for (var i = 0; i < spots.length; i++) {
        var cx = px + spots[i][0], cy = py + spots[i][1];
        var box = boxAt(cx, cy);
        if (!free(box)) { continue; }
        box.layer = label.layer;
        taken.push(box);
        ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
        ctx.lineWidth = 3.2; ctx.strokeStyle = label.halo || "rgba(255,255,255,0.92)";
        ctx.strokeText(text, cx, cy);
        ctx.fillStyle = label.colour || "#222"; ctx.fillText(text, cx, cy);
        return;
      }
    }
    function each(method, run) {
      page.layers.forEach(function (layer) {
        var kind = layer.shown && G.layers.get(layer.type);
        if (kind && kind[method]) { run(kind, layer); }
      });
    }
    each("avoid", function (kind, layer) { taken = taken.concat(kind.avoid(layer, view, page)); });
    page.labels.forEach(function (label) {
      if (!label.layer.shown || (label.least && view.zoom < label.least)) { return; }
      var roams = Boolean(G.layers.get(label.layer.type).spot);
      if (!roams && (label.x < view.west || label.x > view.east || label.y < view.north || label.y > view.south)) { return; }
      place(label, label.x, label.y, label.fit ? label.fit * view.scale : undefined);
    });
    each("names", function (kind, layer) { kind.names(layer, view, place); });
  }

  G.paintLabels = paintLabels;
}(window.GeoCoop));
