"""The screens: the class grid, the pupil card, welcome."""
