"use strict";
// One sound at a time: a click plays it, a click on the one that plays stops it.
(() => {
  const tiles = [...document.querySelectorAll(".tile")];
  const stop = (tile) => {
    const audio = tile.querySelector("audio");
    audio.pause();
    audio.currentTime = 0;
    tile.classList.remove("playing");
  };
  for (const tile of tiles) {
    const audio = tile.querySelector("audio");
    audio.addEventListener("ended", () => stop(tile));
    tile.querySelector("[data-play]").addEventListener("click", () => {
      const wasPlaying = tile.classList.contains("playing");
      tiles.filter((other) => other.classList.contains("playing")).forEach(stop);
      if (wasPlaying) return;
      tile.classList.add("playing");
      audio.play().catch(() => stop(tile));
    });
  }
})();
