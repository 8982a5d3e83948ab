// In a frame on another site: sends the height of the list to the parent page (see embed.js).
new ResizeObserver(([{ target }]) => parent.postMessage({ sillonHeight: target.offsetHeight }, "*")).observe(document.body);
