// One play position for all sounds: they run together and in step, and the switch only moves the gains, so a
// change is instant and nothing jumps. Without this script the page still has its single players.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const FADE_SECS = 0.008;
  const players = [...document.querySelectorAll("audio[data-sound]")];
  const buttons = [...document.querySelectorAll("[data-switch]")];
  const sounds = new Map();
  let context = null, master = null, voices = [], startedAt = 0, position = 0, playing = false, chosen = "target", shown = "match", length = 0;

  const bytesOf = (source) => {
    if (!source.startsWith("data:")) return fetch(source).then((r) => r.arrayBuffer());
    const text = atob(source.slice(source.indexOf(",") + 1));
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return Promise.resolve(bytes.buffer);
  };

  // An offline context decodes without asking the user for anything.
  const decode = async () => {
    const decoder = new OfflineAudioContext(1, 1, 44100);
    for (const player of players) {
      const id = player.dataset.sound;
      try {
        const buffer = await decoder.decodeAudioData(await bytesOf(player.getAttribute("src")));
        sounds.set(id, { buffer, sameLevel: 10 ** (Number(player.dataset.sameLevelDb) / 20) });
        length = Math.max(length, buffer.duration);
      } catch (error) {
        const button = buttons.find((b) => b.dataset.switch === id);
        if (button) { button.disabled = true; button.title = "not inside this page: see its file"; }
      }
    }
    document.documentElement.dataset.decoded = String(sounds.size);
    if (!sounds.size) { $("player-error").hidden = false; $("player-error").textContent = "This browser can't decode the sounds; use the single players."; }
  };

  const gainOf = (id) => (id !== chosen ? 0 : $("same-level").checked ? sounds.get(id).sameLevel : 1);
  const now = () => {
    if (!playing) return position;
    const at = position + context.currentTime - startedAt;
    return $("loop").checked ? at % length : Math.min(at, length);
  };

  const balance = () => {
    for (const voice of voices) voice.gain.gain.setTargetAtTime(gainOf(voice.id), context.currentTime, FADE_SECS / 3);
  };

  const silence = () => {
    for (const voice of voices) { voice.source.onended = null; voice.source.stop(); voice.gain.disconnect(); }
    voices = [];
  };

  // All buffers get one length, so that a loop stays in step.
  const padded = (sound) => {
    if (sound.padded) return sound.padded;
    const { buffer } = sound;
    const whole = context.createBuffer(1, Math.ceil(length * buffer.sampleRate), buffer.sampleRate);
    whole.copyToChannel(buffer.getChannelData(0), 0);
    return (sound.padded = whole);
  };

  const start = () => {
    if (!sounds.size) return;
    if (!context) {
      context = new AudioContext();
      master = context.createDynamicsCompressor();
      // Only a guard against clipping when levels are matched upwards: transparent below −1 dB.
      master.threshold.value = -1; master.knee.value = 0; master.ratio.value = 20; master.attack.value = 0.001;
      master.connect(context.destination);
    }
    context.resume();
    silence();
    if (position >= length - 0.01) position = 0;
    startedAt = context.currentTime;
    for (const [id, sound] of sounds) {
      const source = context.createBufferSource(), gain = context.createGain();
      source.buffer = padded(sound);
      source.loop = $("loop").checked;
      gain.gain.value = gainOf(id);
      source.connect(gain).connect(master);
      source.start(startedAt, position);
      voices.push({ id, source, gain });
    }
    voices[0].source.onended = () => { if (playing) stop(0); };
    playing = true;
    draw();
    show();
  };

  const stop = (at) => {
    position = at ?? now();
    playing = false;
    silence();
    show();
  };

  const show = () => {
    const button = $("play");
    button.setAttribute("aria-pressed", String(playing));
    button.setAttribute("aria-label", playing ? "Stop" : "Play");
    for (const b of buttons) { const on = b.dataset.switch === chosen; b.setAttribute("aria-checked", String(on)); b.tabIndex = on ? 0 : -1; }
    const at = length ? now() / length : 0;
    document.documentElement.style.setProperty("--at", at.toFixed(4));
    $("seek").value = Math.round(at * 1000);
    $("clock").textContent = `${now().toFixed(2)} s of ${length.toFixed(2)} s`;
    document.documentElement.dataset.heard = chosen;
  };

  const draw = () => { show(); if (playing) requestAnimationFrame(draw); };

  const seek = (share) => {
    position = Math.min(Math.max(share, 0), 1) * length;
    if (playing) start(); else show();
  };

  // The right-hand pictures and the panel follow the sound that is compared with the target.
  const choose = (id) => {
    if (!sounds.has(id)) return;
    chosen = id;
    if (id !== "target") {
      shown = id;
      for (const panel of document.querySelectorAll("[data-panel]")) {
        if (panel.dataset.panel !== "target") panel.toggleAttribute("hidden", panel.dataset.panel !== shown);
      }
      const label = buttons.find((b) => b.dataset.switch === id).textContent.replace(/^\d+\s*/, "");
      for (const word of document.querySelectorAll("[data-shown]")) word.textContent = label.toLowerCase();
    }
    if (playing) balance();
    show();
  };

  $("play").addEventListener("click", () => (playing ? stop() : start()));
  buttons.forEach((b) => b.addEventListener("click", () => choose(b.dataset.switch)));
  document.querySelectorAll("[data-listen]").forEach((b) => b.addEventListener("click", () => { choose(b.dataset.listen); if (!playing) { position = 0; start(); } }));
  $("same-level").addEventListener("change", () => { if (playing) balance(); });
  $("loop").addEventListener("change", () => { for (const v of voices) v.source.loop = $("loop").checked; if (playing) { position = now(); start(); } });
  $("seek").addEventListener("input", (e) => seek(e.target.value / 1000));
  document.querySelectorAll("[data-time]").forEach((plot) => plot.addEventListener("click", (e) => {
    const box = plot.getBoundingClientRect();
    seek((e.clientX - box.left) / box.width);
  }));
  players.forEach((p) => p.addEventListener("play", () => { if (playing) stop(); players.forEach((q) => { if (q !== p) q.pause(); }); }));
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const onControl = e.target.closest?.("a, summary, audio, button:not([data-switch]), input:not(#seek)");
    const index = buttons.findIndex((b) => b.dataset.switch === chosen);
    if (e.key === " " && !onControl) { e.preventDefault(); $("play").click(); }
    else if (/^[1-9]$/.test(e.key) && buttons[e.key - 1]) choose(buttons[e.key - 1].dataset.switch);
    else if (e.key.toLowerCase() === "l" && !onControl) $("loop").click();
    else if (e.target.dataset?.switch && (e.key === "ArrowRight" || e.key === "ArrowLeft")) {
      const next = buttons[(index + (e.key === "ArrowRight" ? 1 : buttons.length - 1)) % buttons.length];
      choose(next.dataset.switch);
      next.focus();
    }
  });
  // For tests and the curious: what is heard, how loud, and where.
  window.tonewright = { gains: () => Object.fromEntries([...sounds.keys()].map((id) => [id, gainOf(id)])), position: now, isPlaying: () => playing };
  decode().then(show);
})();
