"""Tell whether a post is new, or whether somebody has said it before; all pure."""
