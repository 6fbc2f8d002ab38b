/* Reads what geo_coop/maps/packing.py and topology.py packed: numbers in Huffman codes, rings and arcs made of them. */
(function (G) {
  "use strict";

  var LONGEST = 12, LEVELS = 10, SHAPES = 0, RINGS = 1, REFERENCES = 2, REFERENCE = 3, POINTS = 4, START = 5, STEP = 6;
  var KINDS = STEP + 2 * LEVELS * 3, LETTER = new Uint8Array(128);
  for (var code = 32, letter = 0; code < 127; code++) {
    if ("\"&'/<>\\`{}".indexOf(String.fromCharCode(code)) < 0) { LETTER[code] = letter++; }
  }

  /** Return a function that reads the next number of a kind. */
  function reader(text, kinds) {
    var words = new Uint32Array(text.length / 5 + 2), at = 0, tables = [], i, k;
    for (i = 0; i < text.length / 5; i++) {
      var word = 0;
      for (k = 4; k >= 0; k--) { word = word * 85 + LETTER[text.charCodeAt(5 * i + k)]; }
      words[i] = word;
    }
    /** The next bits, as many as asked for, without moving on. */
    function peek(count) {
      var word = at >>> 5, offset = at & 31;
      return (words[word] << offset | (offset ? words[word + 1] >>> 32 - offset : 0)) >>> 32 - count;
    }
    function take(count) {
      var value = count ? peek(count) : 0;
      at += count;
      return value;
    }
    /** All that can follow, for each code: its token, and how many bits it took. */
    function table() {
      var lengths = [], result = new Uint16Array(1 << LONGEST), next = 0;
      for (var left = take(7); left > 0; left--) { lengths.push(take(4)); }
      for (var length = 1; length <= LONGEST; length++) {
        for (var token = 0; token < lengths.length; token++) {
          if (lengths[token] === length) {
            result.fill(token << 4 | length, next, next += 1 << LONGEST - length);
          }
        }
      }
      return result;
    }
    for (k = 0; k < kinds; k++) { tables.push(table()); }
    return function (kind) {
      var found = tables[kind][peek(LONGEST)], token = found >> 4;
      at += found & 15;
      if (!token) { return 0; }
      var size = token - 1 >> 1, value = Math.pow(2, size) + take(size);
      return token & 1 ? value : -value;
    };
  }

  function level(size) { return Math.min(31 - Math.clz32(size), LEVELS - 1); }

  function sign(value) { return value > 0 ? 2 : value < 0 ? 0 : 1; }

  /** Return rings over the arcs of another topology. */
  function unpackRings(text) {
    var read = reader(text, STEP), shapes = [], last = 0;
    for (var left = read(SHAPES); left > 0; left--) {
      var rings = [];
      for (var more = read(RINGS); more > 0; more--) {
        var ring = [];
        for (var count = read(REFERENCES); count > 0; count--) { ring.push(last += read(REFERENCE)); }
        rings.push(ring);
      }
      shapes.push(rings);
    }
    return shapes;
  }

  /** Return the rings of all shapes, and the grid positions of all arcs, one after the other. */
  function unpackTopology(text) {
    var read = reader(text, KINDS), shapes = [], before = [], closes = [], total = 0, i;
    for (var left = read(SHAPES); left > 0; left--) {
      var rings = [];
      for (var more = read(RINGS); more > 0; more--) {
        var ring = [], count = read(REFERENCES);
        for (i = 0; i < count; i++) {
          var value = read(REFERENCE), fresh = before.length;
          if (value) { ring.push(value > 0 ? fresh - value : ~(fresh + value)); continue; }
          before.push(i ? ring[i - 1] : null);
          ring.push(fresh);
          closes.push(i === count - 1 ? ring[0] : null);
        }
        rings.push(ring);
      }
      shapes.push(rings);
    }
    var arcs = before.length, start = new Int32Array(arcs + 1), counts = new Int32Array(arcs);
    for (i = 0; i < arcs; i++) {
      counts[i] = read(POINTS);
      start[i + 1] = total += counts[i] + (closes[i] === null ? 0 : 1);
    }
    var columns = new Int32Array(total), rows = new Int32Array(total), given = [], column = 0, row = 0;
    before.forEach(function (previous) {
      if (previous === null) { given.push([column += read(START), row += read(START)]); }
    });
    /** Where a reference ends. */
    function end(reference) { return reference >= 0 ? start[reference + 1] - 1 : start[~reference]; }
    for (var arc = 0, next = 0; arc < arcs; arc++) {
      var from = start[arc], previous = before[arc], x = 0, y = 0;
      columns[from] = column = previous === null ? given[next][0] : columns[end(previous)];
      rows[from] = row = previous === null ? given[next++][1] : rows[end(previous)];
      for (i = from + 1; i < from + counts[arc]; i++) {
        var size = Math.max(x < 0 ? -x : x, y < 0 ? -y : y);
        x = read(STEP + 3 * level(size | 1) + sign(x));
        y = read(STEP + 3 * (LEVELS + level(x < 0 ? -x : x | 1)) + sign(y));
        columns[i] = column += x;
        rows[i] = row += y;
      }
      if (closes[arc] !== null) {
        columns[i] = columns[end(~closes[arc])];
        rows[i] = rows[end(~closes[arc])];
      }
    }
    return { shapes: shapes, start: start, columns: columns, rows: rows };
  }

  G.unpackRings = unpackRings;
  G.unpackTopology = unpackTopology;
}(window.GeoCoop));
