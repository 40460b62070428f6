"""An import on the screen: where it stands, what is asked, what was understood; finding files."""
