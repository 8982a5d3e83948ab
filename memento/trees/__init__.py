"""Decision trees: the graph, its checks, its drawing and the way of a reader through it."""
