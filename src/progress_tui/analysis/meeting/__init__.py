"""What a meeting begins with and what it keeps. Rules: docs/judgements.md, “Meetings”."""
