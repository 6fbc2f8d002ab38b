/* A canvas that follows the map. */
(function (G) {
  "use strict";

  /** How far a line can reach out of the box of its points, in pixels. */
  var EDGE = 8;

  /** A canvas that calls `paint(ctx, view)` when it has to be drawn again.
   *
   * Where `options.still()` says that all it shows stays where it is on the ground, a map that was moved keeps what is
   * painted, and only the strips that came into view are drawn.
   */
  G.Sheet = L.Renderer.extend({
    initialize: function (paint, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._paint = paint;
    },
    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      this._container = this._ctx = null;
    },
    /** Leaflet would put it between two pixels here, which blurs it. */
    _reset: function () { this._update(); },
    _updatePaths: function () { return; },
    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      var size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2), container = this._container;
      L.DomUtil.setPosition(container, this._bounds.min);
      if (this._moved(ratio)) { return; }
      container.width = size.x * ratio;
      container.height = size.y * ratio;
      container.style.width = size.x + "px";
      container.style.height = size.y + "px";
      this._ratio = ratio;
      this.repaint();
    },
    repaint: function () {
      if (!this._map || !this._ctx || !this._bounds) { return; }
      var ctx = this._ctx;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      this._place();
      this.draw(ctx);
      this._painted = { bounds: this._bounds, zoom: this._zoom, origin: this._map.getPixelOrigin() };
    },
    /** Draw layer points where they belong on the canvas. */
    _place: function () {
      var ratio = this._ratio, corner = this._bounds.min;
      this._ctx.setTransform(ratio, 0, 0, ratio, -corner.x * ratio, -corner.y * ratio);
    },
    /** Shift what is painted, and paint the strips that came into view; false where all has to be painted. */
    _moved: function (ratio) {
      var last = this._painted, bounds = this._bounds, size = bounds.getSize(), ctx = this._ctx;
      if (!last || ratio % 1 || ratio !== this._ratio || last.zoom !== this._zoom || !last.origin.equals(this._map.getPixelOrigin()) ||
        !size.equals(last.bounds.getSize()) || !this.options.still || !this.options.still()) { return false; }
      var by = last.bounds.min.subtract(bounds.min);
      if (by.x % 1 || by.y % 1 || Math.abs(by.x) >= size.x || Math.abs(by.y) >= size.y) { return false; }
      this._painted = { bounds: bounds, zoom: last.zoom, origin: last.origin };
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalCompositeOperation = "copy";
      ctx.drawImage(this._container, by.x * ratio, by.y * ratio);
      ctx.globalCompositeOperation = "source-over";
      this._place();
      var west = bounds.min.x, north = bounds.min.y, east = bounds.max.x, south = bounds.max.y;
      if (by.x) { this._strip(by.x > 0 ? west : east + by.x, north, Math.abs(by.x), size.y); }
      if (by.y) {
        // The corner was painted with the strip beside it.
        this._strip(by.x > 0 ? west + by.x : west, by.y > 0 ? north : south + by.y, size.x - Math.abs(by.x), Math.abs(by.y));
      }
      return true;
    },
    _strip: function (x, y, width, height) {
      var ctx = this._ctx;
      ctx.save();
      ctx.beginPath();
      ctx.rect(x, y, width, height);
      ctx.clip();
      this.draw(ctx, L.bounds([x, y], [x + width, y + height]));
      ctx.restore();
    },
    /** Paint on any canvas whose origin is that of the layer points of the map; `bounds` limits it to a part. */
    draw: function (ctx, bounds) {
      var scale = this._map.getZoomScale(this._zoom, 0), origin = this._map.getPixelOrigin(), edge = bounds ? EDGE : 0;
      bounds = bounds || this._bounds;
      this._paint(ctx, {
        zoom: this._zoom, scale: scale, x: origin.x, y: origin.y,
        west: (bounds.min.x + origin.x - edge) / scale, north: (bounds.min.y + origin.y - edge) / scale,
        east: (bounds.max.x + origin.x + edge) / scale, south: (bounds.max.y + origin.y + edge) / scale
      });
    }
  });
}(window.GeoCoop));
