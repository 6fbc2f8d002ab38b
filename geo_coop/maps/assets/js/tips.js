/* Tooltips and popups. */
(function (G) {
  "use strict";

  var el = G.el;

  /** A heading and rows of label and value. */
  function facts(title, sub, rows) {
    var box = el("div", { "class": "gc-facts" }, [el("strong", {}, [title])]);
    if (sub) { box.append(el("span", { "class": "gc-sub" }, [sub])); }
    if (rows.length) {
      box.append(el("table", {}, [el("tbody", {}, rows.map(function (row) {
        return el("tr", {}, [el("th", { scope: "row" }, [row[0]]), el("td", {}, [row[1]])]);
      }))]));
    }
    return box;
  }

  /** Look a value up in a column that may be stored as a table and positions. */
  function cell(column, row) {
    return column.table ? column.table[column.at[row]] : column.values[row];
  }

  function tooltip(layer, shape, ui) {
    var rows = layer.fields.map(function (field) { return [field.label, cell(field, shape)]; });
    // Where a field is what the classes were made of, the class says something only when it reads otherwise.
    var label = layer.classes[layer.classOf[shape]].label, same = rows.find(function (row) { return row[0] === layer.legendTitle && row[1]; });
    if (!same) { rows.push([layer.legendTitle, label]); } else if (same[1] !== label) { rows.push([ui["class"], label]); }
    rows.push([ui.marks, (layer.marks || []).filter(function (mark) { return mark.shapes.indexOf(shape) >= 0; })
      .map(function (mark) { return mark.label; }).join("; ")]);
    return facts(layer.names[shape], layer.codes[shape] + " · " + cell(layer.levels, shape), rows.filter(function (row) {
      return row[1] !== "" && row[1] !== null && row[1] !== undefined;
    }));
  }

  function popup(layer, shape, ui) {
    var box = tooltip(layer, shape, ui), details = layer.details;
    box.className = "gc-facts gc-popup";
    if (!details) { return box; }
    var list = details.lists[details.of[shape]] || [];
    if (!list.length) { box.append(el("p", { "class": "gc-none" }, [ui.no_details])); return box; }
    box.append(el("div", { "class": "gc-scroll", tabindex: "0", role: "region", "aria-label": ui.agreements }, [
      el("table", { "class": "gc-details" }, [
        el("caption", {}, [ui.agreements + " (" + list.length + ")"]),
        el("thead", {}, [el("tr", {}, details.heads.map(function (head) { return el("th", { scope: "col" }, [head]); }))]),
        el("tbody", {}, list.map(function (number) {
          return el("tr", {}, details.rows[number].map(function (text) { return el("td", {}, [text]); }));
        }))
      ])]));
    return box;
  }

  G.facts = facts;
  G.cell = cell;
  G.tooltip = tooltip;
  G.popup = popup;
}(window.GeoCoop));
