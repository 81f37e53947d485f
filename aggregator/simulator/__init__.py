"""A fictional day of news, told by several outlets: for demonstrations and tests."""
