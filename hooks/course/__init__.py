"""Courses as data: lessons in Markdown, quizzes in YAML, and the proof that both agree.

The package knows nothing of the site generator. Its modules point one way:
model <- kinds <- source <- markers, settings <- bank <- lock <- render, keys, guessers <- rules <- report, embed <- cli.
"""
