"""Courses as data: lessons in Markdown, quizzes in YAML, and the proof that both agree.

The package knows nothing of the site generator. Its modules point one way:
model <- source <- markers <- bank <- rules, render <- embed <- cli.
"""
