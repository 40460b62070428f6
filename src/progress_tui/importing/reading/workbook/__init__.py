"""Workbooks and what calls itself one: .xlsx, .ods, XML spreadsheets of 2003, web pages."""
