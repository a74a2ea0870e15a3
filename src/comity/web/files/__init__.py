"""Files that people bring and take away: drafts, uploads, tables, exports, what changed between versions."""
