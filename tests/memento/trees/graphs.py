"""Any graphs, as stored blocks: with cycles, dead ends, blocks of the same id and none."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.factories.trees import outcome, question

MARKS = [f"N{number}" for number in range(12)]
TARGETS = st.sampled_from([*MARKS, "", "gone"])
NODES = st.one_of(
    st.builds(
        question,
        st.sampled_from(MARKS),
        st.dictionaries(st.sampled_from(["oui", "non", "autre", "rien"]), TARGETS, max_size=4),
    ),
    st.builds(outcome, st.sampled_from(MARKS), recommendation=st.sampled_from(["", "<p>Faites.</p>"])),
)
graphs = st.lists(NODES, max_size=14)
#: Graphs whose answers lead to later nodes only, down to one outcome; some of their nodes cannot be reached.
forward_graphs = st.integers(1, 8).flatmap(
    lambda count: st.tuples(
        *(
            st.lists(st.integers(n + 1, count), min_size=2, max_size=3).map(
                lambda later, n=n: question(f"N{n}", {f"a{i}": f"N{target}" for i, target in enumerate(later)})
            )
            for n in range(count)
        )
    ).map(lambda questions: [*questions, outcome(f"N{count}")])
)
