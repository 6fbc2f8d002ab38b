/* A slider over the days on which something changes: colours, legend counts and popup rows follow it. */
(function (G) {
  "use strict";

  var PAUSE = 1400;

  /** Unfold states that are stored as changes: the first whole, then places and values. */
  function unfold(coded) {
    var now = null;
    return coded.map(function (text) {
      if (now === null) { now = G.numbers(text); return now; }
      if (text) {
        var values = G.numbers(text), half = values.length / 2, places = G.sums(values.slice(0, half));
        now = now.slice();
        places.forEach(function (place, i) { now[place] = values[half + i]; });
      }
      return now;
    });
  }

  function grouped(number, lang) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, lang === "en" ? "," : ".");
  }

  G.controls.register("timeline", { order: 60, add: function (page) {
    var data = page.extras.timeline, rows = page.extras.timelineDetails, ui = page.ui, el = G.el;
    var layer = page.layer(data.layer), steps = data.steps, last = steps.length - 1, at = last, timer = null;
    var states = unfold(data.classOf), lists = rows ? unfold(rows.of) : null;

    var play = el("button", { type: "button", "class": "gc-time-play" });
    var back = el("button", { type: "button", "aria-label": ui.timeline_back, title: ui.timeline_back }, [G.icon("M10 3 5 8l5 5")]);
    var next = el("button", { type: "button", "aria-label": ui.timeline_next, title: ui.timeline_next }, [G.icon("M6 3l5 5-5 5")]);
    var slider = el("input", { type: "range", min: 0, max: last, step: 1, "aria-label": ui.timeline_slider });
    var day = el("output", { "class": "gc-time-day" });
    var count = el("span", { "class": "gc-time-count" });
    var ticks = el("div", { "class": "gc-time-ticks", "aria-hidden": "true" }, steps.map(function (step, i) {
      var year = step.day.slice(0, 4), same = i > 0 && steps[i - 1].day.slice(0, 4) === year;
      return el("span", {}, [same ? "" : year]);
    }));
    var changes = el("ul", { "class": "gc-time-changes", tabindex: "0", "aria-label": ui.timeline_changes });
    var live = el("p", { "class": "gc-time-live", role: "status" });

    function counts() {
      var found = data.without[at].slice();
      layer.classOf.forEach(function (number) { found[number]++; });
      page.legends[0].rows.forEach(function (row, i) { row.count = grouped(found[i], page.lang); });
      page.fire("legend");
    }

    function words() {
      var step = steps[at];
      slider.value = at;
      slider.setAttribute("aria-valuetext", step.text);
      day.textContent = step.text;
      count.textContent = (at + 1) + " " + ui.timeline_of + " " + steps.length;
      changes.replaceChildren.apply(changes, step.changes.map(function (change) {
        return el("li", {}, [el("strong", {}, [change[0]]), ": " + change[1]]);
      }));
      changes.scrollTop = 0;
      back.disabled = at === 0;
      next.disabled = at === last;
    }

    /** Show a step; an open popup follows. */
    function show(number) {
      at = Math.max(0, Math.min(last, number));
      if (lists) { layer.details = { heads: rows.heads, rows: rows.rows, lists: rows.lists, of: lists[at] }; }
      G.restyle(page, layer, states[at]);
      counts();
      words();
      if (page.chosen && page.chosen.layer === layer) {
        page.map.eachLayer(function (each) {
          if (each instanceof L.Popup) { each.setContent(G.popup(layer, page.chosen.item, ui)); }
        });
      }
      page.fire("change");
    }

    function face(playing) {
      var text = playing ? ui.timeline_pause : ui.timeline_play;
      play.replaceChildren(G.icon(playing ? "M5 3v10M11 3v10" : "M4 2.5v11L13.5 8z"), text);
    }
    function stop() {
      clearInterval(timer);
      timer = null;
      face(false);
      live.textContent = steps[at].text;
    }
    play.addEventListener("click", function () {
      if (timer) { stop(); return; }
      face(true);
      show(at === last ? 0 : at + 1);
      timer = setInterval(function () {
        show(at + 1);
        if (at === last) { stop(); }
      }, PAUSE);
    });
    slider.addEventListener("input", function () { if (timer) { stop(); } show(Number(slider.value)); });
    back.addEventListener("click", function () { if (timer) { stop(); } show(at - 1); live.textContent = steps[at].text; });
    next.addEventListener("click", function () { if (timer) { stop(); } show(at + 1); live.textContent = steps[at].text; });

    page.slots.foot.append(el("section", { "class": "gc-time", "aria-label": ui.timeline }, [
      el("div", { "class": "gc-time-head" }, [day, count]),
      el("div", { "class": "gc-time-row" }, [play, back, el("div", { "class": "gc-time-slide" }, [slider, ticks]), next]),
      changes, live
    ]));
    /** Years that have no room beside the last one shown are left out. */
    function thin() {
      var right = -Infinity;
      Array.from(ticks.children).forEach(function (tick) {
        if (!tick.textContent) { return; }
        tick.style.visibility = "";
        var box = tick.getBoundingClientRect(), middle = (box.left + box.right) / 2, half = 1.45 * parseFloat(getComputedStyle(tick).fontSize);
        if (middle - half < right) { tick.style.visibility = "hidden"; } else { right = middle + half; }
      });
    }
    new ResizeObserver(thin).observe(ticks);
    face(false);
    page.keep("t", function () { return at === last ? null : steps[at].day; }, function (text) {
      var number = last;
      while (number > 0 && steps[number].day > text) { number--; }
      if (number !== at) { show(number); }
    });
    page.caption(function () { return steps[at].text; });
    show(last);
  } });
}(window.GeoCoop));
