/* Names of areas with marks below them: the zones that an area is in, one mark for each. */
(function (G) {
  "use strict";

  var FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

  /** From this zoom on a narrow map has room for tags as well. */
  var CLOSE = 7.5;

  /** Make a sharp canvas for the legend. */
  G.drawing = function (width, height, paint) {
    var face = G.el("canvas", { "class": "gc-drawing", "aria-hidden": "true" }), ctx = face.getContext("2d");
    face.width = 3 * width; face.height = 3 * height;
    face.style.width = width + "px"; face.style.height = height + "px";
    ctx.scale(3, 3);
    paint(ctx);
    return face;
  };

  function star(ctx, x, y, radius) {
    ctx.beginPath();
    for (var i = 0; i < 10; i++) {
      var turn = Math.PI * (i / 5 - 0.5), far = i % 2 ? radius * 0.45 : radius;
      ctx.lineTo(x + far * Math.cos(turn), y + far * Math.sin(turn));
    }
    ctx.closePath();
    ctx.lineJoin = "round"; ctx.lineWidth = 2.4; ctx.strokeStyle = "#ffffff"; ctx.stroke();
    ctx.fillStyle = "#111111"; ctx.fill();
  }

  function width(mark, size) { return (mark.square ? 13 + 6.2 * mark.text.length : 19 + 6 * Math.max(0, mark.text.length - 1)) * size; }

  /** Draw one mark: a disc, or a tag for `square`; `dashed` is hollow with a dashed edge, `star` has a ring and a star. */
  function drawMark(ctx, x, y, mark, size) {
    var wide = width(mark, size) / 2, high = (mark.square ? 7.5 : 9.5) * size, corner = mark.square ? 3 * size : high;
    function trace(more) {
      ctx.beginPath();
      ctx.roundRect(x - wide - more, y - high - more, 2 * (wide + more), 2 * (high + more), corner + more);
    }
    ctx.setLineDash([]);
    trace(mark.star ? 3.2 * size : 1.4 * size); ctx.fillStyle = "#ffffff"; ctx.fill();
    if (mark.star) { trace(2.4 * size); ctx.lineWidth = 1.7 * size; ctx.strokeStyle = "#111111"; ctx.stroke(); }
    trace(0); ctx.fillStyle = mark.dashed ? "#ffffff" : mark.colour; ctx.fill();
    if (mark.dashed) {
      ctx.setLineDash([3 * size, 2 * size]); ctx.lineWidth = 1.6 * size; ctx.strokeStyle = mark.colour; ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.font = "700 " + (mark.square ? 10 : 12) * size + "px " + FONT;
    ctx.textAlign = "center"; ctx.textBaseline = "middle";
    ctx.fillStyle = mark.dashed ? mark.colour : "#ffffff";
    ctx.fillText(mark.text, x, y + 0.5 * size);
    if (mark.star) { star(ctx, x + wide, y - high, 5.6 * size); }
  }

  /** Draw the end of lines: a disc, or a square; a ring around it says that more is to come. */
  function node(ctx, x, y, style) {
    var size = style.size;
    if (style.ring) {
      ctx.beginPath(); ctx.arc(x, y, size + 4.5, 0, 7); ctx.setLineDash([]);
      ctx.lineWidth = 4; ctx.strokeStyle = "#ffffff"; ctx.stroke();
      ctx.setLineDash([3, 2.4]); ctx.lineWidth = 1.8; ctx.strokeStyle = "#111111"; ctx.stroke(); ctx.setLineDash([]);
    }
    ctx.beginPath();
    if (style.square) { ctx.rect(x - size, y - size, 2 * size, 2 * size); } else { ctx.arc(x, y, size, 0, 7); }
    ctx.fillStyle = "#ffffff"; ctx.fill();
    ctx.lineWidth = 2.4; ctx.strokeStyle = "#111111"; ctx.stroke();
  }

  /** Return the block of one place: its text, the marks that are shown, and its size; with `few` discs only. */
  function block(item, ctx, page, size, few) {
    var rows = item.rows.map(function (row) {
      return row.filter(function (mark) { return page.zoneShown(mark.of) && !(few && mark.square); });
    }).filter(function (row) { return row.length; });
    var letters = (item.small ? 11.5 : 12.5) * size;
    ctx.font = (item.small ? "500 " : "600 ") + letters + "px " + FONT;
    var wide = ctx.measureText(item.name).width;
    rows.forEach(function (row) {
      wide = Math.max(wide, row.reduce(function (sum, mark) { return sum + width(mark, size) + 5 * size; }, 0));
    });
    return { item: item, rows: rows, font: ctx.font, wide: wide + 4, high: letters + (3.5 + 21 * rows.length) * size };
  }

  /** Return the places inside an area where its block may stand: [x, y, what it costs]. */
  function inside(each, view, layer) {
    var found = [], least = 0.8 * Math.max(each.wide, each.high);
    if (each.item.small || each.item.node) { return []; }
    found.push([each.x, each.y, 2 * each.item.radius / 360 * 256 * view.scale > least ? 0 : 0.2 * Math.min(each.wide * each.high, 4000)]);
    var shape = layer ? layer.codes.indexOf(each.item.code) : -1;
    if (shape >= 0) {
      var anchor = layer.topology.anchor(shape), room = anchor[2] * view.scale > 0.9 * each.wide;
      found.push([anchor[0] * view.scale - view.x, anchor[1] * view.scale - view.y, room ? 40 : 0.2 * Math.min(each.wide * each.high, 4000)]);
    }
    return found;
  }

  function overlap(a, b) {
    return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  }

  /** Find the place of a block that hides least: inside its area where there is room, else beside it. `foreign` tells
   * how much of a box lies in areas that the block is not about. */
  function settle(each, spots, taken, frame, foreign) {
    var best = null, area = each.wide * each.high, unit = Math.min(area, 2500);
    function look(x, y, cost, away, number) {
      var box = [x - each.wide / 2, y - each.high / 2, x + each.wide / 2, y + each.high / 2];
      taken.forEach(function (other) { cost += 1.5 * overlap(box, other); });
      cost += 3 * (area - overlap(box, frame));
      if (best && cost >= best.cost) { return; }
      if (away) { cost += 1.3 * unit * foreign(number, box); }
      if (!best || cost < best.cost) { best = { cost: cost, x: x, y: y, box: box, away: away }; }
    }
    spots.forEach(function (spot) { look(spot[0], spot[1], spot[2], false); });
    [1, 1.4, 1.9, 2.5, 3.3].forEach(function (far, ring) {
      for (var turn = 0; turn < 16; turn++) {
        var angle = turn * Math.PI / 8, gap = each.item.node ? each.item.node.size + 3 : each.item.small ? 8 : 12;
        look(each.x + far * Math.cos(angle) * (each.wide / 2 + gap), each.y - far * Math.sin(angle) * (each.high / 2 + gap),
          0.2 * unit * far * far, true, 16 * ring + turn);
      }
    });
    each.spot = best;
  }

  /** Draw a line from a place to its block, where the two stand apart. */
  function lead(ctx, each) {
    var box = each.spot.box;
    var x = Math.max(box[0], Math.min(each.x, box[2])), y = Math.max(box[1], Math.min(each.y, box[3]));
    if (!each.spot.away || Math.hypot(x - each.x, y - each.y) < (each.item.small || each.item.node ? 16 : 0)) { return; }
    ctx.beginPath(); ctx.moveTo(each.x, each.y); ctx.lineTo(x, y);
    ctx.setLineDash([]); ctx.lineWidth = 3.4; ctx.strokeStyle = "#ffffff"; ctx.stroke();
    ctx.lineWidth = 1.3; ctx.strokeStyle = "#111111"; ctx.stroke();
    if (!each.item.small && !each.item.node) { ctx.beginPath(); ctx.arc(each.x, each.y, 2.6, 0, 7); ctx.fillStyle = "#111111"; ctx.fill(); }
  }

  function write(ctx, each, size) {
    var x = each.spot.x, y = each.spot.box[1] + 8 * size;
    ctx.font = each.font;
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
    ctx.lineWidth = 5; ctx.strokeStyle = "rgba(255,255,255,0.95)"; ctx.strokeText(each.item.name, x, y);
    ctx.fillStyle = "#111111"; ctx.fillText(each.item.name, x, y);
    each.rows.forEach(function (row, number) {
      var left = x - row.reduce(function (sum, mark) { return sum + width(mark, size) + 5 * size; }, -5 * size) / 2;
      row.forEach(function (mark) {
        drawMark(ctx, left + width(mark, size) / 2, y + (20 + 21 * number) * size, mark, size);
        left += width(mark, size) + 5 * size;
      });
    });
  }

  G.layers.register("badges", {
    read: function (layer, page) {
      layer.items.forEach(function (item) { item.x = G.worldX(item.lon); item.y = G.worldY(item.lat); });
      layer.boxes = [];
      page.zoneShown = function (zone) {
        var found = zone && page.layers.find(function (other) { return other.zone === zone; });
        return !found || found.shown;
      };
    },
    paint: function (layer, ctx, view, page) {
      var seen = page.map.getSize(), size = seen.x < 520 ? 0.78 : 1, few = size < 1 && view.zoom < CLOSE, corner = page.map.containerPointToLayerPoint([0, 0]);
      var frame = [corner.x, corner.y, corner.x + seen.x, corner.y + seen.y], taken = [];
      page.layers.forEach(function (other) {
        if (other.shown && other !== layer && page.kind(other).avoid) { taken = taken.concat(page.kind(other).avoid(other, view, page)); }
      });
      var blocks = layer.items.filter(function (item) { return page.zoneShown(item.of); }).map(function (item) {
        var each = block(item, ctx, page, size, few);
        each.x = item.x * view.scale - view.x; each.y = item.y * view.scale - view.y;
        each.spots = inside(each, view, page.main);
        each.rank = Math.min.apply(null, each.spots.map(function (spot) { return spot[2]; }).concat([Infinity]));
        return each;
      }).filter(function (each) {
        return each.x > frame[0] && each.x < frame[2] && each.y > frame[1] && each.y < frame[3];
      });
      blocks.forEach(function (each) {
        var node = each.item.node;
        if (node) { taken.push([each.x - node.size, each.y - node.size, each.x + node.size, each.y + node.size]); }
      });
      // Those with room inside come first, then the others, each where it hides least.
      blocks.sort(function (a, b) { return (a.rank > b.rank) - (a.rank < b.rank); });
      // What lies below a block is the same wherever the map is moved, at one zoom and with the same marks.
      var state = [view.zoom, size].concat(blocks.map(function (each) { return each.wide + "x" + each.high; })).join(" ");
      if (layer.state !== state) { layer.state = state; layer.known = {}; }
      var known = layer.known;
      // A second and a third round let those that came first give way to the others.
      for (var round = 0; round < 3; round++) {
        blocks.forEach(function (each) {
          var own = page.main ? page.main.codes.indexOf(each.item.code) : -1, others = blocks.filter(function (other) {
            return other !== each && other.spot;
          }).map(function (other) { return other.spot.box; });
          settle(each, each.spots, taken.concat(others), frame, function (number, box) {
            if (!each.item.rows.length) { return 0; }
            var key = layer.items.indexOf(each.item) + " " + number;
            if (known[key] === undefined) {
              known[key] = [0.05, 0.5, 0.95].reduce(function (sum, part) {
                var shape = page.main.topology.find((box[0] + part * each.wide + view.x) / view.scale, ((box[1] + box[3]) / 2 + view.y) / view.scale);
                return sum + (shape >= 0 && shape !== own ? 1 / 3 : 0);
              }, 0);
            }
            return known[key];
          });
        });
      }
      blocks.forEach(function (each) { lead(ctx, each); });
      blocks.forEach(function (each) { if (each.item.node) { node(ctx, each.x, each.y, each.item.node); } });
      blocks.forEach(function (each) { write(ctx, each, size); });
      layer.boxes = blocks.map(function (each) { return each.spot.box; });
    },
    avoid: function (layer) { return layer.boxes; }
  });

  G.swatches.badge = function (row) {
    return G.drawing(38, 24, function (ctx) { drawMark(ctx, 19, 13, { text: row.mark, colour: row.colour, star: row.star, square: row.square, dashed: row.dashed }, 0.9); });
  };

  G.marks["site-approximate"] = function (ctx, x, y) {
    ctx.setLineDash([]);
    ctx.beginPath(); ctx.arc(x, y, 5.2, 0, 7); ctx.fillStyle = "#ffffff"; ctx.fill(); ctx.lineWidth = 2; ctx.strokeStyle = "#111111"; ctx.stroke();
    ctx.beginPath(); ctx.arc(x, y, 2, 0, 7); ctx.fillStyle = "#111111"; ctx.fill();
  };
  G.marks["site-exact"] = function (ctx, x, y) {
    ctx.setLineDash([]);
    ctx.beginPath(); ctx.moveTo(x, y - 7); ctx.lineTo(x + 7, y); ctx.lineTo(x, y + 7); ctx.lineTo(x - 7, y); ctx.closePath();
    ctx.fillStyle = "#111111"; ctx.fill(); ctx.lineWidth = 2; ctx.strokeStyle = "#ffffff"; ctx.stroke();
  };
  G.marks.extent = function (ctx, x, y) {
    ctx.beginPath(); ctx.rect(x - 5, y - 5, 10, 10); ctx.fillStyle = "#ffffff"; ctx.fill();
    ctx.lineWidth = 2; ctx.strokeStyle = "#111111"; ctx.setLineDash([3, 2]); ctx.stroke(); ctx.setLineDash([]);
  };

  G.swatches.node = function (row) {
    return G.drawing(38, 24, function (ctx) { node(ctx, 19, 12, row.node); });
  };

  G.drawMark = drawMark;
}(window.GeoCoop));
