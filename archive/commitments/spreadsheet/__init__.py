"""The measures of a plan and their evidence as a table, for people who write them in a spreadsheet."""
