"""Dialogs: pickers, the note editor, export, help, trouble."""
