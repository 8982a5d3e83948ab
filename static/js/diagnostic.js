/* A questionnaire, one question at a time. The answers stand in the address and the question in its fragment, so that
   back, forward, a reload and a shared address all work. Without this script the form is one page. */
(() => {
  const form = document.getElementById("questions");
  if (!form) return;
  const questions = [...form.querySelectorAll(".question")];
  const article = form.closest(".questionnaire"), wide = matchMedia("(min-width: 60rem)");
  form.prepend(document.getElementById("etapes").content);
  const bar = form.querySelectorAll(".questions-parts li"), all = form.querySelector(".questions-all"), steps = form.querySelector(".questions-steps");
  const progress = form.querySelector(".questions-progress"), hint = steps.querySelector(".questions-hint");
  const [next, skip, previous] = steps.querySelectorAll("button"), result = form.querySelector("[name=resultat]");
  form.querySelector(".questions-end").before(steps);
  const list = document.createElement("ol");
  all.append(list);
  all.open = wide.matches;
  let here;

  const key = (question) => question.id.slice(2);
  const choice = (question) => question.querySelector(":checked:not([value=''])");

  /* The questions that the answers open. A condition looks at an earlier question, so that one pass is enough. */
  const reachedQuestions = () => {
    const answers = {};
    return questions.filter((question) => {
      const { after, answers: wanted } = question.dataset;
      if (after && !wanted.split(" ").includes(answers[after])) return false;
      answers[key(question)] = choice(question)?.value;
      return true;
    });
  };

  const address = (question) => {
    const query = new URLSearchParams(question ? {} : { resultat: 1 });
    query.set("v", form.elements.v.value);
    for (const one of questions) if (choice(one)) query.set(key(one), choice(one).value);
    return `${form.getAttribute("action")}?${query}${question ? `#${question.id}` : ""}`;
  };

  const line = (question) => {
    const item = document.createElement("li"), link = document.createElement("a");
    Object.assign(link, { href: `#${question.id}`, textContent: question.querySelector(".question-text").textContent });
    if (question === here) link.setAttribute("aria-current", "step");
    item.append(link);
    if (choice(question)) item.append(choice(question).nextElementSibling.cloneNode(true));
    return item;
  };

  const draw = () => {
    const way = reachedQuestions(), last = way.at(-1) === here;
    for (const question of questions) question.classList.toggle("is-here", question === here);
    for (const part of form.querySelectorAll(".questions-part")) part.hidden = !part.contains(here);
    progress.textContent = `Question ${way.indexOf(here) + 1} sur ${way.length}`;
    previous.hidden = way[0] === here;
    next.hidden = last;
    skip.hidden = last || Boolean(choice(here));
    result.classList.toggle("button-quiet", !last);
    for (const item of bar) {
      const own = way.filter((question) => question.parentElement.id === item.dataset.part), current = own.includes(here);
      item.hidden = !own.length;
      item.className = current ? "is-here" : own.every(choice) ? "is-done" : "";
      item.ariaCurrent = current ? "step" : null;
      if (own.length) item.firstElementChild.href = `#${own[0].id}`;
    }
    list.replaceChildren(...way.map(line));
    article.classList.toggle("is-under-way", way[0] !== here);
  };

  const show = (question) => {
    here = question;
    hint.textContent = "";
    draw();
    here.querySelector("legend").focus({ preventScroll: true });
    form.scrollIntoView();
  };

  const go = (question) => {
    all.open = wide.matches;
    if (question !== here) history.pushState(question.id, "", address(question));
    show(question);
  };

  const remember = () => history.replaceState(here.id, "", address(here));
  const find = (id) => reachedQuestions().find((question) => question.id === id);
  const start = () => reachedQuestions().find((question) => !choice(question)) ?? reachedQuestions()[0];

  form.addEventListener("change", () => {
    hint.textContent = "";
    draw();
    remember();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const way = reachedQuestions(), at = way.indexOf(here), by = event.submitter;
    if (by === previous) go(way[at - 1]);
    else if (by === result) location.assign(address());
    else if (by === next && !choice(here)) hint.textContent = "Choisissez une réponse, ou passez cette question.";
    else go(way[at + 1]);
  });
  form.addEventListener("click", (event) => {
    const question = find(event.target.closest("a")?.hash.slice(1));
    if (!question) return;
    event.preventDefault();
    go(question);
  });
  // Back and forward change the question, and lose no answer that was given since.
  addEventListener("popstate", ({ state }) => {
    const id = state ?? location.hash.slice(1);
    if (!questions.some((question) => question.id === id)) return; // another link within the page
    show(find(id) ?? start());
    remember();
  });

  article.classList.add("is-stepped");
  const linked = find(location.hash.slice(1));
  here = linked ?? start();
  history.replaceState(here.id, "");
  draw();
  if (linked) form.scrollIntoView();
})();
