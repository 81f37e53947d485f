"""Remember what was seen and said; the only room that speaks SQL."""
