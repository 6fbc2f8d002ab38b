/* Areas coloured by class: the regions that a map is about. */
(function (G) {
  "use strict";

  /** Return the class of a shape. */
  function classOf(layer, shape) { return layer.classes[layer.classOf[shape]]; }

  function faded(layer, shape) { return Boolean(layer.only) && !layer.only.has(shape); }

  /** The heading of the column of classes: another one than that of the field they were made of. */
  function classHead(layer, ui) {
    var told = layer.fields.some(function (field) { return field.label === layer.legendTitle; });
    return told ? ui["class"] : layer.legendTitle || ui.legend;
  }

  function brightness(colour) {
    var value = parseInt(colour.slice(1), 16);
    return 0.299 * (value >> 16) + 0.587 * (value >> 8 & 255) + 0.114 * (value & 255);
  }

  G.layers.register("areas", {
    still: true,
    read: function (layer, page) {
      layer.topology = page.topologies[layer.topology];
      layer.classOf = G.numbers(layer.classOf);
      layer.all = G.everyArc(layer.topology.arcs);
      layer.only = null;
      (layer.marks || []).forEach(function (mark) { mark.shapes = G.sums(G.numbers(mark.shapes)); });
    },
    paint: function (layer, ctx, view) {
      var topology = layer.topology, many = topology.shapes.length;
      // Where regions are small on the screen, lines as wide as usual would hide their colours.
      var line = many > 3000 && view.zoom < 6 ? 0.15 : many > 400 && view.zoom < 8 ? 0.35 : 0.7;
      function fill(shape, styles) {
        if (!G.visible(topology.boxes[shape], view)) { return; }
        ctx.beginPath(); topology.trace(ctx, shape, view);
        if (faded(layer, shape)) { ctx.fillStyle = "#ffffff"; ctx.fill("evenodd"); ctx.globalAlpha = 0.2; }
        styles.forEach(function (style) { ctx.fillStyle = style; ctx.fill("evenodd"); });
        ctx.globalAlpha = 1;
      }
      layer.classes.forEach(function (each, number) {
        var styles = each.hatch === "none" ? [each.colour] : [each.colour, G.pattern(ctx, each.hatch)];
        for (var shape = 0; shape < topology.shapes.length; shape++) {
          if (layer.classOf[shape] === number) { fill(shape, styles); }
        }
      });
      (layer.marks || []).forEach(function (mark) {
        mark.shapes.forEach(function (shape) { if (!faded(layer, shape)) { fill(shape, [G.pattern(ctx, mark.hatch)]); } });
      });
      G.strokeArcs(ctx, topology.arcs, layer.all, view, { colour: "rgba(60,60,60,0.55)", width: line });
    },
    find: function (layer, x, y) { return layer.topology.find(x, y); },
    outline: function (layer, shape, ctx, view) { layer.topology.trace(ctx, shape, view); },
    tip: function (layer, shape, page) { return G.tooltip(layer, shape, page.ui); },
    popup: function (layer, shape, page) { return G.popup(layer, shape, page.ui); },
    place: function (layer, shape) { return { box: layer.topology.boxes[shape], at: layer.topology.anchor(shape) }; },
    /** Names of single areas, where there is room for them; an `unnamed` layer leaves them to another one. */
    names: function (layer, view, write) {
      if (layer.unnamed) { return; }
      layer.topology.shapes.forEach(function (rings, shape) {
        var box = layer.topology.boxes[shape];
        if ((box[2] - box[0]) * view.scale < 40 || !G.visible(box, view)) { return; }
        var anchor = layer.topology.anchor(shape), dark = !faded(layer, shape) && brightness(classOf(layer, shape).colour) < 120;
        write({ text: layer.names[shape].replace(/^Kabupaten /, ""), size: 11, weight: "500", colour: dark ? "#fff" : "#111",
          halo: dark ? "rgba(0,0,0,0.55)" : "rgba(255,255,255,0.85)" }, anchor[0], anchor[1], anchor[2] * view.scale - 4);
      });
    },
    fades: true,
    /** The text alternative: what the map says of each area. */
    table: function (layer, page) {
      var inside = layer.uppers && Object.keys(layer.uppers).length ? [page.ui.inside] : [];
      // A mark that a column tells of already needs none of its own.
      var marks = (layer.marks || []).filter(function (mark) { return !mark.told; }).map(function (mark) { return { label: mark.label, shapes: new Set(mark.shapes) }; });
      var heads = [page.ui.region, page.ui.code].concat(inside, layer.fields.map(function (field) { return field.label; }),
        [classHead(layer, page.ui)], marks.length ? [page.ui.marks] : []);
      var classed = heads.length - (marks.length ? 2 : 1), first = 2 + inside.length;
      return {
        heads: heads, count: layer.codes.length,
        facets: (layer.facets || []).map(function (field) { return first + field; }).concat([classed]),
        rank: function (shape, column) { return column === classed ? layer.classOf[shape] : undefined; },
        row: function (shape) {
          var fields = layer.fields.map(function (field) { return G.cell(field, shape); });
          return [layer.names[shape], layer.codes[shape]].concat(inside.length ? [G.uppers(layer, layer.codes[shape])] : [], fields,
            [classOf(layer, shape).label], marks.length ? [marks.filter(function (mark) { return mark.shapes.has(shape); })
              .map(function (mark) { return mark.label; }).join("; ")] : []);
        },
        open: function (shape) { page.open(shape, layer); }
      };
    }
  });

  /** Colour the areas by other classes, and say so to the legend and the tables. */
  G.restyle = function (page, layer, numbers) {
    layer.classOf = numbers;
    page.repaint();
    page.fire("restyle", { layer: layer });
  };
  /** Leave only these shapes in full colour; null for all. */
  G.filter = function (page, layer, shapes) {
    layer.only = shapes;
    page.repaint();
    page.fire("filter", { layer: layer });
  };
}(window.GeoCoop));
