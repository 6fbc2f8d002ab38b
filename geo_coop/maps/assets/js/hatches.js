/* Canvas patterns of hatches. */
(function (G) {
  "use strict";

  var patterns = {};
  /** Return the canvas pattern of a hatch. */
  function pattern(ctx, hatch) {
    if (!patterns[hatch]) {
      var tile = document.createElement("canvas"), pen = tile.getContext("2d");
      tile.width = tile.height = 8;
      pen.strokeStyle = pen.fillStyle = { legal: "rgba(20,20,20,0.75)", dots: "rgba(120,110,95,0.55)" }[hatch] ||
        "rgba(90,90,90,0.8)";
      pen.lineWidth = hatch === "legal" ? 1.4 : 1.1;
      pen.beginPath();
      if (hatch === "dots") {
        pen.arc(2, 2, 1, 0, 7); pen.arc(6, 6, 1, 0, 7); pen.fill();
      } else if (hatch === "legal") {
        [-8, 0, 8].forEach(function (at) { pen.moveTo(at - 1, -1); pen.lineTo(at + 9, 9); });
        pen.stroke();
      } else {
        [0, 8, 16].forEach(function (at) { pen.moveTo(at + 1, -1); pen.lineTo(at - 9, 9); });
        pen.stroke();
      }
      patterns[hatch] = ctx.createPattern(tile, "repeat");
    }
    return patterns[hatch];
  }

  G.pattern = pattern;
}(window.GeoCoop));
