"""The prep sheet that a teacher sends back filled: a Word document or CSV, read under limits, its answers by item."""
