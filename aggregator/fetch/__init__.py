"""Ask one outlet for one document, politely."""
