"""What keeps children's data safe: passphrases, backups, erasing, the audit, where the file lies, help in trouble."""
