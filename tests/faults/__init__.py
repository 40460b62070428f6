"""What goes wrong with disks, files, other programs and clocks, against what somebody does meanwhile."""
