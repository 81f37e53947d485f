"""Follow live news as it breaks, from many outlets, in one merged Atom feed."""

__version__ = "0.1.0"
