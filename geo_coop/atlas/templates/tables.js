/* Tables that sort by a click on a heading and filter by what is typed. Without it they are plain tables. */
(function () {
  "use strict";

  function text(cell) { return cell.textContent.trim(); }

  function key(row, column, number) {
    var cell = row.cells[column], value = cell.dataset.sort === undefined ? text(cell) : cell.dataset.sort;
    if (!number) { return value; }
    return value === "" ? -Infinity : Number(value);
  }

  function sorting(table, body) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var button = document.createElement("button"), number = head.classList.contains("number");
      button.type = "button";
      button.append.apply(button, Array.from(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "ascending" : !number;
        var compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
        var rows = Array.from(body.rows).map(function (row) { return [key(row, column, number), row]; });
        rows.sort(function (a, b) {
          var order = number ? a[0] - b[0] || 0 : compare(a[0], b[0]);
          return up ? order : -order;
        });
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        body.append.apply(body, rows.map(function (pair) { return pair[1]; }));
      });
    });
  }

  function filtering(table, body) {
    var tools = document.createElement("div"), input = document.createElement("input"), count = document.createElement("span");
    var rows = Array.from(body.rows), words = rows.map(function (row) { return text(row).toLowerCase(); });
    tools.className = "tools";
    input.type = "search";
    input.placeholder = table.dataset.filter;
    input.setAttribute("aria-label", table.dataset.filter);
    count.setAttribute("role", "status");
    function look() {
      var wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (row, i) {
        var fits = wanted.every(function (word) { return words[i].indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) { shown++; }
      });
      count.textContent = shown + " " + table.dataset.of + " " + rows.length;
    }
    input.addEventListener("input", look);
    look();
    tools.append(input, count);
    table.closest(".scroll").before(tools);
  }

  document.querySelectorAll("table[data-filter]").forEach(function (table) {
    sorting(table, table.tBodies[0]);
    if (table.tBodies[0].rows.length > 5) { filtering(table, table.tBodies[0]); }
  });
}());
