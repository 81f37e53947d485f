"""Read a document of an outlet into posts, whatever it turns out to be."""
