// In a frame on another site: tells the page around how high the list is (see embed.js).
new ResizeObserver(([{ target }]) => parent.postMessage({ sillonHeight: target.offsetHeight }, "*")).observe(document.body);
