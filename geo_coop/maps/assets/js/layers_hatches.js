/* Hatches of areas that overlap: one layer for each set of areas, each with an angle and a colour of its own.
 * Lines are drawn, not tiled: they stay sharp at any size, run through from one member to the next, and stand still
 * when the map is moved. */
(function (G) {
  "use strict";

  /** Draw parallel lines over a box [x1, y1, x2, y2]; the box is a part of an endless sheet that starts at (left, top). */
  function hatch(ctx, box, style, left, top) {
    var turn = style.angle * Math.PI / 180, alongX = Math.cos(turn), alongY = -Math.sin(turn), acrossX = -alongY, acrossY = alongX;
    var offset = left * acrossX + top * acrossY, low = Infinity, high = -Infinity;
    [[0, 1], [0, 3], [2, 1], [2, 3]].forEach(function (corner) {
      var at = box[corner[0]] * acrossX + box[corner[1]] * acrossY;
      low = Math.min(low, at); high = Math.max(high, at);
    });
    var middleX = (box[0] + box[2]) / 2, middleY = (box[1] + box[3]) / 2, middle = middleX * acrossX + middleY * acrossY;
    var half = Math.hypot(box[2] - box[0], box[3] - box[1]) / 2 + style.spacing;
    ctx.beginPath();
    for (var number = Math.ceil((low + offset) / style.spacing); number * style.spacing - offset <= high; number++) {
      var away = number * style.spacing - offset - middle, x = middleX + away * acrossX, y = middleY + away * acrossY;
      ctx.moveTo(x - half * alongX, y - half * alongY);
      ctx.lineTo(x + half * alongX, y + half * alongY);
    }
    ctx.setLineDash([]);
    ctx.lineCap = "butt";
    ctx.strokeStyle = style.colour;
    ctx.lineWidth = style.width;
    ctx.stroke();
  }

  G.layers.register("hatches", {
    still: true,
    read: function (layer, page) {
      layer.topology = page.topologies[layer.topology];
      layer.shapes = G.sums(G.numbers(layer.shapes));
    },
    paint: function (layer, ctx, view) {
      var topology = layer.topology, box = [Infinity, Infinity, -Infinity, -Infinity];
      ctx.save();
      ctx.beginPath();
      layer.shapes.forEach(function (shape) {
        var own = topology.boxes[shape];
        if (!G.visible(own, view)) { return; }
        topology.trace(ctx, shape, view);
        box = [Math.min(box[0], own[0]), Math.min(box[1], own[1]), Math.max(box[2], own[2]), Math.max(box[3], own[3])];
      });
      if (box[0] <= box[2]) {
        ctx.clip("evenodd");
        hatch(ctx, [
          Math.max(box[0], view.west) * view.scale - view.x, Math.max(box[1], view.north) * view.scale - view.y,
          Math.min(box[2], view.east) * view.scale - view.x, Math.min(box[3], view.south) * view.scale - view.y
        ], layer, view.x, view.y);
      }
      ctx.restore();
    }
  });

  /** A row of the legend: the hatch, with the mark of the zone on it. */
  G.swatches.zone = function (row) {
    return G.drawing(38, 22, function (ctx) {
      ctx.save();
      ctx.beginPath(); ctx.rect(0.5, 0.5, 37, 21); ctx.clip();
      ctx.fillStyle = "#ffffff"; ctx.fillRect(0, 0, 38, 22);
      hatch(ctx, [0, 0, 38, 22], { angle: row.angle, colour: row.colour, spacing: 6.5, width: 2.2 }, 0, 0);
      ctx.restore();
      ctx.lineWidth = 1; ctx.strokeStyle = "#5a5a5a"; ctx.strokeRect(0.5, 0.5, 37, 21);
      if (row.mark) { G.drawMark(ctx, 19, 11, { text: row.mark, colour: row.colour }, 0.85); }
    });
  };

  G.hatch = hatch;
}(window.GeoCoop));
