/* Plays a film on the page after a click; before that, no request goes to its host. Without this script the links lead
   to the host's own page. */
document.querySelectorAll(".video").forEach((figure) => {
  figure.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-player], a[data-seconds]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const film = figure.querySelector("video");
    if (film) {
      film.currentTime = link.dataset.seconds;
      film.focus();
      film.play().catch(() => { /* the browser wants a press on its own button */ });
      return;
    }
    const facade = figure.querySelector(".video-facade");
    const address = new URL(link.dataset.player);
    address.searchParams.set("autoplay", "1");
    const player = document.createElement("iframe");
    player.title = facade.dataset.title;
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin"; // some hosts show nothing to a site that has no name
    player.src = address;
    facade.replaceChildren(player);
    player.focus();
  });
});
