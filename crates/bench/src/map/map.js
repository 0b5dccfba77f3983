"use strict";
// Pictures of the same items, moved together: drag, wheel, buttons and arrow keys; a click plays the nearest point's sound.
(() => {
  const section = document.querySelector("#map");
  if (!section) return;
  const data = JSON.parse(section.querySelector("#map-data").textContent);
  const canvases = [...section.querySelectorAll("canvas")];
  const colours = section.querySelector("#map-colours");
  const words = section.querySelector("#map-words");
  const legend = section.querySelector("#map-legend");
  const view = { x: 0.5, y: 0.5, zoom: 0.94 };
  const hidden = new Set();
  let by = colours ? colours.value : "set";
  let shown = -1, asked = 0;

  const kinds = () => data.kinds[by];
  const colour = (kind) => {
    const own = kind < kinds().names.length - 1 ? `--run-${kind}` : "--dim";
    return getComputedStyle(document.documentElement).getPropertyValue(own).trim();
  };
  const place = (panel, item) => [data.panels[panel][2 * item] / 65535, 1 - data.panels[panel][2 * item + 1] / 65535];
  const onCanvas = (canvas, [x, y]) => {
    const side = canvas.clientWidth;
    return [(0.5 + (x - view.x) * view.zoom) * side, (0.5 + (y - view.y) * view.zoom) * side];
  };

  const draw = (canvas, panel) => {
    const scale = window.devicePixelRatio || 1, side = canvas.clientWidth;
    canvas.width = canvas.height = Math.max(1, Math.round(side * scale));
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const size = Math.min(6, Math.max(1.4, 1.8 * Math.sqrt(view.zoom)));
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    const rings = [];
    for (let kind = kinds().names.length - 1; kind >= 0; kind--) {
      if (hidden.has(kind)) continue;
      pen.fillStyle = colour(kind);
      pen.globalAlpha = 0.75;
      pen.beginPath();
      for (let item = 0; item < data.items.length; item++) {
        if (kinds().of[item] !== kind) continue;
        const [x, y] = onCanvas(canvas, place(panel, item));
        if (x < -9 || y < -9 || x > side + 9 || y > side + 9) continue;
        pen.moveTo(x + size, y);
        pen.arc(x, y, size, 0, 7);
        if (data.clips[item]) rings.push([x, y]);
      }
      pen.fill();
    }
    pen.globalAlpha = 0.8;
    pen.strokeStyle = ink;
    pen.lineWidth = 0.8;
    pen.beginPath();
    for (const [x, y] of rings) { pen.moveTo(x + size + 1, y); pen.arc(x, y, size + 1, 0, 7); }
    pen.stroke();
    if (shown >= 0) {
      const [x, y] = onCanvas(canvas, place(panel, shown));
      pen.globalAlpha = 1;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(x, y, size + 5, 0, 7);
      pen.stroke();
    }
  };
  const redraw = () => {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; canvases.forEach(draw); });
  };

  const nearest = (canvas, panel, event, wants) => {
    const box = canvas.getBoundingClientRect();
    let best = -1, least = 14 * 14;
    for (let item = 0; item < data.items.length; item++) {
      if (hidden.has(kinds().of[item]) || (wants && !data.clips[item])) continue;
      const [x, y] = onCanvas(canvas, place(panel, item));
      const far = (x - event.clientX + box.left) ** 2 + (y - event.clientY + box.top) ** 2;
      if (far < least) { least = far; best = item; }
    }
    return best;
  };
  const told = (item) => {
    if (item < 0) return "";
    const parts = [data.names[item], `${data.sets[data.set[item]]}, item ${data.items[item]}`, data.labels[item]];
    return parts.filter((part) => part).join(" · ") + (data.clips[item] ? "" : " (its sound is not on this page)");
  };
  const show = (item) => {
    words.textContent = told(item);
    if (item !== shown) { shown = item; redraw(); }
  };

  let context, playing;
  // G.711: sign, segment and place, all bits turned over.
  const sample = (byte) => {
    const bits = ~byte & 255, segment = (bits >> 4) & 7;
    const level = ((2 * (bits & 15) + 33) << segment) - 33;
    return ((bits & 128 ? -1 : 1) * level) / 8158;
  };
  const stop = () => {
    if (playing) { playing.onended = null; playing.stop(); playing = undefined; }
    delete section.dataset.playing;
  };
  const play = (item) => {
    stop();
    const bytes = atob(data.clips[item] || "");
    if (!bytes.length) return;
    context = context || new AudioContext();
    context.resume();
    const buffer = context.createBuffer(1, bytes.length, data.rate);
    const samples = buffer.getChannelData(0);
    for (let at = 0; at < bytes.length; at++) samples[at] = sample(bytes.charCodeAt(at));
    playing = context.createBufferSource();
    playing.buffer = buffer;
    playing.connect(context.destination);
    playing.onended = stop;
    playing.start();
    section.dataset.playing = item;
  };

  const zoomBy = (factor, x = view.x, y = view.y) => {
    const zoom = Math.min(200, Math.max(0.5, view.zoom * factor));
    view.x = x + (view.x - x) * view.zoom / zoom;
    view.y = y + (view.y - y) * view.zoom / zoom;
    view.zoom = zoom;
    redraw();
  };
  const whole = () => { Object.assign(view, { x: 0.5, y: 0.5, zoom: 0.94 }); redraw(); };
  canvases.forEach((canvas, panel) => {
    let from;
    canvas.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY, far: false };
      try { canvas.setPointerCapture(event.pointerId); } catch { /* A pointer that is gone holds nothing. */ }
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return show(nearest(canvas, panel, event, false));
      const [x, y] = [event.clientX - from.x, event.clientY - from.y];
      if (!from.far && Math.hypot(x, y) < 4) return;
      view.x -= x / canvas.clientWidth / view.zoom;
      view.y -= y / canvas.clientWidth / view.zoom;
      from = { x: event.clientX, y: event.clientY, far: true };
      redraw();
    });
    canvas.addEventListener("pointerup", (event) => {
      const wasDragged = from && from.far;
      from = undefined;
      if (wasDragged) return;
      // The point under the pointer if it can play, or else the nearest that can.
      const under = nearest(canvas, panel, event, false);
      const item = data.clips[under] ? under : nearest(canvas, panel, event, true);
      show(item < 0 ? under : item);
      if (item >= 0) play(item);
    });
    canvas.addEventListener("pointercancel", () => { from = undefined; });
    canvas.addEventListener("pointerleave", () => { if (!from) show(-1); });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      const at = (far) => (far / canvas.clientWidth - 0.5) / view.zoom;
      zoomBy(Math.exp(-event.deltaY / 400), view.x + at(event.clientX - box.left), view.y + at(event.clientY - box.top));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const way = ways[event.key];
      if (way) { view.x += way[0] * 0.1 / view.zoom; view.y += way[1] * 0.1 / view.zoom; redraw(); }
      else if (event.key === "+") zoomBy(1.3);
      else if (event.key === "-") zoomBy(1 / 1.3);
      else return;
      event.preventDefault();
    });
  });

  const list = () => {
    legend.replaceChildren();
    kinds().names.forEach((name, kind) => {
      const count = kinds().of.filter((own) => own === kind).length;
      if (!count) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${name} (${count})`;
      button.setAttribute("aria-pressed", String(!hidden.has(kind)));
      button.addEventListener("click", () => {
        if (!hidden.delete(kind)) hidden.add(kind);
        button.setAttribute("aria-pressed", String(!hidden.has(kind)));
        redraw();
      });
      const line = document.createElement("li");
      line.className = `run-${kind < kinds().names.length - 1 ? kind : 7}`;
      line.append(button);
      legend.append(line);
    });
  };
  if (colours) colours.addEventListener("change", () => { by = colours.value; hidden.clear(); list(); redraw(); });
  section.querySelector("#map-near").addEventListener("click", () => zoomBy(1.5));
  section.querySelector("#map-far").addEventListener("click", () => zoomBy(1 / 1.5));
  section.querySelector("#map-whole").addEventListener("click", whole);
  new ResizeObserver(redraw).observe(section);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  list();
  redraw();
})();
