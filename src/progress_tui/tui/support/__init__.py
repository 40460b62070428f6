"""What stands behind support on the screens: what is asked, who is meant, how a group is told."""
