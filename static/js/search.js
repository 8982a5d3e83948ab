/* Counts what readers search for and whether they choose a result, without anything about them. */
document.querySelectorAll("[data-search-log]").forEach(({ dataset: { searchLog, question, answers } }) => {
  const send = (fields) => navigator.sendBeacon(searchLog, new URLSearchParams({ question, ...fields }));
  const chosen = new Set();
  const choose = (event) => {
    const link = event.target.closest("[data-results] a[href]");
    if (!link || event.button > 1 || chosen.has(link.href)) return;
    chosen.add(link.href);
    send({ chosen: 1 });
  };
  // Further pages of results, and those with filters, belong to a question that is counted already.
  if (!/[?&](?:page|type|theme|year|order)=[^&]/.test(location.search)) send({ answers });
  document.addEventListener("click", choose);
  document.addEventListener("auxclick", choose);
});
