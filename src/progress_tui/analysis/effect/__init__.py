"""Actions and support, and what happened since."""
