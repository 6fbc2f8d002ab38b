/* Search by name or code. Regions of one name are all offered, each with what it lies in. */
(function (G) {
  "use strict";

  var el = G.el, SHOWN = 12;

  /** Text as it is compared: without accents, case and apostrophes, which are written in many ways (Pa'loo, Pa`loo). */
  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f'`\u2018\u2019\u02bc]/g, "").toLowerCase().trim(); }

  /** Return the names of what a region lies in, nearest first. */
  G.uppers = function (layer, code) {
    var parts = code.split("."), found = [];
    while (parts.length > 1 && found.length < 2) {
      parts.pop();
      var upper = parts.join(".");
      if (layer.uppers && Object.prototype.hasOwnProperty.call(layer.uppers, upper)) { found.push(layer.uppers[upper]); }
    }
    return found.join(", ");
  };

  /** Return the numbers of the regions that fit, best first; `exact` counts those that carry the very name. */
  function look(layer, folded, text) {
    var ranks = [], exact = 0;
    folded.forEach(function (name, number) {
      var at = name.indexOf(text), code = layer.codes[number].toLowerCase(), rank;
      if (code === text) { rank = 0; } else if (name === text) { rank = 1; exact++; } else if (at === 0) { rank = 2; }
      else if (code.indexOf(text) === 0) { rank = 3; } else if (at > 0) { rank = name[at - 1] === " " ? 4 : 5; } else { return; }
      ranks.push([rank, number]);
    });
    ranks.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    return { numbers: ranks.map(function (pair) { return pair[1]; }), exact: exact, code: ranks.length && ranks[0][0] === 0 };
  }

  G.search = function (page) {
    var ui = page.ui, layer = page.main, folded = null, hits = [], active = -1;
    var list = el("ul", { id: "gc-found", "class": "gc-found", role: "listbox", "aria-label": ui.found, hidden: "" });
    var said = el("p", { "class": "gc-said", "aria-live": "polite" });
    var input = el("input", { type: "search", role: "combobox", placeholder: ui.search, "aria-label": ui.search,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "gc-found", autocomplete: "off", spellcheck: "false" });

    function show(numbers) {
      list.replaceChildren();
      hits = numbers.slice(0, SHOWN);
      hits.forEach(function (number, row) {
        var option = el("li", { role: "option", id: "gc-found-" + row, "aria-selected": "false" }, [
          el("span", {}, [layer.names[number]]), " ",
          el("span", { "class": "gc-sub" }, [layer.codes[number] + " · " + G.uppers(layer, layer.codes[number])])]);
        option.addEventListener("mousedown", function (event) { event.preventDefault(); });
        option.addEventListener("click", function () { go(number); });
        list.append(option);
      });
      choose(-1);
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(hits.length > 0));
    }
    function choose(row) {
      active = row;
      Array.from(list.children).forEach(function (option, number) { option.setAttribute("aria-selected", String(number === row)); });
      if (row < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", "gc-found-" + row);
      list.children[row].scrollIntoView({ block: "nearest" });
    }
    function go(number) {
      input.value = layer.names[number];
      show([]);
      said.textContent = layer.names[number] + " · " + layer.codes[number];
      page.open(number, layer, input);
    }
    function update(enter) {
      var text = fold(input.value);
      folded = folded || layer.names.map(fold);
      if (!text) { show([]); said.textContent = ""; return; }
      var found = look(layer, folded, text), count = found.numbers.length, first = found.numbers[0];
      if (found.code || (enter && (count === 1 || found.exact === 1))) { go(first); return; }
      show(found.numbers);
      if (!count) { said.textContent = ui.not_found; }
      else if (found.exact > 1) { said.textContent = ui.same_name.replace("{n}", found.exact); }
      else { said.textContent = count > SHOWN ? ui.more.replace("{n}", count - SHOWN) : ui.hits.replace("{n}", count); }
      if (enter && count) { choose(0); }
    }
    input.addEventListener("input", function () { update(false); });
    input.addEventListener("blur", function () { setTimeout(function () { list.hidden = true; }, 150); });
    input.addEventListener("focus", function () { list.hidden = !hits.length; });
    input.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        if (active >= 0) { go(hits[active]); } else { update(true); }
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits.length) {
        list.hidden = false;
        choose((active + (event.key === "ArrowDown" ? 1 : hits.length + (active < 0 ? 0 : -1))) % hits.length);
      } else if (event.key === "Escape") { show([]); said.textContent = ""; } else { return; }
      event.preventDefault();
    });
    page.search = input;
    return el("div", { "class": "gc-search", role: "search" }, [input, list, said]);
  };
}(window.GeoCoop));
