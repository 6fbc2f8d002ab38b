/* Legend and notes. */
(function (G) {
  "use strict";

  var el = G.el, icon = G.icon;

  /** Draw a mark as the style sheet does. */
  G.mark = function (ctx, shape, x, y) {
    if (Object.prototype.hasOwnProperty.call(G.marks, shape)) { G.marks[shape](ctx, x, y); return; }
    ctx.beginPath();
    if (shape === "open") { ctx.rect(x - 5, y - 5, 10, 10); } else { ctx.arc(x, y, 4.8, 0, 7); }
    ctx.fillStyle = shape === "planned" ? "#fff" : "#111"; ctx.fill();
    ctx.lineWidth = 2.4; ctx.strokeStyle = "#111"; ctx.stroke();
  };

  function swatch(row) {
    if (Object.prototype.hasOwnProperty.call(G.swatches, row.kind)) { return G.swatches[row.kind](row); }
    var face = el("span", { "class": "gc-swatch gc-" + row.kind + " gc-hatch-" + row.hatch, "aria-hidden": "true" });
    if (row.kind === "line" || row.kind === "band") {
      var drawing = icon("M0 8h26");
      drawing.setAttribute("viewBox", "0 0 26 16");
      drawing.style.stroke = row.colour;
      drawing.style.strokeWidth = row.kind === "line" ? 4 : 2;
      drawing.style.strokeDasharray = (row.dash || []).join(" ");
      face.append(drawing);
    } else if (row.kind !== "point") { face.style.backgroundColor = row.colour; }
    if (row.kind === "point") { face.append(el("span", { "class": "gc-point gc-point-" + row.shape })); }
    return face;
  }

  function legend(data, ui) {
    return el("section", { "class": "gc-legend", "aria-label": ui.legend }, data.map(function (part) {
      return el("div", {}, [
        el("h2", {}, [part.title]),
        el("ul", {}, part.rows.map(function (row) {
          var item = el("li", {}, [swatch(row), el("span", { "class": "gc-label" }, [row.label])]);
          if (row.count !== undefined) {
            item.append(el("span", { "class": "gc-count", title: ui.count }, [row.count]));
          }
          return item;
        }))
      ]);
    }));
  }

  function notes(data, ui) {
    return el("section", { "class": "gc-notes", "aria-label": ui.sources }, [
      el("h2", {}, [ui.sources]),
      el("dl", {}, data.facts.reduce(function (all, fact) {
        return all.concat([el("dt", {}, [fact[0]]), el("dd", {}, [fact[1]])]);
      }, []))
    ].concat(data.remarks.map(function (text) { return el("p", {}, [text]); })));
  }

  G.legend = legend;
  G.notes = notes;
}(window.GeoCoop));
