"""Documents → Declarations: every file as a model of its own kind, what is broken left out and reported. Modules are
imported by their names: the layout of a repository is read without the models of its files."""
